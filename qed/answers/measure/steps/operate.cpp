// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/operate.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "qed/answers/measure/scores/ranking.h"
#include "qed/base/text.h"
#include "qed/metrics/catalog.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Of the rows that count, the share that hits.
struct Share {
  std::string metric, meaning;
  const char* none;  ///< why there is no value
  OfRow hit, of;
};

bool every(const Model&, std::size_t, double) { return true; }

// Wilson's interval where rows are independent.
Operating operating(const Share& s, const Rows& rows, const Model& m, double level) {
  const std::size_t n = rows.n();
  std::int64_t hits = 0, all = 0;
  std::vector<bool> hit(n), of(n);
  for (std::size_t i = 0; i < n; ++i) {
    of[i] = s.of(m, i, rows.y[i]), hit[i] = of[i] && s.hit(m, i, rows.y[i]);
    all += of[i], hits += hit[i];
  }
  if (all == 0) return {s.metric, s.meaning, Estimate::undefined(s.none)};
  if (rows.group.empty())
    return {s.metric, s.meaning, statistics::proportion_interval(hits, all, level)};
  const double p = static_cast<double>(hits) / static_cast<double>(all);
  const double weight = static_cast<double>(n) / static_cast<double>(all);
  Scored scored{p, std::vector<double>(n, 0)};
  for (std::size_t i = 0; i < n; ++i)
    if (of[i]) scored.influence[i] = (hit[i] - p) * weight;
  return {s.metric, s.meaning, estimate_of(scored, 0, 1, rows, level)};
}

std::vector<Share> shares_of_decisions() {
  const OfRow said = [](const Model& m, std::size_t i, double) { return m.f[i] >= m.threshold; };
  const OfRow unsaid = [](const Model& m, std::size_t i, double) { return m.f[i] < m.threshold; };
  const OfRow is = [](const Model&, std::size_t, double y) { return y == 1; };
  const OfRow is_not = [](const Model&, std::size_t, double y) { return y != 1; };
  return {
      {"precision", "of the rows decided yes, those that are", "no row is decided yes", is, said},
      {"recall", "of the rows that are yes, those decided so", "no row is yes", said, is},
      {"specificity", "of the rows that are no, those left alone", "no row is no", unsaid, is_not},
      {"share decided yes", "how many rows there are to handle", "no rows", said, every}};
}

// Of at most nine levels spread over all, labels at or below the quantile; and labels between the outermost two.
std::vector<Share> shares_of_quantiles(const std::vector<double>& levels) {
  constexpr std::size_t kMostLevels = 9;
  std::vector<Share> list;
  const std::size_t K = levels.size(), shown = std::min(K, kMostLevels);
  const double outer = std::round(1e4 * (levels.back() - levels.front())) / 1e2;
  list.push_back({"coverage",
                  "labels between its outermost quantiles, to be " + shortest(outer) + " %",
                  "no rows",
                  [](const Model& m, std::size_t i, double y) {
                    return m.P.front()[i] < y && y <= m.P.back()[i];
                  },
                  every});
  for (std::size_t j = 0; j < shown; ++j) {
    const std::size_t k = shown == 1 ? 0 : j * (K - 1) / (shown - 1);
    list.push_back(
        {"at or below " + shortest(levels[k]), "labels at or below this quantile", "no rows",
         [k](const Model& m, std::size_t i, double y) { return y <= m.P[k][i]; }, every});
  }
  return list;
}

std::vector<Share> shares_of_numbers(Form form, const Asked& asked) {
  if (form == Form::quantiles) return shares_of_quantiles(asked.levels);
  if (form == Form::interval)
    return {{"coverage", "labels inside of their interval", "no rows",
             [](const Model& m, std::size_t i, double y) { return m.f[i] <= y && y <= m.upper[i]; },
             every}};
  if (form == Form::quantile)
    return {{"share at or below", "labels at or below the prediction, to be the level", "no rows",
             [](const Model& m, std::size_t i, double y) { return y <= m.f[i]; }, every}};
  return {};
}

