// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: correlated normals, by a factor of their covariance.
#include <cstdint>

#include "qed/linalg/matrix.h"

namespace qed::statistics {

/// Z = G F with G standard normal (rows x r) and F (r x d): covariance FᵀF.
class Latent {
 public:
  /// F = √(1-λ) Y/√(n-1), and independent noise of variance λ is added: covariance (1-λ) YᵀY/(n-1) + λI exactly,
  /// no factorisation. Y: n x d, centred; λ in [0, 1].
  static Latent of_rows(const MatrixF& Y, double lambda = 0);
  /// F = Λ^½ Vᵀ of a symmetric matrix; negative eigenvalues (rounding) count as 0. O(d³).
  static Latent of_covariance(const Matrix& covariance);

  MatrixF sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const;
  std::int64_t columns() const { return factor_.cols(); }

 private:
  MatrixF factor_;
  float noise_ = 0;
};

/// The nearest matrix in the sense of clipped eigenvalues that is a correlation: C = V max(Λ, 1e-8) Vᵀ, rescaled to
/// a unit diagonal. O(d³).  Ref: [Higham2002]
Matrix repaired_correlation(const Matrix& C);

/// At most kFitRows rows of X, evenly spaced. Throws Error{bad_shape} and Error{bad_value}.
MatrixF rows_to_fit(MatrixFView X);

}  // namespace qed::statistics
