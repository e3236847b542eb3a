// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/quantiles/interpolated.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/quantiles/places.h"

namespace qed::statistics {

Estimate interpolated_quantile_interval(std::span<const double> values, double p, double level) {
  require_level(level);
  require(p > 0 && p < 1, ErrorCode::bad_option, "a quantile's p must be in (0, 1)");
  if (values.empty()) return Estimate::undefined("no values");
  require(std::ranges::none_of(values, [](double v) { return std::isnan(v); }),
          ErrorCode::bad_value, "a quantile's values must not be NaN");
  const std::vector<double> x = sorted_values(values);
  const auto n = static_cast<std::int64_t>(x.size());
  const auto at = [&](std::int64_t rank) { return x[static_cast<std::size_t>(rank - 1)]; };
  const auto between = [&](std::int64_t rank, std::int64_t next, double weight) {
    return weight == 0 ? at(rank) : at(rank) + weight * (at(next) - at(rank));
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const QuantilePlaces& places = quantile_places(n, p, level);
  const std::int64_t l = places.lower, u = places.upper;
  const double lower = l < 1 ? -kInfinity : between(l, l + 1, places.lower_weight);
  const double upper = u > n ? kInfinity : between(u, u - 1, places.upper_weight);
  const double value = quantile_of_sorted(x, p);
  return Estimate(value, {std::min(lower, value), std::max(upper, value), level,
                          "interpolated order statistics"})
      .with_n(n);
}

}  // namespace qed::statistics
