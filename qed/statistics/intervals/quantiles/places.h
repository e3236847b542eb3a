// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace qed::statistics {

/// Where the ends of an interval of the p-quantile stand among n sorted values: K = #{Xᵢ <= q} is binomial(n, p).
struct QuantilePlaces {
  std::int64_t
      lower = 0,
      upper = 0;  ///< ranks from 1: P(K < lower) <= α/2, P(K >= upper) <= α/2; 0 and n + 1: none
  double lower_weight = 0;  ///< Nyblom's λ: (1 - λ) x₍ₗ₎ + λ x₍ₗ₊₁₎
  double upper_weight = 0;  ///< the same from above
};
/// n >= 1, p and level in (0, 1). The answer for the n, p and level that a thread asked for last is kept: simulations
/// ask for one again and again, and the binomial tails take longer than a sort of some hundred values.
const QuantilePlaces& quantile_places(std::int64_t n, double p, double level);

/// Rising; of many values by counting passes.
std::vector<double> sorted_values(std::span<const double> values);

/// The sample quantile interpolates at (n - 1)p, as R's type 7 and NumPy do. sorted: not empty.
double quantile_of_sorted(std::span<const double> sorted, double p);

}  // namespace qed::statistics
