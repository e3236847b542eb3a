// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/effect/effect.h"

#include <algorithm>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

/// The λ >= 0 with P(χ²_df(λ) <= x) = p, 0 when even λ = 0 is below: the probability falls as λ grows.
double non_centrality(double x, double df, double p) {
  const auto cdf = [&](double lambda) {
    using Law = boost::math::non_central_chi_squared_distribution<double>;
    return lambda > 0 ? boost::math::cdf(Law(df, lambda), x) : probability::ChiSquare(df).cdf(x);
  };
  if (cdf(0) <= p) return 0;
  double low = 0, high = std::max(1.0, x);
  while (cdf(high) > p) high *= 2;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (cdf(middle) > p ? low : high) = middle;
  }
  return (low + high) / 2;
}

struct ChiSquareTable {
  double statistic = 0, n = 0;
  std::size_t rows = 0, columns = 0;  // not empty
};

ChiSquareTable chi_square_of(std::span<const std::int64_t> counts, std::size_t rows,
                             std::size_t columns) {
  std::vector<double> row_sum(rows), column_sum(columns);
  ChiSquareTable t;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const double count = static_cast<double>(counts[i * columns + j]);
      require(count >= 0, ErrorCode::bad_value, "cramers_v: counts must not be negative");
      row_sum[i] += count, column_sum[j] += count, t.n += count;
    }
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const double expected = row_sum[i] * column_sum[j] / t.n;
      const double difference = static_cast<double>(counts[i * columns + j]) - expected;
      if (expected > 0) t.statistic += difference * difference / expected;
    }
  const auto occupied = [](const std::vector<double>& sums) {
    return static_cast<std::size_t>(
        std::count_if(sums.begin(), sums.end(), [](double s) { return s > 0; }));
  };
  t.rows = occupied(row_sum), t.columns = occupied(column_sum);
  return t;
}

}  // namespace

Estimate standardised_difference(std::span<const double> inside, std::span<const double> outside,
                                 double level) {
  return standardised_difference(moments(inside), moments(outside), level);
}

Estimate standardised_difference(const Moments& x, const Moments& y, double level) {
  require_level(level);
  if (x.n < 2 || y.n < 2) return Estimate::undefined("a group has fewer than two values");
  const double s2 = (x.variance + y.variance) / 2;
  require(std::isfinite(x.mean - y.mean) && std::isfinite(s2), ErrorCode::bad_value,
          "standardised_difference: values must be finite");
  if (s2 <= 0) return Estimate::undefined("both groups are constant");
  const double d = (x.mean - y.mean) / std::sqrt(s2);
  const double dof_x = static_cast<double>(x.n - 1), dof_y = static_cast<double>(y.n - 1);
  const double vx = x.variance / s2, vy = y.variance / s2;  // relative: no overflow
  const double variance = d * d * (vx * vx / dof_x + vy * vy / dof_y) / 8 + vx / dof_x + vy / dof_y;
  const double half = probability::Normal().upper_quantile((1 - level) / 2) * std::sqrt(variance);
  return Estimate(d, {d - half, d + half, level, "Bonett"})
      .with_n(x.n + y.n)
      .with_unit("standard deviations");
}

Estimate share_difference(std::int64_t hits_1, std::int64_t n_1, std::int64_t hits_2,
                          std::int64_t n_2, double level) {
  const Estimate first = proportion_interval(hits_1, n_1, level),
                 second = proportion_interval(hits_2, n_2, level);
  if (!first.is_defined() || !second.is_defined()) return Estimate::undefined("a group is empty");
  const double p1 = first.value(), p2 = second.value(), delta = p1 - p2;
  const double down = std::hypot(p1 - first.lower(), second.upper() - p2);
  const double up = std::hypot(first.upper() - p1, p2 - second.lower());
  return Estimate(delta,
                  {std::max(-1.0, delta - down), std::min(1.0, delta + up), level, "Newcombe"})
      .with_n(n_1 + n_2);
}

Estimate cramers_v(std::span<const std::int64_t> counts, std::size_t rows, std::size_t columns,
                   double level) {
  require_level(level);
  require(counts.size() == rows * columns, ErrorCode::bad_shape,
          "cramers_v: counts must hold rows x columns");
  const ChiSquareTable t = chi_square_of(counts, rows, columns);
  if (t.rows < 2 || t.columns < 2)
    return Estimate::undefined("fewer than two occupied rows or columns");
  const double smaller = static_cast<double>(std::min(t.rows, t.columns) - 1);
  const double df = static_cast<double>((t.rows - 1) * (t.columns - 1)), tail = (1 - level) / 2;
  const auto v_of = [&](double chi2) {
    return std::clamp(std::sqrt(chi2 / (t.n * smaller)), 0.0, 1.0);
  };
  const double v = v_of(t.statistic);
  // A lower bound of λ = 0 means that no association fits: V = 0.
  const double lower = v_of(non_centrality(t.statistic, df, 1 - tail));
  const double upper = v_of(non_centrality(t.statistic, df, tail) + df);
  return Estimate(v, {std::min(lower, v), std::max(upper, v), level, "non-central chi-square"})
      .with_n(static_cast<std::int64_t>(t.n));
}

}  // namespace qed::statistics
