// SPDX-License-Identifier: Apache-2.0
// What holds for every metric: perfect input, bounds, what it does not depend on, and the truth as best report.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "qed/base/random.h"
#include "qed/metrics/calibration/smooth.h"
#include "qed/metrics/catalog.h"
#include "qed/metrics/decision/net_benefit.h"
#include "qed/metrics/decision/roc_hull.h"
#include "qed/metrics/decomposition/isotonic.h"
#include "qed/metrics/metric_interval.h"
#include "qed/metrics/multiclass/multiclass.h"
#include "qed/metrics/probability/crps.h"
#include "qed/metrics/ranking/ranking.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/auc.h"

using namespace qed;
using namespace qed::metrics;

namespace {

using Values = std::vector<double>;

// Metrics of scores against 0/1 labels that depend on the scores' order alone.
struct OrderMetric {
  const char* name;
  std::function<std::optional<double>(const Values&, const Values&)> value;
};
const OrderMetric kOrderMetrics[] = {
    {"average_precision", [](const auto& s, const auto& y) { return average_precision(s, y); }},
    {"precision_at_k", [](const auto& s, const auto& y) { return precision_at_k(s, y, 4); }},
    {"recall_at_k", [](const auto& s, const auto& y) { return recall_at_k(s, y, 7); }},
    {"ndcg", [](const auto& s, const auto& y) { return ndcg(s, y); }},
    {"ndcg_at_k", [](const auto& s, const auto& y) { return ndcg(s, y, Gain::linear, 5); }},
    {"reciprocal_rank", [](const auto& s, const auto& y) { return reciprocal_rank(s, y); }},
    {"h_measure", [](const auto& s, const auto& y) { return h_measure(s, y); }},
    {"h_measure, Beta(2, 5)",
     [](const auto& s, const auto& y) { return h_measure(s, y, CostPrior{2, 5}); }},
    {"hull_area",
     [](const auto& s, const auto& y) { return std::optional(hull_area(roc_hull(s, y))); }}};

struct Rows {
  Values score, label;
};
// Scores on a few values, so that there are ties; both classes, the positives higher on average.
Rows drawn(std::uint64_t index, int n) {
  Rng rng(51, 1, index);
  Rows rows;
  for (int i = 0; i < n; ++i) {
    rows.label.push_back(i < 2 ? i : rng.uniform() < 0.4);
    rows.score.push_back(std::round(4 * (rng.normal() + rows.label.back())) / 8);
  }
  return rows;
}

void for_every_order_metric(const std::function<void(const OrderMetric&, const Rows&)>& check) {
  for (const OrderMetric& metric : kOrderMetrics)
    for (std::uint64_t set = 0; set < 40; ++set) {
      CAPTURE(metric.name);
      CAPTURE(set);
      check(metric, drawn(set, 5 + static_cast<int>(set)));
    }
}

}  // namespace

TEST_CASE("metrics of order: in [0, 1], the same under rising maps and any order of rows") {
  for_every_order_metric([](const OrderMetric& metric, const Rows& rows) {
    const auto value = metric.value(rows.score, rows.label);
    REQUIRE(value);
    CHECK(*value >= 0);
    CHECK(*value <= 1);
    Rows mapped = rows, turned = rows;
    for (double& s : mapped.score) s = std::exp(s) - 7;
    CHECK(*metric.value(mapped.score, mapped.label) == *value);
    std::ranges::reverse(turned.score), std::ranges::reverse(turned.label);
    CHECK(*metric.value(turned.score, turned.label) == doctest::Approx(*value).epsilon(1e-13));
  });
}

TEST_CASE("metrics of order: perfect scores have the most; a better order is not worse") {
  for_every_order_metric([](const OrderMetric& metric, const Rows& rows) {
    const double value = *metric.value(rows.score, rows.label);
    const double best = *metric.value(rows.label, rows.label);
    CHECK(best >= value - 1e-13);
    const double ones = static_cast<double>(std::ranges::count(rows.label, 1.0));
    const bool limited = std::string_view(metric.name) == "precision_at_k";
    if (limited) CHECK(best == doctest::Approx(std::min(1.0, ones / 4)));
    if (!limited && std::string_view(metric.name) != "recall_at_k")
      CHECK(best == doctest::Approx(1));
    // Every positive moves up by as much.
    Values raised = rows.score;
    for (std::size_t i = 0; i < raised.size(); ++i) raised[i] += 0.25 * rows.label[i];
    // Average precision takes runs whole, so a tie may be worth more than the orders within it.
    if (std::string_view(metric.name) != "average_precision")
      CHECK(*metric.value(raised, rows.label) >= value - 1e-13);
  });
}

