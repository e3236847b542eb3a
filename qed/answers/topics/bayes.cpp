// SPDX-License-Identifier: Apache-2.0
// What probabilities obey, and how data change them.
#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/metrics/multiclass/multiclass.h"
#include "qed/probability/bayes/conjugate.h"
#include "qed/probability/bayes/prior_shift.h"
#include "qed/probability/distributions/catalog.h"
#include "qed/probability/distributions/fit.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers {
namespace {

using namespace probability;

/// What a law of the catalogue owes to the axioms, at 99 of its quantiles.
struct Axioms {
  double complement = 0;  ///< largest |P(X <= x) + P(X > x) - 1|
  double total = 0;       ///< largest |Σ P(X = k) - 1| of a law with masses
  bool rises = true;
  int laws = 0;

  void visit(const AnyLaw& law) {
    ++laws;
    double before = 0;
    for (int i = 1; i < 100; ++i) {
      const double x = law.quantile(i / 100.0), below = law.cdf(x);
      complement = std::max(complement, std::abs(below + law.survival(x) - 1));
      rises = rises && below >= before && below <= 1;
      before = below;
    }
    if (!law.support().whole) return;
    double sum = 0;
    for (double k = law.support().lower; k <= law.upper_quantile(1e-14); ++k) sum += law.density(k);
    total = std::max(total, std::abs(sum - 1));
  }
};

bool are_refused(const Matrix& P) {
  try {
    metrics::require_class_probabilities(P, std::vector<std::int32_t>{0});
  } catch (const Error&) {
    return true;
  }
  return false;
}

Example axiom_example() {
  Axioms seen;
  for (const LawEntry& entry : law_catalog())
    for (const auto& parameters : entry.examples) seen.visit(entry.make(parameters));
  Example e(
      "every law of the catalogue, at 99 quantiles each; rows of three claimed probabilities");
  e.shows("laws", seen.laws);
  e.at_most("largest |P(X ≤ x) + P(X > x) − 1|", seen.complement, 1e-12, "complement");
  e.at_most("largest |Σ P(X = k) − 1|", seen.total, 1e-12, "total probability");
  e.is_true("P(X ≤ x) rises with x, within [0, 1]", seen.rises);
  e.is_true("0.5, 0.4 and 0.3 are refused: they sum to 1.2",
            are_refused((Matrix(1, 3) << 0.5, 0.4, 0.3).finished()));
  e.is_true("1.1, −0.2 and 0.1 are refused: one is negative",
            are_refused((Matrix(1, 3) << 1.1, -0.2, 0.1).finished()));
  return e.is_true("0.5, 0.4 and 0.1 are taken",
                   !are_refused((Matrix(1, 3) << 0.5, 0.4, 0.1).finished()));
}

Topic axiom_topic() {
  return {
      .name = "probability rules and axioms",
      .aliases = {"probability axioms", "axioms", "kolmogorov axioms", "total probability"},
      .room = "probability",
      .statement =
          "A probability is not negative, certain events have 1, and what excludes each other "
          "adds up.",
      .formula = "P(A) ≥ 0,  P(Ω) = 1,  P(A ∪ B) = P(A) + P(B) − P(A ∩ B),  P(Aᶜ) = 1 − P(A)",
      .use = "columns that claim to be probabilities are held to them before they are scored",
      .files = {"qed/probability/distributions/catalog.h", "qed/metrics/multiclass/multiclass.h"},
      .example = axiom_example};
}

// Scores that are right at 50 % positives, seen where 20 % are.
Example bayes_example() {
  Rng rng(31);
  std::vector<double> p;
  for (int i = 0; i < 20000; ++i) {
    const double x = rng.normal() + (rng.uniform() < 0.2 ? 1 : -1);
    p.push_back(1 / (1 + std::exp(-2 * x)));  // P(1 | x) at equal shares
  }
  const Prevalence found = shifted_prevalence(p, 0.5);
  const double posterior = prior_shifted(0.9 / (0.9 + 0.09), 0.5, 0.01);
  Example e("a test that finds 90 % of the ill and alarms for 9 % of the healthy; 1 % are ill");
  e.equals("P(ill | alarm)", posterior, 1 / 10.9, 1e-15, "0.9·0.01/(0.9·0.01 + 0.09·0.99)");
  e.equals("and back to equal shares", prior_shifted(posterior, 0.01, 0.5), 10 / 11.0, 1e-14,
           "round trip");
  e.is_true("maximum likelihood from 20,000 unlabelled scores converged", found.converged);
  return e.equals("share of positives that it finds", found.value, 0.2, 0.025,
                  "planted; 6 s.e. of the best estimate");
}

Topic bayes_topic() {
  return {
      .name = "bayes theorem",
      .aliases = {"bayes' theorem", "bayes", "bayes rule", "prior shift", "base rate",
                  "label shift"},
      .room = "probability",
      .statement =
          "Odds after evidence are odds before it times how much likelier it is when true.",
      .formula = "p′ = p r/(p r + 1 − p),  r = (π′/(1−π′))/(π/(1−π))",
      .use = "in the library: what an alarm is worth where positives are rarer than in training",
      .files = {"qed/probability/bayes/prior_shift.h"},
      .example = bayes_example};
}

const std::vector<double> kPairs{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

Example posterior_example() {
  const Beta rats = updated(Beta(1.4, 8.6), 4, 14);
  const Beta half = updated(updated(Beta(1.4, 8.6), 1, 6), 3, 8);
  const Gamma rate = updated(Gamma(3, 1 / 5.0), 3, 2);
  // Weight and scale at nothing, shape at -1/2: the prior whose posterior is Student's interval.
  const auto m = statistics::moments(kPairs);
  const NormalInverseGamma flat =
      updated({.location = 0, .weight = 1e-12, .shape = 1e-12, .scale = 1e-12}, m.n, m.mean,
              m.variance * 14);
  const double t = m.mean + StudentT(15).quantile(0.975) * std::sqrt(m.variance * 14 / 15 / 15);
  Example e(
      "4 of 14 rats with tumours, prior Beta(1.4, 8.6) from 70 groups before; Darwin's pairs");
  e.equals("mean of the posterior", *rats.mean(), 0.225, 1e-15, "5.4/24");
  e.equals("its standard deviation", std::sqrt(*rats.variance()), 0.0835164654424503, 1e-14,
           "SciPy");
  e.equals("95 % from", rats.quantile(0.025), 0.0853961769785566, 1e-11, "SciPy");
  e.equals("to", rats.quantile(0.975), 0.407789866198042, 1e-11, "SciPy");
  e.equals("in two parts, mean", *half.mean(), 0.225, 1e-15, "order does not matter");
  e.equals("deaths a year, 3 among 200,000, prior Gamma(3, 1/5)", *rate.mean(), 6 / 7.0, 1e-15,
           "BDA, sec. 2.6");
  return e.equals("mean of Darwin's pairs under a flat prior, 97.5 %", flat.mean_quantile(0.975), t,
                  1e-6, "Student's t of n degrees");
}

Topic posterior_topic() {
  return {.name = "prior and posterior",
          .aliases = {"prior", "posterior", "conjugate prior", "beta binomial", "shrinkage",
                      "conjugate bayes"},
          .room = "probability",
          .statement = "Where the prior has the likelihood's form, an update adds counts and sums.",
          .formula = "Beta(a, b) → Beta(a + k, b + n − k);  Gamma(a, s) → (a + k, 1/(1/s + t))",
          .use = "Jeffreys' interval of a share; laws that are drawn when coverage is simulated",
          .files = {"qed/probability/bayes/conjugate.h"},
          .example = posterior_example};
}

// Millions of revolutions before 23 ball bearings failed: Lieblein and Zelen 1956.
const std::vector<double> kBearings{17.88, 28.92, 33.00,  41.52,  42.12,  45.60,  48.48, 51.84,
                                    51.96, 54.12, 55.56,  67.80,  68.64,  68.64,  68.88, 84.12,
                                    93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.40};

double log_likelihood(const Weibull& law) {
  double sum = 0;
  for (const double x : kBearings) sum += std::log(law.density(x));
  return sum;
}

Example likelihood_example() {
  const auto life = fit<Weibull>(kBearings);
  const auto gamma = fit<Gamma>(kBearings);
  double mean = 0;
  for (const double x : kBearings) mean += x / 23;
  double best = -INFINITY;  // of eight neighbours
  for (int i = 0; i < 9; ++i)
    if (i != 4)
      best = std::max(best, log_likelihood(Weibull(life.shape * (1 + 1e-3 * (i % 3 - 1)),
                                                   life.scale * (1 + 1e-3 * (i / 3 - 1)))));
  Example e("millions of revolutions before 23 ball bearings failed (Lieblein and Zelen 1956)");
  e.equals("Weibull, shape", life.shape, 2.10205887519462, 1e-9, "SciPy; 2.102, Lawless 1982");
  e.equals("scale", life.scale, 81.8783340516316, 1e-7, "SciPy; 81.88, Lawless 1982");
  e.is_true("no neighbour a thousandth away is likelier", best < log_likelihood(life));
  e.equals("gamma, shape", gamma.shape, 4.02541461792947, 1e-4, "SciPy");
  e.equals("its mean", gamma.shape * gamma.scale, mean, 1e-9, "the sample's");
  return e.equals("exponential, rate", fit<Exponential>(kBearings).rate, 1 / mean, 1e-15, "1/mean");
}

Topic likelihood_topic() {
  return {
      .name = "mle",
      .aliases = {"maximum likelihood", "likelihood", "weibull", "maximum likelihood estimation"},
      .room = "probability",
      .statement = "The parameters under which what was seen was most likely.",
      .formula = "θ̂ = argmax Σ log f(xᵢ; θ),  where Σ ∂log f/∂θ = 0",
      .use = "the laws that a column may come from, weighed by AIC, when coverage is simulated",
      .files = {"qed/probability/distributions/fit.h"},
      .example = likelihood_example};
}

}  // namespace

std::vector<Topic> bayes_topics() {
  return {axiom_topic(), bayes_topic(), posterior_topic(), likelihood_topic()};
}

}  // namespace qed::answers
