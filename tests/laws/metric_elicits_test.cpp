// SPDX-License-Identifier: Apache-2.0
// What the catalogue says that a metric elicits is its best report, by exact expectations over small laws.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "qed/metrics/catalog.h"
#include "qed/metrics/decision/roc_hull.h"
#include "qed/metrics/metric_interval.h"
#include "qed/metrics/ranking/ranking.h"
#include "qed/statistics/intervals/auc.h"

using namespace qed;
using namespace qed::metrics;

namespace {

using Values = std::vector<double>;

// Metrics of scores against 0/1 labels that depend on the scores' order alone; one list.
using OfList = std::function<std::optional<double>(const Values& score, const Values& label)>;
struct OrderCase {
  std::string_view name;
  OfList value;
};
std::optional<double> area(const Values& score, const Values& label) {
  statistics::ClassScores classes;
  for (std::size_t i = 0; i < label.size(); ++i)
    (label[i] == 1 ? classes.positive : classes.negative).push_back(score[i]);
  if (classes.positive.empty() || classes.negative.empty()) return std::nullopt;
  return statistics::area_under_curve(classes).area;
}
const OrderCase kOrder[] = {
    {"auc", area},
    {"hull_area",
     [](const auto& s, const auto& y) { return std::optional(hull_area(roc_hull(s, y))); }},
    {"h_measure", [](const auto& s, const auto& y) { return h_measure(s, y); }},
    {"average_precision", [](const auto& s, const auto& y) { return average_precision(s, y); }},
    {"precision_at_k", [](const auto& s, const auto& y) { return precision_at_k(s, y, 2); }},
    {"recall_at_k", [](const auto& s, const auto& y) { return recall_at_k(s, y, 2); }},
    {"ndcg", [](const auto& s, const auto& y) { return ndcg(s, y); }},
    {"reciprocal_rank", [](const auto& s, const auto& y) { return reciprocal_rank(s, y); }}};

}  // namespace

// Labels that have exactly the shares of a law, the same report for all of them.
TEST_CASE(
    "metrics of means: what they elicit is the best report, and the only one where they say so") {
  const MetricSettings settings{.quantile = 0.7};
  const auto check = [&](const Metric& metric, const Values& label, double truth, double step) {
    CAPTURE(metric.name);
    const auto value = [&](double f) {
      const Values report(label.size(), f);
      const double found = metric_estimate(metric, report, label, settings).value();
      return metric.direction == Direction::lower_is_better ? -found : found;
    };
    const double best = value(truth);
    for (int i = 1; i < 40; ++i) {
      const double f = i * step;
      CAPTURE(f);
      if (std::abs(f - truth) < 1e-9) continue;
      CHECK(best >= value(f) - 1e-12);
      if (metric.strictly) CHECK(best > value(f));
    }
  };
  const Values three_of_ten{1, 1, 1, 0, 0, 0, 0, 0, 0, 0},
      seven_of_ten{1, 1, 1, 1, 1, 1, 1, 0, 0, 0}, numbers{1, 2, 2, 3, 7};
  for (const auto& family : {classification_metrics(), probability_metrics(), regression_metrics(),
                             quantile_metrics(), count_metrics()})
    for (const Metric& metric : family) {
      if (metric.elicits == Elicits::probability || metric.elicits == Elicits::decision)
        check(metric, three_of_ten, 0.3, 0.025), check(metric, seven_of_ten, 0.7, 0.025);
      if (metric.elicits == Elicits::mean) check(metric, numbers, 3, 0.25);
      if (metric.elicits == Elicits::median) check(metric, numbers, 2, 0.25);
      if (metric.elicits == Elicits::quantile) check(metric, numbers, 3, 0.25);
    }
}

// Four independent labels: all sixteen of them less the two of one class, against all orders.
TEST_CASE("metrics of order: rows by their probability are the best order expected") {
  const Values p{0.2, 0.4, 0.6, 0.9};
  for (const MetricCard& card : all_metrics())
    if (card.elicits == Elicits::order)
      CHECK(std::ranges::count(kOrder, card.name, &OrderCase::name) == 1);
  for (const OrderCase& c : kOrder) {
    CAPTURE(c.name);
    const MetricCard& card = find_card(c.name);
    CHECK(card.elicits == Elicits::order);
    const auto expected = [&](const Values& score) {
      double sum = 0;
      for (unsigned bits = 1; bits < 15; ++bits) {
        Values label;
        double chance = 1;
        for (unsigned i = 0; i < 4; ++i) {
          label.push_back(bits >> i & 1u);
          chance *= label.back() == 1 ? p[i] : 1 - p[i];
        }
        sum += chance * *c.value(score, label);
      }
      return sum;
    };
    const double best = expected(p);
    Values order{1, 2, 3, 4};
    while (std::ranges::next_permutation(order).found) {
      CHECK(best >= expected(order) - 1e-12);
      if (card.strictly) CHECK(best > expected(order) + 1e-9);
    }
  }
}
