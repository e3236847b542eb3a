// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/quantiles/interpolated.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "qed/probability/distributions/discrete.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// x(r): the r-th smallest, from 1.
template <class Order>
double lower_end(const Order& x, std::int64_t n, double p, double tail) {
  const probability::Binomial law(n, p);
  const auto l = static_cast<std::int64_t>(law.quantile(tail));  // P(K < l) <= tail
  if (l < 1) return -kInfinity;
  const double below = law.cdf(static_cast<double>(l - 1));      // 1 - c_l
  const double above = law.cdf(static_cast<double>(l));          // 1 - c_{l+1}
  const double part = above > below ? (tail - below) / (above - below) : 0;
  if (l == n) return x(n);
  const double towards = static_cast<double>(n - l) * p * part;
  const double stays = static_cast<double>(l) * (1 - p) * (1 - part);
  const double weight = std::clamp(towards / (stays + towards), 0.0, 1.0);
  return x(l) + weight * (x(l + 1) - x(l));
}

}  // namespace

Estimate interpolated_quantile_interval(std::span<const double> values, double p, double level) {
  const Estimate plain = quantile_interval(values, p, level);
  if (!plain.is_defined()) return plain;
  std::vector<double> x(values.begin(), values.end());
  std::ranges::sort(x);
  const auto n = static_cast<std::int64_t>(x.size());
  const double tail = (1 - level) / 2;
  const auto up = [&](std::int64_t r) { return x[static_cast<std::size_t>(r - 1)]; };
  const auto down = [&](std::int64_t r) { return -x[static_cast<std::size_t>(n - r)]; };
  const double lower = lower_end(up, n, p, tail), upper = -lower_end(down, n, 1 - p, tail);
  return Estimate(plain.value(), {std::min(lower, plain.value()), std::max(upper, plain.value()),
                                  level, "interpolated order statistics"})
      .with_n(n);
}

}  // namespace qed::statistics
