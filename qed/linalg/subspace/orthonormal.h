// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

enum class Orthogonalisation { householder, modified_gram_schmidt };

/// Q (n x r): orthonormal columns with the same span as A.
///   loss_of_orthogonality  ‖QᵀQ − I‖_F, measured: about eps for Householder; modified
///                          Gram-Schmidt loses it in proportion to κ(A)
struct Basis {
  Matrix Q;
  double loss_of_orthogonality = 0;
  std::string method;
};

/// An orthonormal basis of the columns of A (n x d, d ≤ n), column j of Q from the first j columns
/// of A. All d columns are kept: a dependent column gets an arbitrary direction (Householder) or
/// zero (Gram-Schmidt). O(n d²). Throws Error{bad_shape} for d > n, bad_value for NaN.  Ref:
/// [Lauchli1961, Bjorck1967]
Basis orthonormalise(MatrixView A, Orthogonalisation method = Orthogonalisation::householder);

/// An orthonormal basis of the span of A by Householder QR with column pivoting; directions with
/// |R_jj| ≤ tolerance are left out (tolerance < 0: max(n, d) eps |R_11|), so that the basis has the
/// numerical rank of A many columns.
Basis orthonormal_basis(MatrixView A, double tolerance = -1);

}  // namespace qed::linalg
