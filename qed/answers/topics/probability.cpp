// SPDX-License-Identifier: Apache-2.0
// Counting, laws and moments.
#include <cmath>
#include <vector>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/embedding/tsne/affinities.h"
#include "qed/linalg/svd.h"
#include "qed/linalg/test_matrices.h"
#include "qed/probability/combinatorics.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/probability/distributions/vector_law.h"
#include "qed/probability/exact_counts.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers {
namespace {

using namespace probability;

Example combinatorics_example() {
  const Hypergeometric tea(8, 4, 4);
  double two_sided = 0;  // every table at most as probable as three right of four
  for (int k = 0; k <= 4; ++k)
    if (tea.density(k) <= tea.density(3) * (1 + 1e-12)) two_sided += tea.density(k);
  Example e("Fisher's lady tasting tea: 8 cups, 4 of each kind; the numbers of a lottery");
  e.equals("P(all right)", hypergeometric_tail(tea, 4), 1 / 70.0, 1e-15, "1 / C(8, 4)");
  e.equals("P(three or more right)", hypergeometric_tail(tea, 3), 17 / 70.0, 1e-15, "17/70");
  e.equals("two-sided p of 3 right and 1 wrong", two_sided, 0.485714, 5e-7, "fisher.test of R");
  e.equals("C(49, 6)", binomial_coefficient(49, 6).value(), 13983816, 0, "by hand");
  e.equals("ways to put 10 things into 4 non-empty sets", stirling_second(10, 4).value(), 34105, 0,
           "Stirling's S(10, 4)");
  const std::vector<std::int64_t> values{2, 2, 3, 5};
  e.equals("subgroups by up to 3 of 4 features of 2, 2, 3 and 5 values",
           subgroups(values, 3).value(), 155, 0, "listed by Python");
  e.is_true("34! fits 128 bits and 35! says that it does not",
            factorial(34).is_exact() && !factorial(35).is_exact());
  return e.equals("log C(10¹⁵, 5)", log_binomial_coefficient(1'000'000'000'000'000, 5),
                  167.90639023177137, 1e-13, "Python's integers");
}

Topic combinatorics_topic() {
  return {.name = "combinatorics",
          .aliases = {"counting", "hypergeometric", "fisher exact test", "binomial coefficient",
                      "ordered choices", "multinomial coefficient", "stirling numbers"},
          .room = "probability",
          .statement = "Counting without listing: exactly in 128 bits, by logarithms beyond.",
          .formula = "P(overlap ≥ h) = Σ_{i≥h} C(k,i) C(n−k,k−i) / C(n,k)",
          .use = "per-point reliability: is the overlap of neighbourhoods more than chance?",
          .files = {"qed/probability/combinatorics.h", "qed/probability/exact_counts.h",
                    "qed/metrics/embedding/reliability.h"},
          .example = combinatorics_example};
}

Example law_example() {
  Example e("the standard normal, Student's t, Cauchy and beta laws");
  const Normal z;
  e.equals("log10 P(Z > 37)", std::log10(z.survival(37)), std::log10(5.725571222524577e-300), 1e-13,
           "mpmath");
  e.equals("and back: upper quantile", z.upper_quantile(z.survival(37)), 37, 1e-11, "round trip");
  e.equals("t with 3 degrees: 97.5 % quantile", StudentT(3).quantile(0.975), 3.18244630528370959,
           1e-13, "mpmath");
  e.equals("variance of Beta(2, 3)", *Beta(2, 3).variance(), 0.04, 1e-16, "ab/((a+b)²(a+b+1))");
  e.is_true("t with 1 degree has no mean, and says so", !StudentT(1).mean().has_value());
  e.equals("excess kurtosis of t with 5 degrees", *StudentT(5).excess_kurtosis(), 6, 1e-14,
           "6/(ν − 4)");
  e.is_true("with 3 degrees it is infinite, and says so",
            StudentT(3).excess_kurtosis().is(Absence::infinite));
  Rng rng(15);
  double sum = 0;
  for (int i = 0; i < 20000; ++i) sum += Gamma(2, 3).sample(rng);
  return e.equals("mean of 20,000 draws of Gamma(2, 3)", sum / 20000, 6,
                  5.5 * std::sqrt(18 / 20000.0), "6; 5.5 s.e.");
}

Topic law_topic() {
  return {.name = "random variables",
          .aliases = {"distributions", "distribution", "quantile", "random variable", "skewness",
                      "kurtosis"},
          .room = "probability",
          .statement = "Distributions as values: density, cumulative, quantile, sampling.",
          .formula = "P(X ≤ q(p)) = p,  P(X > x) with all its digits in the far tail",
          .use = "tails of tests and nulls",
          .files = {"qed/probability/distributions/functions.h",
                    "qed/probability/distributions/catalog.h",
                    "qed/probability/distributions/continuous.h",
                    "qed/probability/distributions/discrete.h"},
          .example = law_example};
}

Example share_example() {
  const auto share = statistics::proportion_interval(7, 50);
  const Binomial law(30, 0.2);
  double covered = 0;  // exactly, over all counts
  for (int k = 0; k <= 30; ++k)
    if (statistics::proportion_interval(k, 30).interval()->contains(0.2)) covered += law.density(k);
  Example e("7 of 50 rows say yes; all counts of 30 rows at a share of 0.2");
  e.equals("Wilson's interval from", share.lower(), 0.0695083342702, 1e-11, "prop.test of R");
  e.equals("to", share.upper(), 0.2618619371059, 1e-11, "prop.test of R");
  e.equals("its exact coverage at n = 30, p = 0.2", covered, 0.95, 0.03, "level 0.95");
  e.equals("P(Binomial(30, 0.2) ≤ 3)", law.cdf(3), 0.12271, 5e-6, "pbinom of R");
  const Multinomial kinds(20, {0.125, 0.5, 0.25, 0.125});
  const std::vector<std::int64_t> seen{3, 9, 5, 3};
  e.equals("log P(3, 9, 5, 3) of 20 trials, p = ⅛, ½, ¼, ⅛", kinds.log_density(seen),
           -4.483667381284117, 1e-14, "mpmath");
  e.equals("entropy of those counts, nats", kinds.entropy(), 5.5592962927714018, 1e-13,
           "all 1,771 outcomes, by mpmath");
  return e.equals("P(Poisson(4) > 10)", Poisson(4).survival(10), 0.00283977, 5e-9, "ppois of R");
}

Topic share_topic() {
  return {.name = "bernoulli, binomial, uniform, gaussian",
          .aliases = {"bernoulli", "binomial", "multinomial law", "uniform", "gaussian",
                      "normal distribution", "poisson", "wilson interval"},
          .room = "probability",
          .statement = "The laws of yes and no, of counts, of no knowledge, and of sums.",
          .formula = "P(X = k) = C(n,k) p^k (1−p)^(n−k);  f(x) = exp(−(x−μ)²/2σ²) / (σ √2π)",
          .use = "intervals of shares in a cluster's profile, tests of how often simulations hit",
          .files = {"qed/probability/distributions/discrete.h",
                    "qed/probability/distributions/vector_law.h",
                    "qed/statistics/intervals/intervals.h"},
          .example = share_example};
}

// NIST StRD NumAcc4: 10,000,000.2, then .1 and .3 in turn, 1001 values in all.
Example moment_example() {
  std::vector<double> x{10000000.2};
  for (int i = 0; i < 500; ++i) x.push_back(10000000.1), x.push_back(10000000.3);
  const auto m = statistics::moments(x);
  double squares = 0, sum = 0;
  for (const double v : x) squares += v * v, sum += v;
  const double textbook = (squares - sum * sum / 1001) / 1000;
  Example e("NumAcc4 of NIST StRD: 1001 values near ten million");
  e.equals("mean", m.mean, 10000000.2, 1e-7, "NIST");
  e.equals("standard deviation", std::sqrt(m.variance), 0.1, 1e-8, "NIST");
  e.shows("variance by Σx² − (Σx)²/n, for comparison", textbook);
  const auto t = statistics::mean_interval(std::vector<double>{1, 2, 4, 8, 16});
  return e.equals("t interval of 1, 2, 4, 8, 16 from", t.lower(), -1.3731325632789, 1e-11,
                  "t.test of R");
}

Example moment_on_sheet(const Sheet& sheet) {
  Example e(sheet.input);
  for (Index j = 0; j < std::min<Index>(8, sheet.numbers.cols()); ++j) {
    const Vector column = sheet.numbers.col(j);
    const auto mean =
        statistics::mean_interval({column.data(), static_cast<std::size_t>(column.size())});
    const std::string& name = sheet.names[static_cast<std::size_t>(j)];
    e.shows("mean of " + name + ", 95 %", mean.value(), mean.lower(), mean.upper());
  }
  return e;
}

Topic moment_topic() {
  return {.name = "variance and expectation",
          .aliases = {"variance", "mean", "expectation", "moments", "welford"},
          .room = "statistics",
          .statement = "Centre and spread, updated row by row without cancellation.",
          .formula = "m ← m + (x − m)/n,  S ← S + (x − m_old)(x − m_new),  s² = S/(n−1)",
          .use = "standardising columns, intervals of means over landmarks",
          .files = {"qed/statistics/intervals/intervals.h"},
          .example = moment_example,
          .on_sheet = moment_on_sheet};
}

Example entropy_example() {
  const MatrixF X = linalg::random_matrix(300, 6, 16).cast<float>();
  const auto near = algorithms::neighbours(X, {.k = embedding::neighbours_for(30)});
  const auto p = embedding::affinities(near, 30);
  double total = 0;
  for (const float value : p.value) total += value;
  Example e("300 Gaussian rows of 6 columns, seed 16; perplexity 30");
  e.at_most("largest error of a row's entropy, nats", p.worst_entropy_error, 1e-5, "log 30");
  e.equals("Σ p of all pairs", total, 1, 1e-6, "a distribution");
  e.equals("outcomes of four equal ones", linalg::effective_rank(Vector::Ones(4)), 4, 1e-14,
           "exp(log 4)");
  return e.equals("outcomes of ½, ¼, ⅛, ⅛", linalg::effective_rank(Eigen::Vector4d(4, 2, 1, 1)),
                  std::exp2(1.75), 1e-14, "2^1.75");
}

Topic entropy_topic() {
  return {.name = "entropy",
          .aliases = {"perplexity", "information"},
          .room = "embedding",
          .statement =
              "The average surprise of a distribution; its exponential counts effective "
              "outcomes.",
          .formula = "H = −Σ p log p,  perplexity = e^H",
          .use =
              "t-SNE's perplexity: each row's Gaussian is widened until it has that many "
              "effective neighbours",
          .files = {"qed/embedding/tsne/affinities.h", "qed/linalg/svd.h"},
          .example = entropy_example};
}

}  // namespace

std::vector<Topic> probability_topics() {
  return {combinatorics_topic(), law_topic(), share_topic(), moment_topic(), entropy_topic()};
}

}  // namespace qed::answers
