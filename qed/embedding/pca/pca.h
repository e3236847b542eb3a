// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "qed/base/options.h"
#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"

namespace qed::embedding {

struct PcaOptions {
  int components = 50;  ///< at most min(n - 1, d) are made (min(n, d) without centring)
  std::string solver =
      "auto";  ///< auto: covariance or gram while min(n, d) <= 2000, else randomised
  bool whole_spectrum = true;  ///< false lets auto take `sampled` where it pays (sampled.h)
  double tolerance = 1e-3;  ///< of sampled: largest relative error of a variance by its estimate
  bool center = true;
  std::uint64_t seed = 0;  ///< of the randomised and the sampled solver
};
OptionList options(PcaOptions& o);

/// Principal components: x ≈ mean + Σ_j score_j component_j with scores of falling variance.
///   mean            1 x d, zero without centring
///   components      d x k, orthonormal; signs by linalg::fix_signs
///   variances       k, largest first, divisor n - 1
///   spectrum        all min(n - 1, d) eigenvalues of the covariance on the exact routes, else k
///   residuals       k, ‖C v_j − λ_j v_j‖₂ of the covariance C that was solved: an eigenvalue of it
///                   lies within that distance of variances[j]
///   variance_error  k, by how much a variance is off its eigenvalue, estimated; sampled only
///   orthogonality   ‖VᵀV − I‖_F
///   method          "covariance, double", "covariance, single-precision products summed in
///                   double", "gram, double", "randomised, ..." with its termination, "sampled, ..." or
///                   "covariance, ... (sampled was not exact enough)"
struct Pca {
  RowVector mean;
  Matrix components;
  Vector variances, spectrum;
  double total_variance = 0;
  Vector residuals, variance_error;
  double orthogonality = 0;
  Index samples = 0;
  std::string method;
  /// λ_j / total variance.
  Vector explained() const;
};

/// PCA of samples X (n x d, n ≥ 2), finite. Constant columns, rank deficiency and n < d are
/// allowed: a component beyond the rank has variance 0 and completes the basis. Single-precision
/// products are used above n d² = 4e9 multiplications, on blocks centred and scaled beforehand;
/// relative error of a variance about 1e-6 λ_1 / λ_j. Cost n d² (covariance), n² d (gram), 4 n d k
/// a pass (randomised); memory beyond X: at most a fifth of X plus four d x d matrices. The same
/// bits for every number of threads. Throws Error{bad_shape} for n < 2 or d = 0, bad_value for NaN
/// or infinities, bad_option. Ref: [Jolliffe2002, MuscoMusco2015]
Pca pca(MatrixFView X, const PcaOptions& pca_options = {}, const Progress& progress = {});

/// Scores (X − mean) components, n x k. Throws Error{bad_shape} when X has another number of
/// columns.
MatrixF transform(const Pca& model, MatrixFView X);

/// mean + scores componentsᵀ, n x d, for scores of at most k columns: fewer use the leading
/// components.
MatrixF reconstruct(const Pca& model, MatrixFView scores);

/// Mean squared reconstruction error of each row by the leading `components` ones: the error map of
/// a picture. n.
Vector reconstruction_error(const Pca& model, MatrixFView X, int components);

}  // namespace qed::embedding
