// SPDX-License-Identifier: Apache-2.0
// The catalogue of metrics as text, and what holds for all of them.
#include "qed/metrics/catalog.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/metrics/metric_interval.h"
#include "qed/statistics/intervals/methods/method.h"

namespace qed::answers {
namespace {

using namespace metrics;

std::string range_of(const MetricCard& card) {
  return (std::isfinite(card.lower) ? "[" + shortest(card.lower) : std::string("(-∞")) + ", " +
         (std::isfinite(card.upper) ? shortest(card.upper) + "]" : std::string("∞)"));
}

// "ndcg: gain of …; [0, 1], higher is better; elicits order, strictly; interval student_t over queries".
std::string sentence_of(const MetricCard& card) {
  std::string text = std::string(card.name) + ": " + std::string(card.summary) + "; " +
                     range_of(card) + ", " + std::string(name(card.direction));
  if (card.elicits != Elicits::nothing)
    text += "; elicits " + std::string(name(card.elicits)) + (card.strictly ? ", strictly" : "");
  const std::string remark(card.remark);
  if (card.interval.empty()) return text + "; no interval of the catalogue: " + remark;
  text += "; interval " + std::string(card.interval) + " over " + std::string(card.units);
  return remark.empty() ? text : text + ": " + remark;
}

bool has_its_interval(const MetricCard& card) {
  if (card.interval.empty()) return !card.remark.empty();
  return statistics::find_method(card.interval).name == card.interval;
}

// The forecast in 0.1, 0.2 .. 8 that the labels 1, 2, 2, 3, 7 score best.
double best_number(std::string_view metric) {
  const std::vector<double> labels{1, 2, 2, 3, 7};
  const Metric& loss = find_metric(metric);
  double least = 0, at = 0;
  for (int i = 1; i <= 80; ++i) {
    const std::vector<double> forecast(labels.size(), i / 10.0);
    const double value = metric_estimate(loss, forecast, labels, {.quantile = 0.7}).value();
    if (i == 1 || value < least) least = value, at = i / 10.0;
  }
  return at;
}

Example catalogue_example() {
  const auto all = all_metrics();
  Example e("the catalogue; labels 1, 2, 2, 3, 7 and what each loss makes one report of them");
  e.shows("metrics", static_cast<double>(all.size()));
  e.is_true("all name an interval of the catalogue of intervals, or why not",
            std::ranges::all_of(all, has_its_interval));
  e.equals("best report, mean_squared_error: the mean", best_number("mean_squared_error"), 3, 1e-12,
           "15/5");
  e.equals("mean_poisson_deviance: the mean", best_number("mean_poisson_deviance"), 3, 1e-12,
           "15/5");
  e.equals("mean_absolute_error: the median", best_number("mean_absolute_error"), 2, 1e-12,
           "the third of five");
  e.equals("pinball_loss at 0.7: the quantile", best_number("pinball_loss"), 3, 1e-12,
           "4 of 5 do not exceed it");
  e.equals("mean_absolute_percentage_error, which elicits none of them",
           best_number("mean_absolute_percentage_error"), 2, 1e-12, "the median under weights 1/y");
  const std::vector<double> none(3, 0), score{0.2, 0.4, 0.9};
  e.is_true("recall of no positives is undefined, not 0",
            !metric_estimate(find_metric("recall"), score, none).is_defined());
  std::string_view last;
  for (const MetricCard& card : all) {
    if (name(card.family) != last)
      e.says(std::string(name(card.family)) + ": " + std::string(subject(card.family)));
    last = name(card.family);
    e.says(sentence_of(card));
  }
  return e;
}

Topic catalogue_topic() {
  return {.name = "metrics",
          .aliases = {"metric", "metric catalogue", "catalogue of metrics", "metric families"},
          .room = "metrics",
          .statement =
              "A metric has a direction, a range, what it pays to report, and an interval, or says "
              "why not; 0/0 is undefined.",
          .formula = "S elicits T where E_{y~q} S(f, y) is best at f = T(q)",
          .use = "qed measure, qed interval: what is better, between which ends, ± what",
          .files = {"qed/metrics/card.h", "qed/metrics/catalog.h", "qed/metrics/metric_interval.h"},
          .example = catalogue_example};
}

}  // namespace

std::string metric_names(bool (*wanted)(const MetricCard&)) {
  std::string text;
  for (const MetricCard& card : all_metrics())
    if (wanted(card)) text += (text.empty() ? "" : ", ") + std::string(card.name);
  return text;
}

std::vector<Topic> metric_topics() { return {catalogue_topic()}; }

}  // namespace qed::answers
