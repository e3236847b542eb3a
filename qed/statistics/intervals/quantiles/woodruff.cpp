// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/quantiles/woodruff.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "qed/base/error.h"
#include "qed/statistics/intervals/compound/ranked.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// [x₍⌈nl⌉₎, x₍⌊nu⌋₊₁₎].
std::pair<double, double> ends(std::span<const double> values, double l, double u) {
  const auto n = static_cast<double>(values.size());
  std::vector<double> x(values.begin(), values.end());
  const auto at = [&](double place) {  // the place-th smallest, from 1
    const auto it = x.begin() + static_cast<std::ptrdiff_t>(std::clamp(place, 1.0, n) - 1);
    std::ranges::nth_element(x, it);
    return *it;
  };
  const double lower = at(std::ceil(n * l));
  return {lower, at(std::floor(n * u) + 1)};
}

// [inf{x: F(x) >= l}, inf{x: F(x) > u}], F by weight.
std::pair<double, double> ends(std::span<const double> values, std::span<const double> weights,
                               double l, double u) {
  std::vector<std::pair<double, double>> rows;  // value, weight
  double total = 0, upto = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (weights[i] > 0) rows.emplace_back(values[i], weights[i]), total += weights[i];
  std::ranges::sort(rows);
  double lower = kInfinity;
  for (const auto& [x, w] : rows) {
    upto += w;
    if (upto >= l * total) lower = std::min(lower, x);
    if (upto > u * total) return {lower, x};
  }
  return {std::min(lower, rows.back().first), rows.back().first};
}

}  // namespace

std::vector<double> below_quantile(std::span<const double> values, double p, double q,
                                   std::span<const double> weights) {
  const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  double under = 0, upto = 0, total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    total += weight(i);
    if (values[i] <= q) upto += weight(i);
    if (values[i] < q) under += weight(i);
  }
  const double without_ties = under / total, all = upto / total;
  const bool ties = std::abs(all - p) <= std::abs(without_ties - p);
  const double share = ties ? all : without_ties, mean = total / static_cast<double>(values.size());
  std::vector<double> below;
  below.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_below = values[i] < q || (ties && values[i] == q);
    below.push_back(weight(i) / mean * (is_below - share));
  }
  return below;
}

Estimate woodruff_quantile(std::span<const double> values, double p, double q, double half,
                           double level, std::string method, std::span<const double> weights) {
  const double z = two_sided_z(level), alpha = 1 - level;
  require(!values.empty(), ErrorCode::bad_shape, "quantile: there are no values");
  require(p > 0 && p < 1 && half > 0, ErrorCode::bad_value,
          "quantile: p must be in (0, 1) and the share's half width positive");
  if (!weights.empty()) half = std::max(half, z * std::sqrt(p * (1 - p) / effective_rows(weights)));
  const double rows = p * (1 - p) * z * z / (half * half), centre = std::log(p / (1 - p));
  const auto share = [&](double side) {
    return 1 / (1 + std::exp(-centre - side * half / (p * (1 - p))));
  };
  auto [lower, upper] = weights.empty() ? ends(values, share(-1), share(1))
                                        : ends(values, weights, share(-1), share(1));
  if (std::pow(1 - p, rows) > alpha / 2) lower = -kInfinity;
  if (std::pow(p, rows) > alpha / 2) upper = kInfinity;
  return {q, {lower, upper, level, std::move(method)}};
}

}  // namespace qed::statistics
