// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/areas.h"

#include <algorithm>

#include "qed/statistics/intervals/auc.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

bool is_area(const Measure& measure, const Rows& rows) {
  return measure.name == "auc" && rows.group.empty();
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

}  // namespace

Estimate estimate_by(const Measure& measure, const Scored& scored, const Rows& rows,
                     const Model& model, double level) {
  Estimate e = estimate_of(scored, measure.lower, measure.upper, rows, level);
  const bool is_flat = !e.interval() && scored.value == 0.5;
  if (!is_area(measure, rows) || is_flat) return e;
  const std::int64_t fewest = fewest_of(rows);
  if (e.interval() && fewest >= statistics::kFewestForDeLong) return e;
  statistics::ClassScores scores = statistics::split_by_label(model.f, labels_of(rows));
  if (fewest < statistics::kFewestForJackknife)
    return statistics::score_auc(statistics::area_under_curve(scores), level);
  return statistics::jackknife_auc(scores, level);
}

Estimate difference_by(const Measure& measure, const Compared& first, const Compared& second,
                       const Rows& rows, double level) {
  Estimate e = difference_of(first.scored, second.scored, rows, level);
  if (!e.interval() || !is_area(measure, rows) || fewest_of(rows) >= statistics::kFewestForDeLong)
    return e;
  return statistics::jackknife_auc_difference(first.model.f, second.model.f, labels_of(rows),
                                              level);
}

}  // namespace qed::answers::measure
