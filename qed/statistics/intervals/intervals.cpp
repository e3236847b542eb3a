// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/quantiles/places.h"

namespace qed::statistics {
namespace {

// Four sums that are added side by side, in an order that does not hang on the machine.
template <class Term>
double sum_of(std::span<const double> values, const Term& term) {
  double lanes[4] = {};
  const std::size_t whole = values.size() - values.size() % 4;
  for (std::size_t i = 0; i < whole; i += 4)
    for (std::size_t k = 0; k < 4; ++k) lanes[k] += term(values[i + k]);
  for (std::size_t i = whole; i < values.size(); ++i) lanes[i - whole] += term(values[i]);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

// Welford's update: a division a value, and no sum that could overflow.
Moments updated_moments(std::span<const double> values) {
  Moments m;
  double squares = 0;
  for (const double x : values) {
    ++m.n;
    const double before = x - m.mean;
    m.mean += before / static_cast<double>(m.n);
    squares += before * (x - m.mean);
  }
  if (m.n > 1) m.variance = squares / static_cast<double>(m.n - 1);
  return m;
}

}  // namespace

void require_level(double level) {
  require(level > 0 && level < 1, ErrorCode::bad_option,
          "level: is " + std::to_string(level) + ", but must be in (0, 1)");
}

double two_sided_z(double level) {
  require_level(level);
  return probability::Normal().upper_quantile((1 - level) / 2);
}

double two_sided_t(double degrees, double level) {
  require_level(level);
  thread_local struct {
    double degrees = 0, level = 0, t = 0;
  } last;
  if (degrees != last.degrees || level != last.level)
    last = {degrees, level, probability::StudentT(degrees).upper_quantile((1 - level) / 2)};
  return last.t;
}

Moments moments(std::span<const double> values) {
  if (values.empty()) return {};
  const auto n = static_cast<double>(values.size());
  const double first = values.front();
  const double shift = sum_of(values, [first](double x) { return x - first; }) / n;
  if (!std::isfinite(shift)) return updated_moments(values);
  const double about = first + shift;
  const double left = sum_of(values, [about](double x) { return x - about; });  // by rounding
  const double squares = sum_of(values, [about](double x) { return (x - about) * (x - about); });
  Moments m{.mean = about + left / n, .n = static_cast<std::int64_t>(values.size())};
  if (m.n > 1) m.variance = std::max(0.0, squares - left * left / n) / (n - 1);
  return m;
}

Moments merged(const Moments& a, const Moments& b) {
  if (a.n == 0) return b;
  if (b.n == 0) return a;
  const auto n = static_cast<double>(a.n), m = static_cast<double>(b.n);
  const double apart = b.mean - a.mean;
  const double squares =
      a.variance * (n - 1) + b.variance * (m - 1) + apart * apart * (n * m / (n + m));
  return {a.mean + apart * (m / (n + m)), squares / (n + m - 1), a.n + b.n};
}

Estimate mean_interval(std::span<const double> values, double level) {
  require_level(level);
  if (values.empty()) return Estimate::undefined("no values");
  const Moments m = moments(values);
  require(std::isfinite(m.mean) && std::isfinite(m.variance), ErrorCode::bad_value,
          "mean_interval: values must be finite");
  if (m.n == 1) return Estimate::without_interval(m.mean, "one value has no spread").with_n(1);
  const double n = static_cast<double>(m.n);
  const double half = two_sided_t(n - 1, level) * std::sqrt(m.variance / n);
  return Estimate(m.mean, {m.mean - half, m.mean + half, level, "Student's t"}).with_n(m.n);
}

Estimate proportion_interval(std::int64_t hits, std::int64_t count, double level) {
  require_level(level);
  require(hits >= 0 && hits <= count, ErrorCode::bad_value,
          "proportion_interval: hits must be in [0, n]");
  if (count == 0) return Estimate::undefined("no rows");
  const double n = static_cast<double>(count), p = static_cast<double>(hits) / n;
  const double z = probability::Normal().upper_quantile((1 - level) / 2), z2 = z * z;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  const double lower = hits == 0 ? 0 : std::max(0.0, centre - half);
  const double upper = hits == count ? 1 : std::min(1.0, centre + half);
  return Estimate(p, {lower, upper, level, "Wilson"}).with_n(count);
}

Estimate quantile_interval(std::span<const double> values, double p, double level) {
  require_level(level);
  require(p > 0 && p < 1, ErrorCode::bad_option, "quantile_interval: p must be in (0, 1)");
  if (values.empty()) return Estimate::undefined("no values");
  require(std::ranges::none_of(values, [](double v) { return std::isnan(v); }),
          ErrorCode::bad_value, "quantile_interval: values must not be NaN");
  const std::vector<double> x = sorted_values(values);
  const auto n = static_cast<std::int64_t>(x.size());
  const double value = quantile_of_sorted(x, p);
  const QuantilePlaces& places = quantile_places(n, p, level);
  const std::int64_t l = places.lower, u = places.upper;
  constexpr double inf = std::numeric_limits<double>::infinity();
  const double lower = l >= 1 ? x[static_cast<std::size_t>(l - 1)] : -inf;
  const double upper = u <= n ? x[static_cast<std::size_t>(u - 1)] : inf;
  return Estimate(value,
                  {std::min(lower, value), std::max(upper, value), level, "order statistics"})
      .with_n(n);
}

}  // namespace qed::statistics