TEST_CASE("metrics of order: every row twice changes neither average precision nor the hull") {
  for (std::uint64_t set = 0; set < 40; ++set) {
    const Rows rows = drawn(set, 30);
    Rows twice = rows;
    twice.score.insert(twice.score.end(), rows.score.begin(), rows.score.end());
    twice.label.insert(twice.label.end(), rows.label.begin(), rows.label.end());
    CHECK(*average_precision(twice.score, twice.label) ==
          doctest::Approx(*average_precision(rows.score, rows.label)).epsilon(1e-13));
    CHECK(*h_measure(twice.score, twice.label) ==
          doctest::Approx(*h_measure(rows.score, rows.label)).epsilon(1e-12));
    // The hull's area is at least the curve's, and that of the isotonic fit, which is the hull.
    statistics::ClassScores classes, fitted;
    const auto blocks = isotonic_fit(rows.score, rows.label);
    for (std::size_t i = 0; i < rows.label.size(); ++i) {
      const auto block = std::ranges::find_if(blocks, [&](const IsotonicBlock& b) {
        return b.lower <= rows.score[i] && rows.score[i] <= b.upper;
      });
      (rows.label[i] == 1 ? classes.positive : classes.negative).push_back(rows.score[i]);
      (rows.label[i] == 1 ? fitted.positive : fitted.negative).push_back(block->mean);
    }
    const double area = hull_area(roc_hull(rows.score, rows.label));
    CHECK(area >= statistics::area_under_curve(classes).area - 1e-13);
    CHECK(area == doctest::Approx(statistics::area_under_curve(fitted).area).epsilon(1e-12));
  }
}

TEST_CASE(
    "the H-measure under prior Beta(1, 1) is the Brier score's discrimination over uncertainty") {
  // ∫_0^q c dc = q²/2 and ∫_q^1 (1-c) dc = (1-q)²/2: the loss of a row is (q - y)²/2.
  for (std::uint64_t set = 0; set < 40; ++set) {
    Rows rows = drawn(set, 60);
    for (double& s : rows.score) s = 1 / (1 + std::exp(-s));
    const ScoreDecomposition brier = brier_decomposition(rows.score, rows.label);
    CHECK(*h_measure(rows.score, rows.label, CostPrior{1, 1}) ==
          doctest::Approx(brier.discrimination / brier.uncertainty).epsilon(1e-12));
  }
}

// Labels of law N(0, 1) against forecasts that are shifted, sharper or wider, by the mean score over 500 quantiles.
TEST_CASE("CRPS: the true law is the best forecast, of normal laws, ensembles and quantiles") {
  const probability::Normal truth(0, 1);
  Values labels, levels;
  for (int i = 0; i < 500; ++i) labels.push_back(truth.quantile((i + 0.5) / 500));
  const auto mean = [&](const auto& score) {
    double sum = 0;
    for (const double y : labels) sum += score(y) / 500;
    return sum;
  };
  for (int k = 1; k <= 9; ++k) levels.push_back(k / 10.0);
  const auto scores = [&](double mu, double sigma) {
    const probability::Normal law(mu, sigma);
    Values at_levels, members;
    for (const double tau : levels) at_levels.push_back(law.quantile(tau));
    for (int k = 0; k < 20; ++k) members.push_back(law.quantile((k + 0.5) / 20));
    return std::vector<double>{mean([&](double y) { return normal_crps(mu, sigma, y); }),
                               mean([&](double y) { return quantile_crps(levels, at_levels, y); }),
                               mean([&](double y) { return ensemble_crps(members, y); })};
  };
  const auto best = scores(0, 1);
  CHECK(best[0] ==
        doctest::Approx(1 / std::sqrt(std::acos(-1.0))).epsilon(1e-3));  // 1/√π, less the tails
  for (const double mu : {-0.5, -0.1, 0.0, 0.1, 0.5})
    for (const double sigma : {0.5, 0.8, 0.95, 1.0, 1.05, 1.3, 2.0}) {
      if (mu == 0 && sigma == 1) continue;
      CAPTURE(mu);
      CAPTURE(sigma);
      const auto other = scores(mu, sigma);
      for (std::size_t k = 0; k < 3; ++k) CHECK(other[k] > best[k]);
    }
}

