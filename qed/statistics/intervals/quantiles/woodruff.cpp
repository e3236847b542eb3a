// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/quantiles/woodruff.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {

std::vector<double> below_quantile(std::span<const double> values, double p, double q) {
  const auto n = static_cast<double>(values.size());
  const auto under = std::ranges::count_if(values, [&](double x) { return x < q; });
  const auto upto = std::ranges::count_if(values, [&](double x) { return x <= q; });
  const double without_ties = static_cast<double>(under) / n, all = static_cast<double>(upto) / n;
  const bool ties = std::abs(all - p) <= std::abs(without_ties - p);
  std::vector<double> below;
  below.reserve(values.size());
  for (const double x : values)
    below.push_back((x < q || (ties && x == q)) - (ties ? all : without_ties));
  return below;
}

Estimate woodruff_quantile(std::span<const double> values, double p, double q, double half,
                           double level, std::string method) {
  const double z = two_sided_z(level), alpha = 1 - level;
  require(!values.empty(), ErrorCode::bad_shape, "quantile: there are no values");
  require(p > 0 && p < 1 && half > 0, ErrorCode::bad_value,
          "quantile: p must be in (0, 1) and the share's half width positive");
  const auto n = static_cast<double>(values.size());
  const double rows = p * (1 - p) * z * z / (half * half), centre = std::log(p / (1 - p));
  const auto share = [&](double side) {
    return 1 / (1 + std::exp(-centre - side * half / (p * (1 - p))));
  };
  std::vector<double> x(values.begin(), values.end());
  const auto at = [&](double place) {  // the place-th smallest, from 1
    const auto it = x.begin() + static_cast<std::ptrdiff_t>(std::clamp(place, 1.0, n) - 1);
    std::ranges::nth_element(x, it);
    return *it;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double lower =
      std::pow(1 - p, rows) > alpha / 2 ? -kInfinity : at(std::ceil(n * share(-1)));
  const double upper = std::pow(p, rows) > alpha / 2 ? kInfinity : at(std::floor(n * share(1)) + 1);
  return {q, {lower, upper, level, std::move(method)}};
}

}  // namespace qed::statistics
