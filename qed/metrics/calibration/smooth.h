// SPDX-License-Identifier: Apache-2.0
#pragma once
// Calibration of probabilities without bins: labels and probabilities smoothed by one kernel, whose width the data
// choose.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace qed::metrics {

// probability (n, in [0, 1]), label (n, 0 or 1), n >= 1: Error{bad_shape, bad_value, bad_data}.

/// The narrowest kernel: probabilities nearer than this are taken together.
inline constexpr double kLeastBandwidth = 1.0 / 1024;

/// smECE_σ = ∫₀¹ |r_σ(t)| dt,  r_σ(t) = 1/n Σ (y_i - p_i) K_σ(t, p_i),
/// with K_σ the Gaussian kernel of deviation σ reflected at 0 and 1, so that no mass is lost. Falls as σ grows: the
/// kernels are a semigroup of averages. bandwidth in [kLeastBandwidth, 1] (Error{bad_option}). Probabilities are
/// shared out to the two nearest nodes of a grid of at least 16 nodes a bandwidth, and the kernel narrowed by the
/// variance that this adds: relative error at most 1e-3, measured 5e-5. O(n + 1/σ).
/// Ref: [BlasiokNakkiran2024]
double smooth_calibration_error(std::span<const double> probability, std::span<const double> label,
                                double bandwidth);

/// smECE = smECE_σ* at the one σ* with smECE_σ* = σ*: a distance from calibration that needs no choice of bins, and
/// is continuous in the probabilities. In [0, 1]. Where the fixed point is below `kLeastBandwidth`, its value there.
struct SmoothCalibration {
  double error = 0, bandwidth = 0;
};
/// O(n + 1/σ* log 1/ε), ε = 1e-9.  Ref: [BlasiokNakkiran2024]
SmoothCalibration smooth_calibration(std::span<const double> probability,
                                     std::span<const double> label);

/// What calibrated probabilities would show on as many rows: labels drawn from them, y*_i ~ Bernoulli(p_i), the same
/// error of each. p = (1 + #{error* >= error})/(1 + B) is valid at any B.  Ref: [PhipsonSmyth2010]
struct SmoothCalibrationTest {
  SmoothCalibration found;
  double p_value = 1;
  double null_mean = 0;   ///< of the error where all probabilities are right: it is never 0
  double null_upper = 0;  ///< its `level` quantile
  std::int64_t replicates = 0;
};
/// replicates >= 19, level in (0, 1): Error{bad_option}. Replicate b has its own stream: the same bits for any number
/// of threads. O(B (n + 1/σ* log 1/ε)).
SmoothCalibrationTest smooth_calibration_test(std::span<const double> probability,
                                              std::span<const double> label, double level = 0.95,
                                              std::int64_t replicates = 199,
                                              std::uint64_t seed = 1);

/// The same where rows of a unit hang together: residuals y_i - p_i of each unit keep or turn their signs together,
/// (y_i - p_i)* = ±_u (y_i - p_i), whose sums over units have mean 0 and the spread that they have. Nothing is asked of
/// the rows of one unit. A residual that is not 0 on average widens the null, so p is too large rather than too small.
/// unit (n, in [0, units)): Error{bad_shape, bad_value}. Costs and streams as above.
/// Ref: [Fisher1935, PhipsonSmyth2010]
SmoothCalibrationTest smooth_calibration_test_of_units(std::span<const double> probability,
                                                       std::span<const double> label,
                                                       std::span<const std::int32_t> unit,
                                                       std::int32_t units, double level = 0.95,
                                                       std::int64_t replicates = 199,
                                                       std::uint64_t seed = 1);

/// The reliability diagram that goes with it: at `points` >= 2 places spread evenly over [0, 1], the share of ones
/// among rows near t, Σ y_i K_σ(t, p_i)/Σ K_σ(t, p_i), and the density of the probabilities there, 1/n Σ K_σ(t, p_i).
/// No rate where the density is below 1e-12. Bandwidth as above. O(n + 1/σ + points).
/// Ref: [BlasiokNakkiran2024]
struct SmoothReliability {
  std::vector<double> probability, density;
  std::vector<std::optional<double>> rate;
};
SmoothReliability smooth_reliability(std::span<const double> probability,
                                     std::span<const double> label, double bandwidth,
                                     std::size_t points = 101);

}  // namespace qed::metrics
