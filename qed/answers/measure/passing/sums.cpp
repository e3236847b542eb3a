// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/sums.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "qed/answers/measure/passing/few.h"
#include "qed/answers/measure/scores/scored.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/linearised.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

// θ̂ and its slope by every term of the sums.
struct Linear {
  double value = 0;
  Vector slope;
};

std::optional<Linear> linear(const Place& metric, const Sums& sums) {
  const auto count = metric.terms->count;
  const auto begin = static_cast<Index>(metric.begin), d = static_cast<Index>(count);
  std::vector<double> means(count), spreads(count);
  const Vector mean = sums.moments.mean().segment(begin, d);
  const Matrix covariance = sums.moments.covariance();
  for (std::size_t k = 0; k < count; ++k) {
    means[k] = mean[static_cast<Index>(k)];
    const Index at = begin + static_cast<Index>(k);
    spreads[k] = std::sqrt(std::max(0.0, covariance(at, at)));
    if (!std::isfinite(means[k])) return std::nullopt;
  }
  const auto value = metric.terms->value(means);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  const auto slope = statistics::smooth_gradient(metric.terms->value, means, spreads);
  if (!slope) return std::nullopt;
  Linear found{*value, Vector::Zero(sums.moments.mean().size())};
  for (std::size_t k = 0; k < count; ++k) found.slope[begin + static_cast<Index>(k)] = (*slope)[k];
  return found;
}

std::int64_t units_of(const Sums& sums) {
  return sums.units ? static_cast<std::int64_t>(sums.units->groups().size()) : sums.n();
}

StandardError error_of(const Vector& slope, const Sums& sums) {
  const auto n = static_cast<double>(sums.n());
  if (!sums.units) {
    double variance = 0;
    const Matrix covariance = sums.moments.covariance();
    // Terms that others need may not be finite.
    for (Index j = 0; j < slope.size(); ++j)
      for (Index k = 0; k < slope.size(); ++k)
        if (slope[j] != 0 && slope[k] != 0) variance += slope[j] * slope[k] * covariance(j, k);
    return {std::sqrt(std::max(0.0, variance) / n), n - 1};
  }
  std::vector<statistics::GroupSum> units;
  for (const auto& group : sums.units->groups()) {
    double moved = 0;
    for (Index k = 0; k < slope.size(); ++k)
      if (slope[k] != 0)
        moved += slope[k] *
                 (group.sums[static_cast<std::size_t>(k)] - group.rows * sums.moments.mean()[k]);
    units.push_back({group.rows, moved});
  }
  return error_of_units(units);
}

Spread spread_of(const Sums& sums, std::string method, std::string none) {
  if (sums.units) method += together(static_cast<std::size_t>(units_of(sums)), false);
  return {units_of(sums), sums.n(), std::move(method), "one unit has no spread", std::move(none)};
}

}  // namespace

void Sums::merge(const Sums& other) {
  without_label += other.without_label, without_prediction += other.without_prediction;
  other_labels += other.other_labels;
  moments.merge(other.moments);
  if (units) units->merge(*other.units);
  if (distinct) distinct->merge(*other.distinct);
  if (rare) rare->merge(*other.rare);
}

void Sums::add(std::vector<std::vector<double>>& terms, std::span<const std::uint64_t> hashes) {
  moments.add_columns(terms);
  if (rare) rare->add(terms);
  if (!units) return;
  for (auto& term : terms)  // what is not finite is seen in the moments
    for (double& u : term)
      if (!std::isfinite(u)) u = 0;
  units->add(hashes, terms);
}

void Sums::count_units(std::span<const std::uint64_t> hashes) {
  if (!units) return;
  if (units->is_exact())
    for (const auto& group : units->groups()) distinct->add_hash(group.unit);
  else
    distinct->add_hashes(hashes);
}

Estimate estimate_of(const Place& metric, const Sums& sums, double level, const char* none) {
  const auto found = linear(metric, sums);
  if (!found) return Estimate::undefined(none);
  if (metric.is_share && !sums.units) {
    const double n = static_cast<double>(sums.n());
    const Vector& mean = sums.moments.mean();
    const auto begin = static_cast<Index>(metric.begin);
    return statistics::proportion_interval(std::llround(n * mean[begin + 1]),
                                           std::llround(n * mean[begin]), level);
  }
  if (metric.is_area)
    if (auto of_few = area_of_few(metric, sums, level)) return *of_few;
  return interval_of(found->value, error_of(found->slope, sums), metric.lower, metric.upper,
                     spread_of(sums, on_scale("delta method", metric.lower, metric.upper, ""),
                               "all rows add the same: no spread is seen"),
                     level);
}

Estimate mean_of_lists(const Vector& slope, const Sums& sums, double lower, double upper,
                       double level) {
  if (sums.n() == 0) return Estimate::undefined("no query has a relevant row");
  const bool is_paired = !std::isfinite(lower);
  double value = 0;
  for (Index k = 0; k < slope.size(); ++k)
    if (slope[k] != 0) value += slope[k] * sums.moments.mean()[k];
  const std::string units =
      sums.units ? together(static_cast<std::size_t>(units_of(sums)), true) : "";
  return interval_of(value, error_of(slope, sums), lower, upper,
                     {units_of(sums), sums.n(),
                      is_paired ? "mean over queries, paired" + units
                                : on_scale("mean over queries", lower, upper, units),
                      sums.n() == 1 ? "one query has no spread" : "one unit has no spread",
                      is_paired ? "both are scored alike in every query: no spread is seen"
                                : "all queries add the same: no spread is seen"},
                     level);
}

Estimate difference_of(const Place& first, const Place& second, const Sums& sums, double level,
                       const char* none) {
  const auto a = linear(first, sums), b = linear(second, sums);
  if (!a || !b) return Estimate::undefined(none);
  constexpr double kFar = std::numeric_limits<double>::infinity();
  if (first.is_area && second.is_area)
    if (auto of_few = difference_of_few(first, second, sums, level)) return *of_few;
  return interval_of(a->value - b->value, error_of(a->slope - b->slope, sums), -kFar, kFar,
                     spread_of(sums, "delta method, paired",
                               "both are scored alike in every row: no spread is seen"),
                     level);
}

}  // namespace qed::answers::measure
