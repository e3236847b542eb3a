// SPDX-License-Identifier: Apache-2.0
// Intervals that promise more than one look, one law or one estimate of their level.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/statistics/coverage/coverage.h"
#include "qed/statistics/intervals/confidence_sequence.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/particular/conformal.h"
#include "qed/statistics/intervals/particular/prediction_powered.h"

namespace qed::answers {
namespace {

using namespace statistics;

/// Of 1,000 experiments of 1,000 rows, a share of 0.3, looked at 17 times: how many ever lost it?
struct Peeking {
  double sequence = 0, wilson = 0;
  Peeking() {
    for (std::uint64_t experiment = 0; experiment < 1000; ++experiment) {
      Rng rng(41, 0, experiment);
      std::int64_t hits = 0, look = 1;
      bool left = false, lost = false;
      for (std::int64_t n = 1; n <= 1000; ++n) {
        hits += rng.uniform() < 0.3;
        if (n < look) continue;
        look = std::max(n + 1, n * 3 / 2);
        left = left || !mixture_share(hits, n).interval()->contains(0.3);
        lost = lost || !proportion_interval(hits, n).interval()->contains(0.3);
      }
      sequence += left / 1000.0, wilson += lost / 1000.0;
    }
  }
};

Example sequence_example() {
  BettingSequence betting(0, 1);
  MixtureSequence mixture(500);
  Rng rng(42);
  for (int i = 0; i < 500; ++i) {
    const double x = (rng.uniform() + rng.uniform()) / 2;
    betting.add(x), mixture.add(x);
  }
  const Estimate bets = betting.estimate(), normal = mixture.estimate();
  const double rho2 = (2 * std::log(20.0) + std::log1p(2 * std::log(20.0))) / 500;
  const double wide = std::sqrt(2 * (500 * rho2 + 1) / (500.0 * 500 * rho2) *
                                std::log(std::sqrt(500 * rho2 + 1) / 0.05));
  const double spread = (normal.upper() - normal.value()) / wide;
  const Peeking peeking;
  Example e("experiments on a share of 0.3, looked at again and again; 500 rows in [0, 1], mean ½");
  e.equals("none of 100 say yes: to", mixture_share(0, 100).upper(),
           1 - std::pow(1 / (101 * 20.0), 0.01), 1e-9, "1 − (α/(n+1))^{1/n}");
  e.at_most("experiments that ever leave the sequence", peeking.sequence, 0.05 + 0.035,
            "Ville: 0.05; + 5 s.e.");
  e.at_least("that ever leave Wilson's of 95 %", peeking.wilson, 0.15,
             "each look is another chance");
  e.shows("betting on 500 rows, 95 %", bets.value(), bets.lower(), bets.upper());
  e.is_true("holds the mean, and is no wider than Hoeffding's for one look",
            bets.interval()->contains(0.5) &&
                bets.upper() - bets.lower() < 2 * std::sqrt(std::log(40.0) / 1000));
  return e.equals("normal mixture: its s.d. of a row", spread, std::sqrt(1 / 24.0), 0.03,
                  "√(1/24), the planted one; 5 s.e.");
}

Topic sequence_topic() {
  return {
      .name = "confidence sequences",
      .aliases = {"confidence sequence", "anytime", "anytime valid", "ville", "betting", "peeking",
                  "martingale", "sequential analysis"},
      .room = "statistics",
      .statement =
          "A fair gambler's capital reaches 1/α with probability at most α, ever: what it never "
          "beats holds at all times together.",
      .formula = "P(sup_t M_t ≥ 1/α) ≤ α;  {m : M_t(m) < 1/α for every t so far}",
      .use = "qed interval --peeking: an experiment that stops as soon as it decides",
      .files = {"qed/statistics/intervals/confidence_sequence.h"},
      .example = sequence_example};
}

Example conformal_example() {
  std::vector<double> nineteen(19);
  std::iota(nineteen.begin(), nineteen.end(), 1.0);
  double held = 0;
  for (std::uint64_t trial = 0; trial < 4000; ++trial) {
    Rng rng(43, 0, trial);
    std::vector<double> score(19);
    for (double& s : score) s = std::exp(3 * rng.normal());
    held += std::exp(3 * rng.normal()) <= conformal_bound(score, 0.9);
  }
  const std::vector<std::int32_t> group{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  const auto of_group = mondrian_bounds(nineteen, group, 2, 0.9);
  const Interval plus = jackknife_plus(std::vector<double>(19, 7), nineteen, 0.9);
  Example e("errors 1 to 19 of rows that a model has not seen; heavy-tailed errors, 4,000 times");
  e.equals("90 % bound of the next error", conformal_bound(nineteen, 0.9), 18, 0, "⌈20 · 0.9⌉-th");
  e.equals("share of new rows below theirs", held / 4000, 0.9, 5 * std::sqrt(0.09 / 4000),
           "18/20 exactly; 5 s.e.");
  e.is_true("8 rows bound nothing at 90 %",
            std::isinf(conformal_bound(std::span(nineteen).first(8), 0.9)));
  e.equals("in the group of the first ten", of_group[0], 10, 0, "⌈11 · 0.9⌉-th");
  e.equals("jackknife+ around equal predictions 7, from", plus.lower, 7 - 18, 0, "split conformal");
  return e.equals("to", plus.upper, 7 + 18, 0, "split conformal");
}

Topic conformal_topic() {
  return {
      .name = "conformal prediction",
      .aliases = {"conformal", "prediction interval", "jackknife+", "mondrian", "exchangeability",
                  "new case"},
      .room = "statistics",
      .statement =
          "The next row's rank among exchangeable rows is uniform: so a rank bounds it, whatever "
          "the law and the model.",
      .formula = "P(s_{n+1} ≤ s₍⌈(n+1)(1−α)⌉₎) ≥ 1 − α",
      .use = "qed interval --new-case: where the next row will lie",
      .files = {"qed/statistics/intervals/particular/conformal.h"},
      .example = conformal_example};
}

Example powered_example() {
  std::vector<double> label, predicted, others;
  for (int i = 0; i < 40; ++i)
    predicted.push_back(std::sin(i)), label.push_back(std::sin(i) + 0.5 * std::cos(3 * i));
  for (int i = 0; i < 400; ++i) others.push_back(std::sin(0.7 * i) + 0.1);
  const PredictionPowered few = prediction_powered_mean(label, predicted, others);
  // Correlation 0.8 and 100 times as many predictions as labels.
  Rng rng(44);
  std::vector<double> y, f, F;
  for (int i = 0; i < 2000; ++i) {
    f.push_back(rng.normal());
    y.push_back(0.8 * f.back() + 0.6 * rng.normal());
  }
  for (int i = 0; i < 200000; ++i) F.push_back(rng.normal());
  const PredictionPowered many = prediction_powered_mean(y, f, F);
  const Estimate alone = mean_interval(label);
  Example e(
      "40 labels with predictions and 400 predictions more; 2,000 and 200,000 of correlation 0.8");
  e.equals("weight of the predictions", few.lambda, 0.90768539406204, 1e-13, "ppi-python");
  e.equals("mean at that weight", few.mean.value(), 0.101261735478609, 1e-14, "ppi-python");
  e.shows("its 95 %", few.mean.value(), few.mean.lower(), few.mean.upper());
  e.shows("labels alone, 95 %", alone.value(), alone.lower(), alone.upper());
  return e.equals("labels saved: times as many alone", many.gain, 1 / (1 - 0.64 / 1.01), 0.5,
                  "1/(1 − ρ²/(1 + n/N)); 5 s.e.");
}

Topic powered_topic() {
  return {
      .name = "prediction-powered inference",
      .aliases = {"prediction powered inference", "prediction powered", "ppi", "ppi++",
                  "control variates"},
      .room = "statistics",
      .statement =
          "Many predictions give the mean, few labels say how wrong they are; the best weight "
          "costs nothing when they are useless.",
      .formula = "θ̂ = ȳ + λ(F̄ − f̄),  λ = cov(y, f)/((1 + n/N) Var(f ∪ F))",
      .use = "qed interval --predicted: a mean where few rows have the label and all a prediction",
      .files = {"qed/statistics/intervals/particular/prediction_powered.h"},
      .example = powered_example};
}

// Wilson's at 50 rows; the exact value is a sum over counts, averaged over Jeffreys' posterior.
Example coverage_example() {
  Sample sample{.terms = {std::vector<double>(50, 0.0)}};
  std::fill_n(sample.terms[0].begin(), 7, 1.0);
  const std::vector<const Method*> wilson{&find_method("wilson"), &find_method("exact")};
  const Simulated seen = simulate_coverage(wilson, share_quantity(), sample, {.replicates = 4000});
  const Estimate share = seen.methods[0].share, exact = seen.methods[1].share;
  Example e("7 of 50 rows say yes: 4,000 times 50 rows from a share drawn from its posterior");
  e.equals("coverage of Wilson's interval", share.value(), 0.952472259308248, 0.0169,
           "SciPy; 5 s.e.");
  e.shows("and how sure of it the simulation is", share.value(), share.lower(), share.upper());
  e.at_least("of the exact interval", exact.value(), 0.95 - 0.0172, "0.95 − 5 s.e.");
  return e.is_true("which is the wider one", seen.methods[0].width < seen.methods[1].width);
}

Topic coverage_topic() {
  return {
      .name = "coverage",
      .aliases = {"simulated coverage", "level", "calibration of intervals"},
      .room = "statistics",
      .statement = "A level is a promise about repetitions: so repeat, where the truth is known.",
      .formula = "coverage = #{b : θ ∈ I_b}/B over samples b from a model of the rows",
      .use = "qed interval: whether its interval holds what it says at this number of rows",
      .files = {"qed/statistics/coverage/coverage.h"},
      .example = coverage_example};
}

}  // namespace

std::vector<Topic> guarantee_topics() {
  return {sequence_topic(), conformal_topic(), powered_topic(), coverage_topic()};
}

}  // namespace qed::answers
