// SPDX-License-Identifier: Apache-2.0
// What a law's transforms say of its tails, and how to draw from laws.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/probability/bounds/bounds.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/probability/sampling/alias.h"
#include "qed/probability/sampling/counts.h"
#include "qed/probability/sampling/importance.h"
#include "qed/probability/sampling/reservoir.h"
#include "qed/probability/sampling/stratified.h"

namespace qed::answers {
namespace {

using namespace probability;

Example generating_example() {
  const Gamma law(3, 2);
  constexpr double h = 1e-4;
  const double up = *law.log_mgf(h), down = *law.log_mgf(-h);
  Example e("the gamma law of shape 3 and scale 2, a Poisson law of mean 4, the Cauchy law");
  e.equals("K(0)", *law.log_mgf(0), 0, 0, "M(0) = 1");
  e.equals("K′(0), by differences", (up - down) / (2 * h), 6, 1e-6, "the mean");
  e.equals("K″(0), by differences", (up + down) / (h * h), 12, 1e-5, "the variance");
  e.equals("K(1/4)", *law.log_mgf(0.25), 3 * std::log(2.0), 1e-14, "−3 log(1 − 2·¼)");
  e.equals("K(1) of Poisson(4)", *Poisson(4).log_mgf(1), 4 * (std::exp(1.0) - 1), 1e-13,
           "4 (e − 1)");
  e.is_true("the Cauchy law has none but at 0, and says so",
            Cauchy().log_mgf(0.1).is(Absence::infinite));
  e.is_true("nor has the log-normal law, though every moment is finite",
            LogNormal().mgf_domain().is(Absence::infinite) && LogNormal().excess_kurtosis());
  e.equals("its characteristic function at 2", Cauchy().cf(2)->real(), std::exp(-2.0), 1e-15,
           "e⁻²");
  return e.equals("entropy of the standard normal, nats", Normal().entropy(),
                  (1 + std::log(2 * std::acos(-1.0))) / 2, 1e-15, "½ log 2πe");
}

Topic generating_topic() {
  return {
      .name = "moment generating functions",
      .aliases = {"moment generating function", "mgf", "cumulants", "characteristic function",
                  "generating functions"},
      .room = "probability",
      .statement = "One function whose derivatives at 0 are all moments; sums add its logarithms.",
      .formula = "M(s) = E e^{sX},  K = log M,  K′(0) = μ,  K″(0) = σ²,  K_{X+Y} = K_X + K_Y",
      .use = "Chernoff's bound; the bootstrap of a mean by its characteristic function",
      .files = {"qed/probability/distributions/functions.h",
                "qed/statistics/resampling/closed_form.h"},
      .example = generating_example};
}

// 100 rows that say yes with probability 0.1: how likely are 20 yes or more?
Example bound_example() {
  const Bernoulli row(0.1);
  const double exact = Binomial(100, 0.1).survival(19);
  const double chernoff =
      chernoff_tail(100, 0.2, [&](double s) { return *row.log_mgf(s); }, INFINITY);
  const double bernstein = bernstein_tail(100, 0.1, 0.09, 0.9);
  const double hoeffding = hoeffding_tail(100, 0.1, 1);
  const double divergence = 0.2 * std::log(2.0) + 0.8 * std::log(0.8 / 0.9);
  Example e("the share of yes among 100 rows, P(yes) = 0.1: at least 0.2?");
  e.equals("exactly", exact, 0.00197856086577124, 1e-15, "SciPy");
  e.equals("Chernoff", chernoff, std::exp(-100 * divergence), 1e-12, "e^{−n KL(0.2, 0.1)}");
  e.equals("Bernstein", bernstein, std::exp(-1 / 0.24), 1e-15, "e^{−nt²/(2σ² + 2ct/3)}");
  e.equals("Hoeffding", hoeffding, std::exp(-2.0), 1e-15, "e^{−2nt²}");
  e.is_true("each knows more of the law and says more",
            exact < chernoff && chernoff < bernstein && bernstein < hoeffding);
  e.equals("half width by Hoeffding, 1,000 rows in [0, 1], 95 %", hoeffding_width(1000, 0.05, 1),
           std::sqrt(std::log(20.0) / 2000), 1e-15, "√(log 20/2n)");
  return e.equals("the same by empirical Bernstein, s² = 0.01",
                  empirical_bernstein_width(1000, 0.05, 0.01, 1),
                  std::sqrt(0.02 * std::log(40.0) / 1000) + 7 * std::log(40.0) / 2997, 1e-15,
                  "Maurer and Pontil 2009");
}

Topic bound_topic() {
  return {.name = "tail bounds",
          .aliases = {"hoeffding", "bernstein", "chernoff", "concentration", "moment bounds",
                      "empirical bernstein", "large deviations"},
          .room = "probability",
          .statement = "How much a mean's tail can weigh at most, at every n and for every law.",
          .formula = "P(X̄ ≥ x) ≤ inf_s e^{n(K(s) − sx)};  P(X̄ − μ ≥ t) ≤ e^{−2nt²/(b−a)²}",
          .use = "intervals of bounded values that hold at every n: hoeffding, empirical_bernstein",
          .files = {"qed/probability/bounds/bounds.h"},
          .example = bound_example};
}

double furthest(std::span<const std::int64_t> seen, std::span<const double> share, double n) {
  double z = 0;
  for (std::size_t k = 0; k < seen.size(); ++k)
    z = std::max(z, std::abs(static_cast<double>(seen[k]) - n * share[k]) /
                        std::sqrt(n * share[k] * (1 - share[k])));
  return z;
}

Example draw_example() {
  const std::vector<double> share{0.5, 0.25, 0.15, 0.1};
  const AliasTable table(share);
  Rng rng(32);
  std::vector<std::int64_t> seen(4), counts(4), held(12);
  for (int i = 0; i < 40000; ++i) ++seen[table(rng)];
  draw_multinomial(rng, 1'000'000'000, share, counts);
  for (std::uint64_t time = 0; time < 6000; ++time) {
    Reservoir reservoir(3, 33, time);
    std::array<std::size_t, 3> sample{};
    for (std::size_t row = 0; row < 12; ++row)
      if (const auto place = reservoir.offer(); place >= 0)
        sample[static_cast<std::size_t>(place)] = row;
    for (const std::size_t row : sample) ++held[row];
  }
  const std::vector<double> even(12, 0.25);
  Example e("four kinds of weights 0.5, 0.25, 0.15 and 0.1; 3 rows of a stream of 12, 6,000 times");
  e.equals("alias table, its probability of the last kind", table.probability(3), 0.1, 1e-15,
           "0.1");
  e.at_most("40,000 draws: furthest share, s.e.", furthest(seen, share, 40000), 5, "5 s.e.");
  e.equals("counts of 10⁹ trials, their sum",
           static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0})), 1e9,
           0, "10⁹");
  e.at_most("furthest of those counts, s.e.", furthest(counts, share, 1e9), 5, "5 s.e.");
  e.at_most("reservoir: furthest row, s.e.", furthest(held, even, 6000), 5, "¼ each; 5 s.e.");
  const auto neyman =
      stratified_allocation(std::vector<std::int64_t>{100, 100}, 40, std::vector<double>{3, 1});
  return e.equals("of 40 draws, to a stratum three times as spread", static_cast<double>(neyman[0]),
                  30, 0, "Neyman: rows times s.d.");
}

