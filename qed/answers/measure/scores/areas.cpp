// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/areas.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/methods/method.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_area(const Measure& measure) { return measure.name == "auc"; }
bool are_few_units(const Rows& rows) {
  return !rows.group.empty() && static_cast<std::size_t>(rows.groups) < kFewUnits;
}

std::int64_t fewest_of(const Rows& rows) {
  const std::int64_t yes = std::ranges::count(rows.y, 1.0);
  return std::min(yes, static_cast<std::int64_t>(rows.n()) - yes);
}

std::vector<std::uint8_t> labels_of(const Rows& rows) {
  std::vector<std::uint8_t> label(rows.n());
  for (std::size_t i = 0; i < label.size(); ++i) label[i] = rows.y[i] == 1;
  return label;
}

// The area of all rows but those of a unit, of each unit in turn, as in qed interval: the influence of rows does not
// say what a large part of the rows moves it by.
Estimate without_each_unit(const statistics::Quantity& quantity,
                           std::vector<std::vector<double>> terms, const Rows& rows, double level) {
  const statistics::Sample sample{std::move(terms), statistics::Rows::grouped, rows.group,
                                  rows.groups};
  return statistics::find_method("jackknife_clustered").make(quantity, sample, {.level = level});
}

// Rows of a class that is rare stand in few units, however many units there are: the variances of the units with such a
// row and of the others, U/(U-1) Σ S_g²/n² each, and Satterthwaite's degrees of freedom of their sum.
StandardError error_of_rare(const std::vector<double>& influence, const Rows& rows) {
  const bool yes_is_rare = 2 * std::ranges::count(rows.y, 1.0) <= std::ssize(rows.y);
  std::vector<double> sums(static_cast<std::size_t>(rows.groups), 0);
  std::vector<bool> has_rare(sums.size(), false);
  for (std::size_t i = 0; i < influence.size(); ++i) {
    const auto g = static_cast<std::size_t>(rows.group[i]);
    sums[g] += influence[i];
    if ((rows.y[i] == 1) == yes_is_rare) has_rare[g] = true;
  }
  double variance[2] = {}, units[2] = {};
  for (std::size_t g = 0; g < sums.size(); ++g)
    variance[has_rare[g]] += sums[g] * sums[g], units[has_rare[g]] += 1;
  if (units[0] < 2 || units[1] < 2) return error_of(influence, rows);
  double all = 0, parts = 0;
  for (const int k : {0, 1}) {
    const double v = variance[k] * units[k] / (units[k] - 1);
    all += v, parts += v * v / (units[k] - 1);
  }
  const auto n = static_cast<double>(influence.size());
  return {std::sqrt(all) / n, parts > 0 ? all * all / parts : units[1] - 1};
}

Spread spread_of_rare(const Rows& rows, std::string method) {
  return {rows.units(), rows.cases(), method + ", rows of a unit together, few rows of a class",
          "one unit has no spread", "all rows add the same: no spread is seen"};
}

}  // namespace

Estimate estimate_by(const Measure& measure, const Scored& scored, const Rows& rows,
                     const Model& model, double level) {
  Estimate e = estimate_of(scored, measure.lower, measure.upper, rows, level);
  const bool is_flat = !e.interval() && scored.value == 0.5;
  if (!is_area(measure) || is_flat) return e;
  const std::int64_t fewest = fewest_of(rows);
  if (are_few_units(rows))
    return rows.units() < 2
               ? e
               : without_each_unit(statistics::area_quantity(), {model.f, rows.y}, rows, level);
  if (!rows.group.empty())
    return e.interval() && fewest < statistics::kFewestForDeLong
               ? interval_of(scored.value, error_of_rare(scored.influence, rows), 0, 1,
                             spread_of_rare(rows, on_scale("delta method", 0, 1, "")), level)
               : e;
  if (e.interval() && fewest >= statistics::kFewestForDeLong) return e;
  statistics::ClassScores scores = statistics::split_by_label(model.f, labels_of(rows));
  if (fewest < statistics::kFewestForJackknife)
    return statistics::score_auc(statistics::area_under_curve(scores), level);
  return statistics::jackknife_auc(scores, level);
}

Estimate difference_by(const Measure& measure, const Compared& first, const Compared& second,
                       const Rows& rows, double level) {
  Estimate e = difference_of(first.scored, second.scored, rows, level);
  if (!e.interval() || !is_area(measure)) return e;
  if (are_few_units(rows))
    return without_each_unit(statistics::area_difference_quantity(),
                             {first.model.f, second.model.f, rows.y}, rows, level);
  if (fewest_of(rows) >= statistics::kFewestForDeLong) return e;
  if (!rows.group.empty()) {
    std::vector<double> influence = first.scored.influence;
    for (std::size_t i = 0; i < influence.size(); ++i) influence[i] -= second.scored.influence[i];
    return interval_of(e.value(), error_of_rare(influence, rows), -kInfinity, kInfinity,
                       spread_of_rare(rows, "delta method, paired"), level);
  }
  return statistics::jackknife_auc_difference(first.model.f, second.model.f, labels_of(rows),
                                              level);
}

}  // namespace qed::answers::measure
