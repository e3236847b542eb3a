// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/replicates.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

/// a = Σ (θ̄ - θ_(j))³ / 6 (Σ (θ̄ - θ_(j))²)^{3/2} over leave-one-out values; 0 when they are all
/// equal.
double acceleration(const std::vector<double>& values) {
  if (values.empty()) return 0;
  const double mean = moments(values).mean;
  double squares = 0, cubes = 0;
  for (const double v : values) squares += (mean - v) * (mean - v), cubes += std::pow(mean - v, 3);
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

/// The value at probability p of sorted replicates, by the (B + 1)p rule with interpolation, inside
/// their range.
double replicate_quantile(const std::vector<double>& sorted, double p) {
  const double place = std::clamp(p * static_cast<double>(sorted.size() + 1) - 1, 0.0,
                                  static_cast<double>(sorted.size() - 1));
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The two probabilities at which BCa reads the replicates.
std::pair<double, double> bca_probabilities(const std::vector<double>& sorted, double value,
                                            double a, double level) {
  const double B = static_cast<double>(sorted.size());
  const auto below = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
  const auto not_above = std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
  // Ties with the value count half, and the share stays inside (0, 1).
  const double share =
      std::clamp(static_cast<double>(below + not_above) / (2 * B), 0.5 / B, 1 - 0.5 / B);
  const probability::Normal normal;
  const double bias = normal.quantile(share), z = normal.upper_quantile((1 - level) / 2);
  const auto at = [&](double side) {
    return normal.cdf(bias + (bias + side) / (1 - a * (bias + side)));
  };
  return {at(-z), at(z)};
}

struct Ends {
  double lower, upper;
  const char* method;
};

Ends studentised_ends(const Resampled& value, const std::vector<Resampled>& replicates,
                      double tail) {
  std::vector<double> t;
  for (const Resampled& r : replicates)
    if (r.standard_error > 0) t.push_back((r.value - value.value) / r.standard_error);
  require(value.standard_error > 0 && t.size() * 2 > replicates.size(), ErrorCode::bad_option,
          "bootstrap: the studentised interval needs standard errors from the statistic",
          "use bca, or return {value, standard_error}");
  std::sort(t.begin(), t.end());
  return {value.value - value.standard_error * replicate_quantile(t, 1 - tail),
          value.value - value.standard_error * replicate_quantile(t, tail),
          "studentised bootstrap"};
}

}  // namespace

void check(const BootstrapOptions& options) {
  require_level(options.level);
  require(options.replicates >= 99, ErrorCode::bad_option,
          "bootstrap: replicates must be 99 or more");
}

std::vector<double> defined_values(const std::vector<std::optional<Resampled>>& all) {
  std::vector<double> values;
  for (const auto& value : all)
    if (value && std::isfinite(value->value)) values.push_back(value->value);
  return values;
}

Estimate interval_of(const Resampled& value, const std::vector<std::optional<Resampled>>& all,
                     const std::vector<double>& left_out, const BootstrapOptions& options,
                     const std::string& of_what) {
  std::vector<Resampled> replicates;
  for (const auto& replicate : all)
    if (replicate && std::isfinite(replicate->value)) replicates.push_back(*replicate);
  if (replicates.size() * 100 < all.size() * 99)
    return Estimate::without_interval(value.value, "the statistic is undefined on many resamples");
  std::vector<double> sorted;
  for (const Resampled& r : replicates) sorted.push_back(r.value);
  std::sort(sorted.begin(), sorted.end());
  const double tail = (1 - options.level) / 2, theta = value.value;
  const double low = replicate_quantile(sorted, tail), high = replicate_quantile(sorted, 1 - tail);
  Ends ends{low, high, "percentile bootstrap"};
  if (options.method == BootstrapMethod::basic)
    ends = {2 * theta - high, 2 * theta - low, "basic bootstrap"};
  if (options.method == BootstrapMethod::normal) {
    const Moments drawn = moments(sorted);
    const double half = two_sided_z(options.level) * std::sqrt(drawn.variance);
    ends = {2 * theta - drawn.mean - half, 2 * theta - drawn.mean + half, "normal bootstrap"};
  }
  if (options.method == BootstrapMethod::studentised)
    ends = studentised_ends(value, replicates, tail);
  if (options.method == BootstrapMethod::bca) {
    const auto [p, q] = bca_probabilities(sorted, theta, acceleration(left_out), options.level);
    ends = {replicate_quantile(sorted, std::min(p, q)), replicate_quantile(sorted, std::max(p, q)),
            "BCa bootstrap"};
  }
  const std::string method = std::string(ends.method) + of_what + ", " +
                             std::to_string(options.replicates) + " replicates";
  return Estimate(theta, {ends.lower, ends.upper, options.level, method});
}

}  // namespace qed::statistics
