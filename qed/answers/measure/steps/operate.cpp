// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/operate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "qed/answers/measure/scores/ranking.h"
#include "qed/metrics/catalog.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Of the rows that count (of), the share that hits. Wilson's where rows are independent.
Estimate share(const std::vector<bool>& hit, const std::vector<bool>& of, const Rows& rows,
               double level, const char* none) {
  std::int64_t hits = 0, all = 0;
  for (std::size_t i = 0; i < hit.size(); ++i) all += of[i], hits += of[i] && hit[i];
  if (all == 0) return Estimate::undefined(none);
  if (rows.group.empty()) return statistics::proportion_interval(hits, all, level);
  const double p = static_cast<double>(hits) / static_cast<double>(all);
  const double weight = static_cast<double>(hit.size()) / static_cast<double>(all);
  Scored s{p, std::vector<double>(hit.size(), 0)};
  for (std::size_t i = 0; i < hit.size(); ++i)
    if (of[i]) s.influence[i] = (hit[i] - p) * weight;
  return estimate_of(s, 0, 1, rows, level);
}

Estimate of_metric(const char* name, const Rows& rows, const Model& m,
                   const metrics::MetricSettings& settings, double level) {
  const metrics::Metric& metric = metrics::find_metric(name);
  const auto scored = metric_of(metric, m.f, rows.y, settings);
  if (!scored) return Estimate::undefined("0/0: no row that it could be measured on");
  return estimate_of(*scored, metric.lower, metric.upper, rows, level);
}

std::vector<Operating> of_decisions(const Rows& rows, const Model& m, const Asked& asked,
                                    double level) {
  const std::size_t n = rows.n();
  std::vector<bool> said(n), is(n), all(n, true);
  std::vector<bool> unsaid(n), is_not(n);
  for (std::size_t i = 0; i < n; ++i) {
    said[i] = m.f[i] >= m.threshold, is[i] = rows.y[i] == 1;
    unsaid[i] = !said[i], is_not[i] = !is[i];
  }
  std::vector<Operating> list;
  const LossSettings& c = asked.loss;
  metrics::MetricSettings settings{.threshold = m.threshold,
                                   .false_positive = c.false_positive,
                                   .false_negative = c.false_negative};
  if (asked.has_costs)
    list.push_back(
        {"cost a row", "what wrong decisions cost", of_metric("cost", rows, m, settings, level)});
  list.push_back({"precision", "of the rows decided yes, those that are",
                  share(is, said, rows, level, "no row is decided yes")});
  list.push_back({"recall", "of the rows that are yes, those decided so",
                  share(said, is, rows, level, "no row is yes")});
  list.push_back({"specificity", "of the rows that are no, those left alone",
                  share(unsaid, is_not, rows, level, "no row is no")});
  list.push_back({"share decided yes", "how many rows there are to handle",
                  share(said, all, rows, level, "no rows")});
  if (m.form == Form::probability && m.threshold > 0 && m.threshold < 1)
    list.insert(list.begin() + asked.has_costs,
                {"net benefit", "hits a row, less false alarms at the threshold's odds",
                 of_metric("net_benefit", rows, m, settings, level)});
  return list;
}

std::vector<double> errors_of(const Rows& rows, const Model& m) {
  std::vector<double> errors(rows.n());
  for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = std::abs(m.f[i] - rows.y[i]);
  return errors;
}

Estimate quantile(const std::vector<double>& values, double p, const Rows& rows, double level) {
  if (rows.group.empty()) return statistics::quantile_interval(values, p, level);
  return Estimate::without_interval(quantile_of(values, p), "rows of a unit hang together")
      .with_n(static_cast<std::int64_t>(values.size()));
}