// Accuracy, and the recall of the ten most frequent classes.
std::vector<Share> shares_of_classes(const Rows& rows) {
  constexpr std::size_t kMostClasses = 10;
  const std::size_t K = rows.classes.size();
  std::vector<std::int64_t> counts(K, 0);
  for (const double y : rows.y) ++counts[static_cast<std::size_t>(y)];
  std::vector<std::size_t> order(K);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t k) { return counts[k]; });
  const OfRow right = [](const Model& m, std::size_t i, double y) { return class_of(m, i) == y; };
  std::vector<Share> list{{"accuracy", "rows whose class is right", "no rows", right, every}};
  for (std::size_t k = 0; k < std::min(K, kMostClasses); ++k)
    list.push_back({"recall of " + rows.classes[order[k]], "rows of this class that are found",
                    "no row is of this class", right,
                    [c = static_cast<double>(order[k])](const Model&, std::size_t, double y) {
                      return y == c;
                    }});
  return list;
}

Estimate of_metric(const char* name, const Rows& rows, const Model& m,
                   const metrics::MetricSettings& settings, double level) {
  const metrics::Metric& metric = metrics::find_metric(name);
  const auto scored = metric_of(metric, m.f, rows.y, settings);
  if (!scored) return Estimate::undefined("0/0: no row that it could be measured on");
  return estimate_of(*scored, metric.lower, metric.upper, rows, level);
}

metrics::MetricSettings settings_of(const Model& m, const Asked& asked) {
  return {.threshold = m.threshold,
          .false_positive = asked.loss.false_positive,
          .false_negative = asked.loss.false_negative};
}

bool has_net_benefit(const Model& m) {
  return m.form == Form::probability && m.threshold > 0 && m.threshold < 1;
}

std::vector<Operating> of_decisions(const Rows& rows, const Model& m, const Asked& asked,
                                    double level) {
  std::vector<Operating> list;
  const auto settings = settings_of(m, asked);
  if (asked.has_costs)
    list.push_back(
        {"cost a row", "what wrong decisions cost", of_metric("cost", rows, m, settings, level)});
  if (has_net_benefit(m))
    list.push_back({"net benefit", "hits, less false alarms at threshold odds",
                    of_metric("net_benefit", rows, m, settings, level)});
  for (const Share& share : shares_of_decisions()) list.push_back(operating(share, rows, m, level));
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

std::vector<Operating> of_numbers(const Rows& rows, const Model& m, Form form, const Asked& asked,
                                  double level) {
  std::vector<Operating> list;
  for (const Share& share : shares_of_numbers(form, asked))
    list.push_back(operating(share, rows, m, level));
  if (form == Form::quantiles) return list;
  if (form == Form::interval) {
    std::vector<double> width(rows.n());
    for (std::size_t i = 0; i < width.size(); ++i) width[i] = m.upper[i] - m.f[i];
    list.push_back(
        {"mean width", "what it takes", estimate_of(mean_of(width), 0, kInfinity, rows, level)});
    return list;
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
  std::vector<Operating> list;
  for (const Share& share : shares_of_classes(rows))
    list.push_back(operating(share, rows, m, level));
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
  return of_numbers(rows, m, form, asked, level);
}

std::vector<OperatingTerms> operating_terms(const Rows& rows, const Model& m, Form form,
                                            const Asked& asked) {
  std::vector<OperatingTerms> list;
  const auto add_metric = [&](const char* title, const char* name,
                              const metrics::MetricSettings& settings) {
    const metrics::Metric& metric = metrics::find_metric(name);
    list.push_back({title, metric_terms(metric, settings), metric.lower, metric.upper});
  };
  if (rows.task == Task::binary) {
    if (asked.has_costs) add_metric("cost a row", "cost", settings_of(m, asked));
    if (has_net_benefit(m)) add_metric("net benefit", "net_benefit", settings_of(m, asked));
  } else if (form == Form::mean) {
    add_metric("bias", "bias", {});
  } else if (form == Form::interval) {
    list.push_back({"mean width", mean_terms([](const Model& one, std::size_t i, double) {
                      return one.upper[i] - one.f[i];
                    }),
                    0, kInfinity});
  }
  const auto shares = rows.task == Task::binary    ? shares_of_decisions()
                      : rows.task == Task::classes ? shares_of_classes(rows)
                                                   : shares_of_numbers(form, asked);
  for (const Share& share : shares)
    list.push_back({share.metric, share_terms(share.hit, share.of), 0, 1, true});
  return list;
}

}  // namespace qed::answers::measure
