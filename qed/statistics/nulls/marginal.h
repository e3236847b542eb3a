// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: one column's law as a quantile function, and its normal scores.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "qed/linalg/matrix.h"
#include "qed/statistics/nulls/null_model.h"

namespace qed::statistics {

/// A quantile function Q on (0, 1): steps between knots (a discrete law) or straight lines (a continuous one).
class Quantiles {
 public:
  /// sorted: n values upwards. Steps where values repeat (see Marginals), lines otherwise.
  Quantiles(std::span<const float> sorted, Marginals marginals);
  /// Steps whatever the values: the levels of a category.
  static Quantiles of_levels(std::span<const float> sorted);
  float operator()(double p) const;

 private:
  Quantiles() = default;
  void fit_unimodal(std::span<const float> sorted);
  void index_knots();
  bool steps_ = false;
  std::vector<double> p_;      // lines: the knots' probabilities, empty when evenly spaced
  std::vector<std::uint32_t>
      first_above_;  // [c]: the first knot above c / size, where a search begins
  std::vector<float> value_;
};

/// Φ(z) to 1e-11, by cubic interpolation between tabled points of known slope; 0 and 1 beyond 8.
double normal_cdf(float z);

/// Φ⁻¹(mid-rank) of each of n values given their order (order[r]: the row of rank r), scaled to mean 0, variance 1;
/// all zero for a constant column.
Vector normal_scores(std::span<const float> values, std::span<const Index> order);

inline constexpr int kHermite = 15;
using Hermite = std::array<double, kHermite>;
/// Coefficients h_1..h_15 of the score as a step function s(z) of its latent normal:
///   h_k = ∫ s(z) He_k(z) φ(z) dz / √k!, exactly: over a step (a, b) it is s (He_{k-1}(a)φ(a) - He_{k-1}(b)φ(b))/√k!.
/// A continuous column has h_1 ≈ 1 and no others; Σ h² = 1 in the limit.
Hermite hermite_coefficients(const Vector& scores, std::span<const Index> order);

/// ρ in [-1, 1] with Σ_k a_k b_k ρ^k = r: the latent correlation of two columns whose scores correlate by r.
double latent_correlation(const Hermite& a, const Hermite& b, double r);

}  // namespace qed::statistics
