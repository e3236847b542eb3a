// SPDX-License-Identifier: Apache-2.0
// Predictions against what happened: proper scores, their parts, and what a decision gains.
#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/metrics/calibration/smooth.h"
#include "qed/metrics/catalog.h"
#include "qed/metrics/decision/net_benefit.h"
#include "qed/metrics/decision/roc_hull.h"
#include "qed/metrics/decomposition/isotonic.h"
#include "qed/metrics/decomposition/murphy.h"
#include "qed/metrics/metric_interval.h"
#include "qed/metrics/probability/crps.h"
#include "qed/metrics/ranking/ranking.h"
#include "qed/statistics/tests/tests.h"

namespace qed::answers {
namespace {

using namespace metrics;

// Ten forecasts and what happened: every value beside them by scikit-learn, SciPy or NumPy.
const std::vector<double> kForecast{0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.65, 0.8, 0.9};
const std::vector<double> kHappened{0, 0, 1, 0, 1, 0, 1, 1, 0, 1};

double score_of(std::string_view metric) {
  return metric_estimate(find_metric(metric), kForecast, kHappened).value();
}

// The forecast that expects the best score where P(1) = 0.3, of 0.01, 0.02 .. 0.99.
double best_forecast(std::string_view name) {
  const Metric& metric = find_metric(name);
  double best = 0, at = 0;
  for (int i = 1; i < 100; ++i) {
    const double f = i / 100.0;
    const double ones = metric_estimate(metric, std::vector{f}, std::vector{1.0}).value(),
                 zeros = metric_estimate(metric, std::vector{f}, std::vector{0.0}).value();
    const double sign = metric.direction == Direction::lower_is_better ? -1 : 1;
    const double expected = sign * (0.3 * ones + 0.7 * zeros);
    if (i == 1 || expected > best) best = expected, at = f;
  }
  return at;
}

Example proper_example() {
  const auto brier = metric_estimate(find_metric("brier_score"), kForecast, kHappened);
  Example e("ten forecasts from 0.1 to 0.9 and what happened; a coin that shows 1 in 3 of 10");
  e.equals("Brier score", score_of("brier_score"), 0.2205, 1e-15, "scikit-learn");
  e.equals("log loss", score_of("log_loss"), 0.62291046677749, 1e-13, "scikit-learn");
  e.equals("skill over the base rate", score_of("brier_skill"), 1 - 0.2205 / 0.25, 1e-14,
           "1 − BS/(q(1−q))");
  e.equals("best forecast of the coin, Brier", best_forecast("brier_score"), 0.3, 1e-12, "proper");
  e.equals("log loss", best_forecast("log_loss"), 0.3, 1e-12, "proper");
  e.equals("spherical", best_forecast("spherical_score"), 0.3, 1e-12, "proper");
  e.shows("Brier score, 95 %", brier.value(), brier.lower(), brier.upper());
  return e.says("strictly proper in the catalogue: " + metric_names([](const MetricCard& card) {
                  return card.strictly && (card.elicits == Elicits::probability ||
                                           card.elicits == Elicits::distribution);
                }));
}

Topic proper_topic() {
  return {
      .name = "proper scores",
      .aliases = {"proper scoring rules", "brier", "brier score", "log loss", "scoring rules",
                  "elicitation"},
      .room = "metrics",
      .statement = "A score is proper when telling what one believes expects the best one.",
      .formula = "E_{y~q} S(p, y) is best at p = q;  Brier (p − y)²,  log loss −log p_y",
      .use = "qed measure: what a model is scored by, and which metric could be gamed",
      .files = {"qed/metrics/metric.h", "qed/metrics/catalog.h", "qed/metrics/metric_interval.h"},
      .example = proper_example};
}

Example part_example() {
  const auto parts = brier_decomposition(kForecast, kHappened);
  const auto logs = log_loss_decomposition(kForecast, kHappened);
  const auto blocks = isotonic_fit(kForecast, kHappened);
  Example e("ten forecasts from 0.1 to 0.9 and what happened");
  e.equals("steps of the isotonic fit", static_cast<double>(blocks.size()), 4, 0, "scikit-learn");
  e.equals("its second step, 0.3 to 0.5", blocks[1].mean, 0.5, 1e-15, "scikit-learn");
  e.equals("miscalibration", parts.miscalibration, 0.0538333333333333, 1e-14, "scikit-learn");
  e.equals("discrimination", parts.discrimination, 0.0833333333333333, 1e-14, "scikit-learn");
  e.equals("uncertainty", parts.uncertainty, 0.25, 1e-15, "q(1 − q)");
  e.equals("MCB − DSC + UNC", parts.miscalibration - parts.discrimination + parts.uncertainty,
           0.2205, 1e-15, "the Brier score");
  return e.equals("the same of the log loss",
                  logs.miscalibration - logs.discrimination + logs.uncertainty, 0.62291046677749,
                  1e-13, "the log loss");
}

Topic part_topic() {
  return {.name = "score decomposition",
          .aliases = {"isotonic regression", "isotonic", "pool adjacent violators", "pav",
                      "miscalibration", "discrimination", "corp"},
          .room = "metrics",
          .statement =
              "The best rising function of a forecast says what is lost by miscalibration and what "
              "its order is worth.",
          .formula = "S̄(p) = MCB − DSC + UNC,  MCB = S̄(p) − S̄(p̂),  DSC = S̄(ȳ) − S̄(p̂)",
          .use = "qed measure: how much of a score is miscalibration, how much discrimination",
          .files = {"qed/metrics/decomposition/isotonic.h"},
          .example = part_example};
}

Example murphy_example() {
  std::vector<double> theta, good, blurred, label;
  for (int i = 0; i < 4000; ++i) theta.push_back((i + 0.5) / 4000);
  double area = 0;
  for (const double s : murphy_curve(kForecast, kHappened, theta)) area += s / 4000;
  for (std::uint64_t i = 0; i < 800; ++i) {
    Rng rng(71, 0, i);
    good.push_back(rng.uniform());
    blurred.push_back((good.back() + 1) / 3);
    label.push_back(rng.uniform() < good.back());
  }
  const auto against = murphy_comparison(good, blurred, label);
  const auto itself = murphy_comparison(good, good, label);
  // At 0.45 three zeros stand above (cost 0.45 each) and two ones below (cost 0.55).
  const double at = murphy_curve(kForecast, kHappened, std::vector<double>{0.45})[0];
  Example e("ten forecasts and what happened; 800 right forecasts against their blurred copies");
  e.equals("cost at θ = 0.45", at, (2 * 0.45 + 2 * 0.55) / 10, 1e-15,
           "by hand: 2 alarms, 2 misses");
  e.equals("area under the curve", area, 0.2205 / 2, 1e-4, "half the Brier score");
  e.is_true("the right forecasts win for every user",
            against.first_better && !against.second_better);
  return e.is_true("against themselves they do not", !itself.first_better && !itself.second_better);
}

Topic murphy_topic() {
  return {.name = "murphy curves",
          .aliases = {"murphy curve", "murphy diagram", "forecast dominance", "elementary scores"},
          .room = "metrics",
          .statement =
              "Every consistent score mixes elementary ones, one a threshold: lower at all of them "
              "is better for everyone.",
          .formula = "S_θ(f, y) = |y − θ| where θ lies between f and y;  ∫ S_θ dθ = (f − y)²/2",
          .use = "qed measure: is one of two models better whatever errors cost?",
          .files = {"qed/metrics/decomposition/murphy.h"},
          .example = murphy_example};
}

Example calibration_example() {
  const std::vector<std::uint8_t> labels(kHappened.begin(), kHappened.end());
  const auto z = statistics::spiegelhalter_test(kForecast, labels);
  const SmoothCalibration smooth = smooth_calibration(kForecast, kHappened);
  std::vector<double> p, sharp, y;
  std::vector<std::uint8_t> drawn;
  for (std::uint64_t i = 0; i < 400; ++i) {
    Rng rng(72, 0, i);
    const double odds = std::exp(rng.normal());
    p.push_back(odds / (1 + odds)), sharp.push_back(odds * odds / (1 + odds * odds));
    y.push_back(rng.uniform() < p.back()), drawn.push_back(y.back() == 1);
  }
  const auto right = smooth_calibration_test(p, y), wrong = smooth_calibration_test(sharp, y);
  Example e("ten forecasts and what happened; 400 right probabilities and overconfident copies");
  e.equals("Spiegelhalter's Z", z.statistic, 0.544488461506639, 1e-13, "NumPy");
  e.equals("its p", *z.p_value, 0.586105386397806, 1e-12, "SciPy");
  e.equals("smooth calibration error of the ten", smooth.error, 0.111610850825438, 2e-4,
           "NumPy, by its definition; 0.1 % of quadrature");
  e.at_least("right ones: p of the smooth error", right.p_value, 0.01, "fails once in 100");
  e.at_most("overconfident ones: p", wrong.p_value, 0.005, "the least of 199 draws");
  return e.at_most("Spiegelhalter's p of these",
                   *statistics::spiegelhalter_test(sharp, drawn).p_value, 1e-3);
}

Topic calibration_topic() {
  return {.name = "calibration",
          .aliases = {"ece", "smooth ece", "smece", "spiegelhalter", "reliability diagram",
                      "expected calibration error"},
          .room = "metrics",
          .statement = "Of what was given 30 %, three in ten must happen.",
          .formula = "smECE_σ = ∫ |mean (y − p) K_σ(t, p)| dt at the σ that it equals",
          .use =
              "qed measure: whether probabilities mean what they say, by a test and an error "
              "without bins",
          .files = {"qed/metrics/calibration/smooth.h", "qed/statistics/tests/tests.h"},
          .example = calibration_example};
}

Example integral_example() {
  const double root = 1 / std::sqrt(std::acos(-1.0));
  std::vector<double> ensemble, levels;
  for (int i = 0; i < 9; ++i) ensemble.push_back(i * i), levels.push_back((i + 0.5) / 9);
  Rng rng(73);
  double drawn = 0;
  for (int trial = 0; trial < 4000; ++trial) {
    std::vector<double> members(5);
    for (double& x : members) x = rng.normal();
    drawn += *fair_crps(members, 1) / 4000;
  }
  Example e("the standard normal forecast; nine members 0, 1, 4 .. 64; ten forecasts of 0 and 1");
  e.equals("CRPS of N(0, 1) at 0", normal_crps(0, 1, 0), (std::sqrt(2.0) - 1) * root, 1e-15,
           "(√2 − 1)/√π");
  e.equals("at 1", normal_crps(0, 1, 1), 0.602441357627616, 1e-14, "SciPy, by quadrature");
  e.equals("mean fair CRPS of five draws, at 1", drawn, 0.602441357627616, 0.03,
           "unbiased; 5 s.e.");
  e.equals("ensemble of nine at 20", ensemble_crps(ensemble, 20),
           quantile_crps(levels, ensemble, 20), 1e-12, "its quantiles' pinball losses");
  e.equals("H-measure of the ten, costs Beta(2, 2)",
           *h_measure(kForecast, kHappened, CostPrior{2, 2}), 0.339259259259259, 1e-12,
           "mpmath, by quadrature");
  e.equals("area under the hull of their ROC curve", hull_area(roc_hull(kForecast, kHappened)), 0.8,
           1e-14, "by hand: 20 of 25");
  return e.says("in the catalogue: " + metric_names([](const MetricCard& card) {
                  return card.family == Family::distribution ||
                         card.family == Family::discrimination;
                }));
}

Topic integral_topic() {
  return {
      .name = "integral calculus",
      .aliases = {"integrals", "crps", "continuous ranked probability score", "h measure",
                  "roc hull", "quadrature"},
      .room = "metrics",
      .statement =
          "Scores of whole laws and of all costs are integrals; where they have a closed form it "
          "is used.",
      .formula = "CRPS = ∫ (F(x) − 1[y ≤ x])² dx;  H = 1 − ∫ min_t cost(t, c) w(c) dc / L₀",
      .use = "in the library: forecasts that are laws, scores over many costs",
      .files = {"qed/metrics/probability/crps.h", "qed/metrics/decision/roc_hull.h"},
      .example = integral_example};
}

Example ranking_example() {
  const std::vector<double> shown{6, 5, 4, 3, 2, 1}, relevance{3, 2, 3, 0, 1, 2}, tied{1, 1, 1, 1},
      first{1, 0, 0, 0};
  Example e("relevances 3, 2, 3, 0, 1, 2 as shown; one relevant of four that score alike");
  e.equals("nDCG, gain g", *ndcg(shown, relevance, Gain::linear), 0.960808194336062, 1e-14,
           "scikit-learn");
  e.equals("nDCG, gain 2^g − 1", *ndcg(shown, relevance), 0.948810748567898, 1e-14, "scikit-learn");
  e.equals("average precision of the ten forecasts", *average_precision(kForecast, kHappened),
           0.741666666666667, 1e-14, "scikit-learn");
  e.equals("reciprocal rank of one among four ties", *reciprocal_rank(tied, first), 25 / 48.0,
           1e-14, "(1 + ½ + ⅓ + ¼)/4");
  e.equals("precision at 2 of them", *precision_at_k(tied, first, 2), 0.25, 1e-15,
           "in expectation");
  e.is_true("a query without relevant rows has no value",
            !ndcg(tied, std::vector<double>(4, 0)).has_value());
  return e.says("in the catalogue: " + metric_names([](const MetricCard& card) {
                  return card.family == Family::ranking;
                }));
}

Topic ranking_topic() {
  return {.name = "ranking",
          .aliases = {"ndcg", "average precision", "mean reciprocal rank", "precision at k",
                      "recall at k", "learning to rank"},
          .room = "metrics",
          .statement = "What is shown first counts most; equal scores have no order of their own.",
          .formula = "nDCG = Σ gain(g_r)/log₂(1 + r) over its best;  AP = Σ (R_j − R_{j−1}) P_j",
          .use = "qed measure: ranked lists, by means over queries, which are the units",
          .files = {"qed/metrics/ranking/ranking.h"},
          .example = ranking_example};
}

Example decision_example() {
  const auto curve = net_benefit_curve(kForecast, kHappened, std::vector<double>{0.2, 0.45});
  Example e("ten forecasts and what happened; a user who acts from 45 % on");
  e.equals("net benefit of the model at 0.45", curve[1].model.value(), 0.3 - 0.2 * 9 / 11.0, 1e-15,
           "TP/n − FP/n · t/(1−t)");
  e.equals("of acting always", curve[1].treat_all.value(), 0.5 - 0.5 * 9 / 11.0, 1e-15,
           "π − (1−π) t/(1−t)");
  e.shows("model less always, 95 %", curve[1].over_all.value(), curve[1].over_all.lower(),
          curve[1].over_all.upper());
  e.equals("at 0.2, model less always", curve[0].over_all.value(), 0.1 * 0.25, 1e-15,
           "one alarm less at odds ¼");
  return e.says(
      "metrics that a right decision is best by: " +
      metric_names([](const MetricCard& card) { return card.elicits == Elicits::decision; }));
}

Topic decision_topic() {
  return {
      .name = "decision curves",
      .aliases = {"net benefit", "decision curve", "cost of errors", "treat all"},
      .room = "metrics",
      .statement =
          "A threshold says what errors cost: at it, hits less false alarms at their price can be "
          "compared with acting always or never.",
      .formula = "NB(t) = TP/n − FP/n · t/(1−t)",
      .use = "qed measure: the net benefit at a threshold; in the library: its whole curve",
      .files = {"qed/metrics/decision/net_benefit.h"},
      .example = decision_example};
}

}  // namespace

std::vector<Topic> score_topics() {
  return {proper_topic(),   part_topic(),    murphy_topic(),  calibration_topic(),
          integral_topic(), ranking_topic(), decision_topic()};
}

}  // namespace qed::answers
