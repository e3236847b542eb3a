// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

/// V -> A V for a symmetric A that is never formed; V is n x b.
using SymmetricOperator = std::function<Matrix(MatrixView)>;

struct KrylovOptions {
  Index vectors = 1;        ///< eigenpairs wanted, the largest ones
  Index oversampling = 10;  ///< columns of a block beyond `vectors`
  int max_blocks =
      8;  ///< products with A at most; the basis grows to blocks x (vectors + oversampling)
  double tolerance = 1e-8;  ///< stop when every residual ‖A v − λ v‖₂ ≤ tolerance λ₁
  std::uint64_t seed = 0;
};

/// Eigenvalues (largest first) and unit vectors with the certificate that they carry: an eigenvalue
/// of A lies within residuals[j] of values[j].
///   termination  "residuals_small", "basis_complete" (the space is exhausted: exact) or
///   "max_blocks"
struct KrylovEigen {
  Vector values;
  Matrix vectors;
  Vector residuals;
  int blocks = 0;
  std::string termination;
  bool converged() const { return termination != "max_blocks"; }
};

/// Block Lanczos with full reorthogonalisation and Rayleigh-Ritz on the whole basis span{G, A G, A²
/// G, ...}, G Gaussian. A block of one column is Lanczos' method. Memory n b blocks doubles twice.
/// Ref: [MuscoMusco2015, alg. 2; Parlett1998, ch. 13]
KrylovEigen block_krylov(const SymmetricOperator& A, Index n, const KrylovOptions& options);

/// λ_max of a symmetric operator by Lanczos: the step size 1/λ_max.
///   steps products at most. value ± residual holds an eigenvalue.
KrylovEigen lanczos_top(const SymmetricOperator& A, Index n, int steps = 100,
                        std::uint64_t seed = 0);

}  // namespace qed::linalg
