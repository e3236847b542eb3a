// SPDX-License-Identifier: Apache-2.0
// Tests of counts and of laws, and how likely a test is to see what is there.
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/effect/effect.h"
#include "qed/statistics/power/power.h"
#include "qed/statistics/tests/flipped.h"
#include "qed/statistics/tests/tests.h"

namespace qed::answers {
namespace {

using namespace statistics;

// Admitted and rejected, men and women, departments A to F of Berkeley, 1973.
const std::vector<std::vector<std::int64_t>> kBerkeley{{512, 313, 89, 19},   {353, 207, 17, 8},
                                                       {120, 205, 202, 391}, {138, 279, 131, 244},
                                                       {53, 138, 94, 299},   {22, 351, 24, 317}};

Example count_example() {
  std::vector<std::int64_t> all(4);
  double favoured = 0;  // departments whose women were admitted more often
  for (const auto& d : kBerkeley) {
    for (std::size_t k = 0; k < 4; ++k) all[k] += d[k];
    favoured += d[2] * (d[0] + d[1]) > d[0] * (d[2] + d[3]);
  }
  const TestResult marginal = chi_square_test(all, 2, 2), a = chi_square_test(kBerkeley[0], 2, 2),
                   c = chi_square_test(kBerkeley[2], 2, 2);
  Example e("1,600 voters asked twice (Agresti 1990); Fisher's tea; admissions to Berkeley, 1973");
  e.equals(
      "log10 p of McNemar's, 150 against 86",
      std::log10(*mcnemar_test({.both = 794, .first_only = 150, .second_only = 86, .neither = 570})
                      .p_value),
      std::log10(3.71593613957139e-05), 1e-12, "SciPy");
  e.equals("8 against 1, mid-p", *mcnemar_test({0, 8, 1, 0}, true).p_value, 0.021484375, 1e-14,
           "SciPy");
  e.equals("Fisher's exact p of 3 and 1 of 4", *fisher_test({3, 4}, {1, 4}).p_value,
           0.485714285714286, 1e-14, "SciPy; 17/35");
  e.equals("Berkeley, men and women: χ²", marginal.statistic, 92.2052804115276, 1e-10, "SciPy");
  e.equals("Cramér's V", cramers_v(all, 2, 2).value(), std::sqrt(92.2052804115276 / 4526), 1e-12,
           "√(χ²/n)");
  e.equals("within department A: χ²", a.statistic, 17.2480134408455, 1e-11, "SciPy");
  e.equals("within department C: p", *c.p_value, 0.385358092983073, 1e-12, "SciPy");
  e.equals("departments of six that admitted women more often", favoured, 4, 0, "Simpson");
  return e.is_true(
      "no pair that differs: no p, and why",
      !mcnemar_test({5, 0, 0, 5}).p_value && !mcnemar_test({5, 0, 0, 5}).reason.empty());
}

Topic count_topic() {
  return {
      .name = "tests of counts",
      .aliases = {"mcnemar", "fisher's exact test", "chi square test", "simpson", "independence",
                  "contingency table", "cramer v"},
      .room = "statistics",
      .statement =
          "Given the margins, a table's counts have one law when there is nothing to find.",
      .formula = "2 P(Bin(b+c, ½) ≤ min(b, c));  Σ P(table) ≤ P(seen);  χ² = Σ (O−E)²/E",
      .use =
          "qed measure: decisions of two models on the same rows; in the library: groups against "
          "each other",
      .files = {"qed/statistics/tests/tests.h", "qed/statistics/effect/effect.h"},
      .example = count_example};
}

// 25 numbers of no particular origin, about as large as normal ones.
const std::vector<double> kFirst{0.61, 0.29, 0.06,  0.59,  -1.73, -0.74, 0.51, -0.56, 0.39,
                                 1.64, 0.05, -0.06, 0.64,  -0.82, 0.37,  1.77, 1.09,  -1.28,
                                 2.36, 1.31, 1.05,  -0.32, -0.40, 1.06,  -2.47};

Example law_test_example() {
  const probability::Normal normal;
  const auto cdf = [&](double x) { return normal.cdf(x); };
  std::vector<double> second;
  for (std::size_t i = 0; i < 18; ++i) second.push_back(kFirst[i] * 1.5 + 0.4);
  const TestResult one = kolmogorov_test(kFirst, cdf),
                   two = kolmogorov_smirnov_test(kFirst, second), round = kuiper_test(kFirst, cdf);
  double rejected = 0;
  for (std::uint64_t trial = 0; trial < 2000; ++trial) {
    Rng rng(61, 0, trial);
    std::vector<double> x(30);
    for (double& value : x) value = rng.normal();
    rejected += *kolmogorov_test(x, cdf).p_value <= 0.05;
  }
  Example e("25 values against the normal law; against 18 of them stretched and shifted");
  e.equals("Kolmogorov: D", one.statistic, 0.174091881198877, 1e-14, "SciPy");
  e.equals("its p", *one.p_value, 0.389741171867918, 1e-11, "SciPy, exact");
  e.equals("Kolmogorov and Smirnov: D", two.statistic, 0.275555555555556, 1e-14, "SciPy");
  e.equals("its p", *two.p_value, 0.329678487219748, 1e-11, "SciPy, exact");
  e.equals("Kuiper: V", round.statistic, 0.212276743585282, 1e-14, "NumPy");
  e.equals("its p", *round.p_value, 0.678595181320143, 1e-11, "mpmath, Stephens 1970");
  e.equals("√n D that 5 % exceed", kolmogorov_survival(1.3581), 0.05, 1e-6, "tables: 1.3581");
  return e.equals("2,000 normal samples: rejected at 5 %", rejected / 2000, 0.05,
                  5 * std::sqrt(0.05 * 0.95 / 2000), "level; 5 s.e.");
}

Topic law_test_topic() {
  return {.name = "tests of laws",
          .aliases = {"kolmogorov", "kolmogorov smirnov", "kuiper", "goodness of fit", "ks test"},
          .room = "statistics",
          .statement =
              "How far a sample's distribution function strays from a law's has one law for all of "
              "them.",
          .formula = "D = sup |F_n − F|,  P(√n D > x) → 2 Σ (−1)^{j−1} e^{−2j²x²}",
          .use = "laws that a column may come from, when coverage is simulated, stay within 1/√n",
          .files = {"qed/statistics/tests/tests.h", "qed/statistics/coverage/column_law.h"},
          .example = law_test_example};
}

Example max_t_example() {
  // Darwin's pairs of maize, crossed less self-fertilised; Fisher looked at all 2¹⁵ signs.
  const std::vector<double> darwin{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
  const auto alone = sign_flip_max_t(std::span(&darwin, 1), {.replicates = 32767});
  double alarms = 0, found = 0, ratio = 0;
  const double bonferroni = probability::StudentT(39).upper_quantile(0.025 / 5);
  for (std::uint64_t trial = 0; trial < 400; ++trial) {
    std::vector<std::vector<double>> columns(5);
    Rng rng(63, 0, trial);
    for (int i = 0; i < 40; ++i) {
      const double common = rng.normal();
      for (std::size_t j = 0; j < 5; ++j)
        columns[j].push_back(0.9 * common + std::sqrt(0.19) * rng.normal() + (j == 0 ? 0.5 : 0));
    }
    const auto test = sign_flip_max_t(columns, {.replicates = 399, .seed = trial});
    alarms += *std::min_element(test.p_value.begin() + 1, test.p_value.end()) <= 0.05;
    found += test.p_value[0] <= 0.05;
    ratio += test.quantile / bonferroni / 400;
  }
  Example e("15 pairs of maize (Darwin 1876); 400 samples of 40 rows, five columns that are alike");
  e.equals("one column: p of all 2¹⁵ signs", alone.p_value[0], 1726.0 / 32768, 1e-12,
           "Fisher 1935");
  e.is_true("all were looked at", alone.replicates == 32768);
  e.is_true("any of four false alarms, share at most 0.05 and 4 s.e.",
            alarms / 400 <= 0.05 + 4 * std::sqrt(0.05 * 0.95 / 400));
  e.shows("share in which the one that is not 0 is found", found / 400);
  return e.shows("length of the joint intervals, Bonferroni's being 1", ratio);
}

Topic max_t_topic() {
  return {.name = "max t",
          .aliases = {"westfall young", "step down", "sign flips", "family wise error",
                      "multiple comparisons with the best"},
          .room = "statistics",
          .statement =
              "Whole rows turn their signs together, so the largest of many t keeps the columns' "
              "dependence, and costs no more than that asks.",
          .formula = "p_(i) = max_{j ≤ i} P(max_{l ≥ j} |t*_(l)| ≥ |t_(j)|);  x̄_j ± c s_j/√n",
          .use =
              "qed measure: three and more models against the best, which was chosen on the same "
              "rows",
          .files = {"qed/statistics/tests/flipped.h", "qed/statistics/tests/permuted.h",
                    "qed/answers/measure/steps/pairs/best.h"},
          .example = max_t_example};
}

Example power_example() {
  double found = 0;
  for (std::uint64_t trial = 0; trial < 4000; ++trial) {
    Rng rng(62, 0, trial);
    std::vector<double> x(34);
    double mean = 0, squares = 0;
    for (double& value : x) value = rng.normal() + 0.5, mean += value / 34;
    for (const double value : x) squares += (value - mean) * (value - mean);
    const double t = mean / std::sqrt(squares / 33 / 34);
    found += 2 * probability::StudentT(33).survival(std::abs(t)) <= 0.05;
  }
  const double pairs = power_of_pairs(0.2, 0.1, 200);
  const double z = 1.959963984540054;
  Example e("an effect of half a standard deviation; shares 0.2 and 0.1");
  e.equals("rows a group, power 0.8", static_cast<double>(rows_for_two_means(0.5)), 64, 0,
           "Cohen 1988");
  e.equals("power of 64 a group", power_of_two_means(0.5, 64, 64), 0.801459557922254, 1e-10,
           "statsmodels");
  e.equals("pairs, power 0.8", static_cast<double>(rows_for_mean(0.5)), 34, 0, "Cohen 1988");
  e.equals("power of 34 pairs", power_of_mean(0.5, 34), 0.807777501279274, 1e-10, "statsmodels");
  e.equals("4,000 times 34 pairs: found", found / 4000, 0.807777501279274,
           5 * std::sqrt(0.81 * 0.19 / 4000), "5 s.e.");
  e.equals(
      "two models that differ on 0.2 and 0.1 of 200 rows", pairs,
      probability::Normal().cdf((std::sqrt(200.0) * 0.1 - z * std::sqrt(0.3)) / std::sqrt(0.29)) +
          probability::Normal().cdf((-std::sqrt(200.0) * 0.1 - z * std::sqrt(0.3)) /
                                    std::sqrt(0.29)),
      1e-12, "Connor 1987");
  return e.equals("rows for a share of ½ within ± 0.05",
                  static_cast<double>(rows_for_share_width(0.5, 0.1)), 381, 0, "⌈99 z²⌉");
}

Topic power_topic() {
  return {.name = "power",
          .aliases = {"sample size", "power analysis", "rows needed", "minimal detectable effect"},
          .room = "statistics",
          .statement = "An effect that a test can hardly see is not refuted by not seeing it.",
          .formula = "power = P(|T| > t_{1−α/2}),  T noncentral t of effect √n",
          .use = "in the library: how many rows would decide what is undecided",
          .files = {"qed/statistics/power/power.h"},
          .example = power_example};
}

}  // namespace

std::vector<Topic> testing_topics() {
  return {count_topic(), law_test_topic(), max_t_topic(), power_topic()};
}

}  // namespace qed::answers