TEST_CASE(
    "CRPS: moves with the labels' origin, scales with their unit, is never negative when plain") {
  Rng rng(52);
  for (int trial = 0; trial < 100; ++trial) {
    Values members(5), moved;
    for (double& m : members) m = rng.normal();
    for (const double m : members) moved.push_back(3 * m + 10);
    const double y = 2 * rng.normal(), z = 3 * y + 10;
    CHECK(ensemble_crps(members, y) >= 0);
    CHECK(normal_crps(0, 1, y) >= 0);
    CHECK(ensemble_crps(moved, z) == doctest::Approx(3 * ensemble_crps(members, y)).epsilon(1e-12));
    CHECK(*fair_crps(moved, z) ==
          doctest::Approx(3 * *fair_crps(members, y)).epsilon(1e-12).scale(1e-2));
    CHECK(normal_crps(10, 3, z) == doctest::Approx(3 * normal_crps(0, 1, y)).epsilon(1e-12));
    CHECK(*fair_crps(members, y) <= ensemble_crps(members, y));
  }
}

TEST_CASE(
    "scores of class probabilities: the true law is the best report; classes may change places") {
  const Values truth{0.5, 0.3, 0.2};
  // 1000 rows whose labels have exactly the shares of the law.
  std::vector<std::int32_t> label;
  for (int i = 0; i < 1000; ++i) label.push_back(i < 500 ? 0 : i < 800 ? 1 : 2);
  const auto scores = [&](double a, double b) {
    Matrix P(1000, 3);
    P.col(0).setConstant(a), P.col(1).setConstant(b), P.col(2).setConstant(1 - a - b);
    return std::pair{class_log_loss(P, label).value(), class_brier_score(P, label).value()};
  };
  const auto best = scores(0.5, 0.3);
  for (const double a : {0.3, 0.48, 0.5, 0.52, 0.69})
    for (const double b : {0.1, 0.28, 0.3}) {
      if (a == 0.5 && b == 0.3) continue;
      CHECK(scores(a, b).first > best.first);
      CHECK(scores(a, b).second > best.second);
    }
  Rng rng(53);
  Matrix P(200, 3), turned(200, 3);
  std::vector<std::int32_t> y, other;
  for (Index i = 0; i < 200; ++i) {
    for (Index k = 0; k < 3; ++k) P(i, k) = rng.uniform();
    P.row(i) /= P.row(i).sum();
    y.push_back(static_cast<std::int32_t>(rng.below(3)));
    other.push_back((y.back() + 1) % 3);
    turned.row(i) << P(i, 2), P(i, 0), P(i, 1);
  }
  for (const auto metric : {class_log_loss, class_brier_score, macro_f1})
    CHECK(metric(turned, other, 0.95).value() ==
          doctest::Approx(metric(P, y, 0.95).value()).epsilon(1e-13));
  CHECK(top_k_accuracy(turned, other, 2).value() == top_k_accuracy(P, y, 2).value());
  double last = 0;
  for (std::int64_t k = 1; k <= 3; ++k) {
    CHECK(top_k_accuracy(P, y, k).value() >= last);
    last = top_k_accuracy(P, y, k).value();
  }
}

TEST_CASE(
    "net benefit: never above that of the labels' own probabilities, and not that of no decision") {
  // 400 rows whose share of ones is exactly p in each of four groups.
  Values p, y;
  for (const double share : {0.1, 0.3, 0.6, 0.9})
    for (int i = 0; i < 100; ++i) p.push_back(share), y.push_back(i < std::lround(100 * share));
  const Values thresholds{0.05, 0.2, 0.45, 0.75, 0.95};
  const auto right = net_benefit_curve(p, y, thresholds);
  for (const NetBenefit& b : right) {
    CHECK(b.model.value() >= -1e-13);
    CHECK(b.over_all.value() >= -1e-13);
    CHECK(b.standardised.value() <= 1 + 1e-13);
  }
  for (const double power : {0.4, 0.8, 1.5, 3.0}) {
    Values wrong = p;
    for (double& q : wrong) q = std::pow(q, power);
    const auto curve = net_benefit_curve(wrong, y, thresholds);
    for (std::size_t k = 0; k < thresholds.size(); ++k)
      CHECK(curve[k].model.value() <= right[k].model.value() + 1e-13);
  }
}

TEST_CASE(
    "the smooth calibration error is at most the mean residual's size and at least its mean") {
  for (std::uint64_t set = 0; set < 20; ++set) {
    Rows rows = drawn(set, 80);
    double bias = 0, size = 0;
    for (std::size_t i = 0; i < rows.score.size(); ++i) {
      double& p = rows.score[i];
      p = 1 / (1 + std::exp(-2 * p));
      bias += (rows.label[i] - p) / 80, size += std::abs(rows.label[i] - p) / 80;
    }
    const SmoothCalibration found = smooth_calibration(rows.score, rows.label);
    CHECK(found.error >= std::abs(bias) - 1e-6);
    CHECK(found.error <= size + 1e-6);
  }
}