std::vector<Operating> of_numbers(const Rows& rows, const Model& m, Form form, double level) {
  std::vector<Operating> list;
  const std::size_t n = rows.n();
  const std::vector<bool> all(n, true);
  std::vector<bool> hit(n);
  if (form == Form::interval) {
    std::vector<double> width(n);
    for (std::size_t i = 0; i < n; ++i)
      hit[i] = m.f[i] <= rows.y[i] && rows.y[i] <= m.upper[i], width[i] = m.upper[i] - m.f[i];
    list.push_back(
        {"coverage", "labels inside of their interval", share(hit, all, rows, level, "no rows")});
    list.push_back(
        {"mean width", "what it takes", estimate_of(mean_of(width), 0, kInfinity, rows, level)});
    return list;
  }
  if (form == Form::quantile) {
    for (std::size_t i = 0; i < n; ++i) hit[i] = rows.y[i] <= m.f[i];
    list.push_back({"share at or below", "labels at or below the prediction, to be the level",
                    share(hit, all, rows, level, "no rows")});
  }
  const auto errors = errors_of(rows, m);
  list.push_back({"median error", "half of the errors are at most so large",
                  quantile(errors, 0.5, rows, level)});
  list.push_back({"error of nine in ten", "nine of ten errors are at most so large",
                  quantile(errors, 0.9, rows, level)});
  if (form == Form::mean)
    list.push_back(
        {"bias", "mean of prediction less label", of_metric("bias", rows, m, {}, level)});
  return list;
}

std::vector<Operating> of_classes(const Rows& rows, const Model& m, double level) {
  constexpr std::size_t kMostClasses = 10;
  const std::size_t n = rows.n(), K = rows.classes.size();
  std::vector<bool> right(n), is(n);
  const std::vector<bool> all(n, true);
  std::vector<std::int64_t> counts(K, 0);
  for (std::size_t i = 0; i < n; ++i)
    right[i] = class_of(m, i) == rows.y[i], ++counts[static_cast<std::size_t>(rows.y[i])];
  std::vector<Operating> list{
      {"accuracy", "rows whose class is right", share(right, all, rows, level, "no rows")}};
  std::vector<std::size_t> order(K);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t k) { return counts[k]; });
  for (std::size_t k = 0; k < std::min(K, kMostClasses); ++k) {
    const std::size_t c = order[k];
    for (std::size_t i = 0; i < n; ++i) is[i] = rows.y[i] == static_cast<double>(c);
    list.push_back({"recall of " + rows.classes[c], "rows of this class that are found",
                    share(right, is, rows, level, "no row is of this class")});
  }
  return list;
}

std::vector<Operating> of_lists(const Rows& rows, const Model& m, const Asked& asked,
                                double level) {
  std::vector<Operating> list;
  const auto add = [&](const Measure& measure, std::string meaning) {
    const auto scored = measure.of(rows, m);
    list.push_back({measure.title, std::move(meaning),
                    scored ? estimate_of(*scored, 0, 1, rows, level)
                           : Estimate::undefined("no query has a relevant row")});
  };
  add(precision_measure(1), "lists whose first row is relevant");
  std::vector<std::int64_t> depths;
  if (asked.top > 5) depths.push_back(5);
  if (asked.top > 1) depths.push_back(asked.top);
  for (const std::int64_t k : depths)
    add(precision_measure(k), "share of the first " + std::to_string(k) + " that is relevant");
  // Of lists that are shown as a whole nothing is lost.
  if (std::ranges::max(list_lengths(rows)) > asked.top)
    add(recall_measure(asked.top),
        "of a list's relevant rows, those among the first " + std::to_string(asked.top));
  return list;
}

}  // namespace

std::vector<Operating> operate(const Rows& rows, const Model& m, Form form, const Asked& asked,
                               double level) {
  if (rows.task == Task::binary) return of_decisions(rows, m, asked, level);
  if (rows.task == Task::classes) return of_classes(rows, m, level);
  if (rows.task == Task::ranking) return of_lists(rows, m, asked, level);
  return of_numbers(rows, m, form, level);
}

}  // namespace qed::answers::measure
