// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/pairs/compare.h"

#include <algorithm>

#include "qed/answers/measure/scores/areas.h"
#include "qed/base/threads.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

bool is_right(const Rows& rows, const Model& m, std::size_t i) {
  if (rows.task == Task::classes) return class_of(m, i) == rows.y[i];
  return (m.f[i] >= m.threshold) == (rows.y[i] == 1);
}

statistics::PairedCounts count_right(const Rows& rows, const Model& first, const Model& second) {
  statistics::PairedCounts counts;
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const bool a = is_right(rows, first, i), b = is_right(rows, second, i);
    (a ? (b ? counts.both : counts.first_only) : (b ? counts.second_only : counts.neither)) += 1;
  }
  return counts;
}

// d_g: rows of a unit that the first alone decides right, less those of the second.
std::vector<std::int64_t> right_by_unit(const Rows& rows, const Model& first, const Model& second) {
  std::vector<std::int64_t> difference(static_cast<std::size_t>(rows.groups), 0);
  for (std::size_t i = 0; i < rows.n(); ++i)
    difference[static_cast<std::size_t>(rows.group[i])] +=
        int{is_right(rows, first, i)} - int{is_right(rows, second, i)};
  return difference;
}

ByMetric judged(const Measure& measure, const Rows& rows, const Model& first, const Model& second,
                double level, double pair_level) {
  const char* reason = "undefined for one of them: a certain prediction was wrong, or 0/0";
  ByMetric by{measure.name, measure.title, Estimate::undefined(reason), Estimate::undefined(reason),
              Estimate::undefined(reason)};
  const auto a = measure.of(rows, first), b = measure.of(rows, second);
  if (a) by.first = estimate_by(measure, *a, rows, first, level);
  if (b) by.second = estimate_by(measure, *b, rows, second, level);
  if (a && b) by.difference = difference_by(measure, {first, *a}, {second, *b}, rows, pair_level);
  return by;
}

bool has_order(const Model& m) { return m.form == Form::score || m.form == Form::probability; }

// Murphy's curves are of means, probabilities and quantiles.
bool has_murphy(const Rows& rows, Form form, const Model& first, const Model& second) {
  if (rows.task == Task::classes || rows.task == Task::ranking || form == Form::interval ||
      form == Form::quantiles)
    return false;
  if (rows.task == Task::binary)
    return first.form == Form::probability && second.form == Form::probability;
  return true;
}

}  // namespace

Comparison compare(const std::vector<Measure>& measures, const Rows& rows, const Model& first,
                   const Model& second, Form form, const Asked& asked, double level,
                   double pair_level, std::uint64_t seed) {
  Comparison c{.difference = Estimate::undefined("not measured"), .by_metric = {}, .right = {}};
  c.by_metric.resize(measures.size());
  parallel_blocks(measures.size(), 1, [&](Block block) {
    const std::size_t k = block.index;
    c.by_metric[k] = judged(measures[k], rows, first, second, level, pair_level);
    c.by_metric[k].is_primary = k == 0;
  });
  c.difference = c.by_metric.front().difference;
  c.are_same = first.f == second.f && first.upper == second.upper && first.P == second.P &&
               first.levels == second.levels;
  if (rows.task == Task::binary || rows.task == Task::classes) {
    c.right = count_right(rows, first, second);
    if (rows.group.empty())
      c.mcnemar = statistics::mcnemar_test(c.right);
    else
      c.signs = sign_test(right_by_unit(rows, first, second));
  }
  if (rows.task == Task::binary && has_order(first) && has_order(second)) {
    const auto a = area_of(first.f, first.order, rows.y),
               b = area_of(second.f, second.order, rows.y);
    if (a && b)
      c.delong = difference_by(area_measure(), {first, *a}, {second, *b}, rows, pair_level);
  }
  if (has_murphy(rows, form, first, second))
    c.murphy = murphy_of(rows, first, second, form, asked.loss.quantile, pair_level, seed);
  if (c.murphy && c.murphy->theta.empty()) c.murphy.reset();
  return c;
}

}  // namespace qed::answers::measure
