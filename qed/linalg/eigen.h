// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <complex>
#include <string>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

/// The sign convention of every eigenvector, singular vector and component of QED: the entry of
/// largest magnitude is positive (of entries within a relative 1e-8 of it, the first). Returns the
/// signs +1/-1 by which the columns of V were multiplied; a zero column keeps its sign.
Vector fix_signs(Eigen::Ref<Matrix> V);

/// Eigenvalues, largest first, and the unit eigenvectors of the first vectors.cols() of them.
///   residual       ‖A V − V Λ‖_F / ‖A‖_F
///   orthogonality  ‖VᵀV − I‖_F
///   method         "dsyevd", "dsytrd + dstemr", or "dsyevd (dstemr failed)"
struct SymmetricEigen {
  Vector values;
  Matrix vectors;
  double residual = 0, orthogonality = 0;
  std::string method;
  /// Largest over smallest eigenvalue in size; infinite for a singular matrix.
  double condition() const;
};

/// A = V Λ Vᵀ for a symmetric A (n x n): all n eigenvalues, and eigenvectors of the `vectors`
/// largest (-1: all). O(n³); few vectors cost about a third of all. Backward stable: |λ̂ − λ| ≤ c n eps
/// ‖A‖₂. Only the lower triangle is read. Throws Error{bad_value} for NaN, infinities or |a_ij −
/// a_ji| above 1e-10 max|A|, bad_shape when not square. Ref: [Lapack1999, Dhillon2006]
SymmetricEigen symmetric_eigen(MatrixView A, Index vectors = -1);

/// How far may the span of the leading k eigenvectors turn when A is disturbed by E?
///   ‖sin Θ‖_F ≤ 2 √k ‖E‖₂ / (λ_k − λ_{k+1}),   1 ≤ k < n
/// values: eigenvalues of A, largest first. At most √k, which is also returned when the gap is
/// zero. Ref: [YuWangSamworth2015, thm. 2]
double davis_kahan_bound(VectorView values, Index k, double error_norm);

/// The gap λ_k − λ_{k+1} that is largest relative to λ_1, among k = 1 .. n-1.
struct SpectralGap {
  Index k = 0;
  double gap = 0, relative = 0;
};
SpectralGap largest_gap(VectorView values);

/// Eigenvalues of any square matrix, largest modulus first, each with its condition number 1/|yᴴx|
/// (x, y the unit right and left eigenvectors): a change E of A moves the eigenvalue by up to
/// condition ‖E‖₂, to first order.
///   residual  max over j of ‖A x_j − λ_j x_j‖₂ / ‖A‖_F
/// A defective eigenvalue has an infinite condition. Errors as above, symmetry not needed.  Ref:
/// [Lapack1999]
struct GeneralEigen {
  Eigen::VectorXcd values;
  Vector condition;
  double residual = 0;
};
GeneralEigen general_eigenvalues(MatrixView A);

}  // namespace qed::linalg