Topic draw_topic() {
  return {
      .name = "random draws",
      .aliases = {"alias method", "alias table", "reservoir", "reservoir sampling",
                  "stratified sampling", "multinomial draws"},
      .room = "probability",
      .statement =
          "A kind in constant time, a sample of a stream of unknown length, counts without "
          "the trials.",
      .formula = "alias: share_k or other_k of a column;  reservoir: P(row kept) = k/n for every n",
      .use = "resamples of an area as counts; in the library: samples of streams and of strata",
      .files = {"qed/probability/sampling/alias.h", "qed/probability/sampling/reservoir.h",
                "qed/probability/sampling/counts.h", "qed/probability/sampling/stratified.h"},
      .example = draw_example};
}

// Rows of N(0, 4) for means under N(1, 1): E_q w² of w = p/q is 4/√7 e^{1/7}.
Example importance_example() {
  Rng rng(34);
  const Normal target(1, 1), source(0, 2);
  constexpr std::size_t kRows = 20000;
  std::vector<double> weight(kRows), heavy(kRows);
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < kRows; ++i) {
    const double x = source.sample(rng);
    weight[i] = std::log(target.density(x) / source.density(x));
    sum += std::exp(weight[i]) * x, all += std::exp(weight[i]);
    heavy[i] = -std::log1p(-rng.uniform());  // weights 1/U: a tail of shape 1
  }
  const double worth = std::sqrt(7.0) / 4 * std::exp(-1 / 7.0);
  const WeightTail good = weight_tail(weight), bad = weight_tail(heavy);
  Example e("20,000 rows of N(0, 4), weighed to N(1, 1); weights with a tail of shape 1");
  e.equals("three equal weights and no others count",
           effective_sample_size(std::vector<double>(3, 7)), 3, 1e-14, "(Σw)²/Σw²");
  e.equals("share of the rows that they are worth", effective_sample_size(weight) / kRows, worth,
           0.02, "√7/4 e^{−1/7}; 5 s.e.");
  e.equals("weighted mean", sum / all, 1, 5 / std::sqrt(worth * kRows), "1; 5 s.e.");
  e.is_true("their tail is said to be fit for use", !good.k || *good.k < good.usable);
  e.equals("shape of the heavy tail", bad.k.value_or(0), 1, 0.35, "planted; 4 s.e.");
  return e.at_least("and it is above what can be used", bad.k.value_or(0), bad.usable);
}

Topic importance_topic() {
  return {
      .name = "importance sampling",
      .aliases = {"effective sample size", "ess", "pareto k", "psis", "reweighting"},
      .room = "probability",
      .statement =
          "Means under one law from rows of another; the largest weights say whether to believe "
          "them.",
      .formula = "Σwᵢf(xᵢ)/Σwᵢ,  w = p/q,  ESS = (Σw)²/Σw²,  P(w > x) ~ x^{−1/k}",
      .use = "in the library: how much weighted rows are worth",
      .files = {"qed/probability/sampling/importance.h"},
      .example = importance_example};
}

}  // namespace

std::vector<Topic> chance_topics() {
  return {generating_topic(), bound_topic(), draw_topic(), importance_topic()};
}

}  // namespace qed::answers
