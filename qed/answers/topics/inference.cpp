// SPDX-License-Identifier: Apache-2.0
// How sure a number is: families of intervals, and what each row adds to the error.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/statistics/effect/effect.h"
#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/intervals/methods/method.h"
#include "qed/statistics/intervals/particular/particular.h"
#include "qed/statistics/intervals/shares/multinomial.h"
#include "qed/statistics/intervals/shares/proportion.h"
#include "qed/statistics/intervals/shares/two_proportions.h"

namespace qed::answers {
namespace {

using namespace statistics;

// The least coverage of exact intervals of 30 rows over 199 shares: each is a sum over all counts.
double least_exact_coverage() {
  std::vector<Estimate> made;
  for (int k = 0; k <= 30; ++k) made.push_back(exact_proportion(k, 30));
  double least = 1;
  for (int i = 1; i < 200; ++i) {
    const probability::Binomial law(30, i / 200.0);
    double covered = 0;
    for (int k = 0; k <= 30; ++k)
      if (made[static_cast<std::size_t>(k)].interval()->contains(law.p)) covered += law.density(k);
    least = std::min(least, covered);
  }
  return least;
}

Example family_example() {
  const Estimate exact = exact_proportion(7, 50), jeffreys = jeffreys_proportion(7, 50);
  const Estimate score = score_difference({56, 70}, {48, 80}),
                 wilson = share_difference(56, 70, 48, 80);
  const std::vector<std::int64_t> kinds{23, 12, 44};
  Example e("7 of 50 rows say yes; 56 of 70 against 48 of 80; 23, 12 and 44 rows of three kinds");
  e.equals("Clopper and Pearson, from", exact.lower(), 0.0581917003403721, 1e-12, "statsmodels");
  e.equals("to", exact.upper(), 0.267396002497008, 1e-12, "statsmodels");
  e.at_least("its least exact coverage at n = 30", least_exact_coverage(), 0.95, "the level");
  e.equals("Jeffreys, from", jeffreys.lower(), 0.0648717011505185, 1e-11, "statsmodels");
  e.equals("none of 10: one-sided, to", one_sided_proportion(0, 10).upper(),
           1 - std::pow(0.05, 0.1), 1e-14, "1 − 0.05^(1/10)");
  e.equals("difference by score test, from", score.lower(), 0.0528, 5e-5, "Newcombe 1998");
  e.equals("to", score.upper(), 0.3382, 5e-5, "Newcombe 1998");
  e.equals("from two of Wilson's, from", wilson.lower(), 0.0524, 5e-5, "Newcombe 1998");
  e.equals("three shares at once, Goodman, first from", goodman_shares(kinds)[0].lower(),
           0.186275865871141, 1e-11, "statsmodels");
  e.equals("Sison and Glaz, first from", sison_glaz_shares(kinds)[0].lower(), 15 / 79.0, 1e-12,
           "statsmodels");
  return e.shows("intervals in the catalogue",
                 static_cast<double>(methods().size() + particular_methods().size()));
}

Topic family_topic() {
  return {
      .name = "interval families",
      .aliases = {"confidence interval", "confidence intervals", "clopper pearson",
                  "exact interval", "jeffreys interval", "score interval", "newcombe",
                  "simultaneous intervals", "multinomial", "goodman", "sison glaz"},
      .room = "statistics",
      .statement =
          "An interval holds every value that a test would not reject; each family keeps its "
          "level in its own way.",
      .formula = "{p : (p̂ − p)² ≤ z² p(1−p)/n} (score);  {p : tails > α/2 each} (exact)",
      .use = "qed interval chooses one by what is asked and what the rows are",
      .files = {"qed/statistics/intervals/methods/method.h",
                "qed/statistics/intervals/shares/proportion.h",
                "qed/statistics/intervals/shares/two_proportions.h",
                "qed/statistics/intervals/shares/multinomial.h", "qed/statistics/effect/effect.h"},
      .example = family_example};
}

Example order_example() {
  std::vector<double> twenty(20);
  std::iota(twenty.begin(), twenty.end(), 1.0);
  const Estimate median = quantile_interval(twenty);
  const probability::Binomial below(20, 0.5);
  const Estimate largest = quantile_interval(twenty, 0.99);
  Example e("the numbers 1 to 20 as rows, so that an end is its own rank");
  e.equals("median", median.value(), 10.5, 1e-15, "(x₁₀ + x₁₁)/2");
  e.equals("95 % from the order statistic", median.lower(), 6, 0, "David and Nagaraja");
  e.equals("to", median.upper(), 15, 0, "David and Nagaraja");
  e.equals("P(x₍₆₎ ≤ median ≤ x₍₁₅₎), any law", below.cdf(14) - below.cdf(5), 0.958610534667969,
           1e-14, "SciPy");
  return e.is_true("20 rows do not bound the 99 % quantile from above",
                   std::isinf(largest.upper()));
}

Example order_on_sheet(const Sheet& sheet) {
  Example e(sheet.input);
  for (Index j = 0; j < std::min<Index>(8, sheet.numbers.cols()); ++j) {
    const Vector column = sheet.numbers.col(j);
    const Estimate median =
        quantile_interval({column.data(), static_cast<std::size_t>(column.size())});
    e.shows("median of " + sheet.names[static_cast<std::size_t>(j)] + ", 95 %", median.value(),
            median.lower(), median.upper());
  }
  return e;
}

Topic order_topic() {
  return {
      .name = "order statistics",
      .aliases = {"quantile interval", "median", "interval of a quantile", "distribution free"},
      .room = "statistics",
      .statement = "How many rows lie below a quantile is a binomial count, whatever their law.",
      .formula = "P(X₍ₗ₎ ≤ q_p ≤ X₍ᵤ₎) = P(l ≤ Binomial(n, p) < u)",
      .use = "qed interval: medians and other quantiles",
      .files = {"qed/statistics/intervals/intervals.h"},
      .example = order_example,
      .on_sheet = order_on_sheet};
}

// Hormone in the blood of eight patients with placebo, old and new patches (Efron and Tibshirani
// 1993, table 10.1).
const std::vector<double> kOldLessPlacebo{8406, 2342, 8187, 8459, 4795, 3516, 4796, 10238};
const std::vector<double> kNewLessOld{-1200, 2601, -2705, 1982, -1290, 351, -638, -2719};

Example delta_example() {
  const auto ratio = [](std::span<const double> m) -> std::optional<double> {
    if (m[1] == 0) return std::nullopt;
    return m[0] / m[1];
  };
  const Quantity quantity = smooth_quantity(ratio, -INFINITY, INFINITY);
  const auto patch = linearised(quantity, {.terms = {kNewLessOld, kOldLessPlacebo}});
  const auto mean = linearised(mean_quantity(-INFINITY, INFINITY), {.terms = {kNewLessOld}});
  const auto& psi = patch->influence;
  const auto slope = smooth_gradient(ratio, std::vector<double>{6, 3}, std::vector<double>{1, 1});
  Example e(
      "hormone of eight patients: is the new patch within 20 % of the old? new/old mean gain");
  e.equals("ratio of means", patch->value, -0.0713060959025602, 1e-14,
           "−0.0713; Efron and Tibshirani 1993");
  e.equals("standard error by the delta method", standard_error(*patch), 0.104309509863653, 1e-10,
           "NumPy; 0.105 by their bootstrap");
  e.equals("influence of the first patient", psi[0], -0.0946965384170881, 1e-10, "(y − θz)/z̄");
  e.at_most("|Σ ψ|", std::abs(std::accumulate(psi.begin(), psi.end(), 0.0)), 1e-9, "0");
  e.equals("influence on a mean", mean->influence[0], -1200 + 452.25, 1e-12, "x − x̄");
  e.equals("∂(a/b)/∂a at (6, 3), by differences", (*slope)[0], 1 / 3.0, 1e-11, "1/b");
  return e.equals("∂(a/b)/∂b", (*slope)[1], -2 / 3.0, 1e-11, "−a/b²");
}

Topic delta_topic() {
  return {
      .name = "delta method",
      .aliases = {"influence function", "influence", "error propagation", "linearisation",
                  "jacobian", "partial derivatives", "infinitesimal jackknife"},
      .room = "statistics",
      .statement = "A smooth function of means errs as the sum of what each row moves it by.",
      .formula = "g(ū) − g(μ) ≈ (1/n) Σ ψᵢ,  ψᵢ = ∇g(ū)ᵀ(uᵢ − ū),  Var = Σ ψᵢ²/(n(n−1))",
      .use =
          "qed interval: ratios, correlations, every formula of means; rows in groups and series "
          "through the same ψ",
      .files = {"qed/statistics/intervals/methods/linearised.h", "qed/metrics/metric_interval.h"},
      .example = delta_example};
}

// A radiologist's ratings from 1 (surely normal) to 5: Hanley and McNeil 1982, table I.
ClassScores ratings() {
  const std::vector<int> normal{33, 6, 6, 11, 2}, abnormal{3, 2, 2, 11, 33};
  ClassScores scores;
  for (std::size_t k = 0; k < 5; ++k) {
    scores.negative.insert(scores.negative.end(), static_cast<std::size_t>(normal[k]),
                           static_cast<double>(k + 1));
    scores.positive.insert(scores.positive.end(), static_cast<std::size_t>(abnormal[k]),
                           static_cast<double>(k + 1));
  }
  return scores;
}

Example area_example() {
  ClassScores scores = ratings();
  const AreaUnderCurve area = area_under_curve(scores);
  const Estimate interval = delong_auc(scores), newcombe = score_auc(area);
  ClassScores apart{.positive = {3, 4, 5}, .negative = {0, 1, 2}};
  const double logit = std::log(area.area / (1 - area.area)),
               wide = two_sided_z(0.95) * 0.0307244083793811 / (area.area * (1 - area.area));
  Example e("a radiologist's ratings of 51 ill and 58 well, from 1 to 5 (Hanley and McNeil 1982)");
  e.equals("area, P(ill > well) + ½ P(equal)", area.area, 0.893171061528059, 1e-14,
           "scikit-learn; 0.893 in the paper");
  e.equals("its standard error, DeLong", std::sqrt(area.variance), 0.0307244083793811, 1e-14,
           "NumPy, all pairs");
  e.equals("95 % from, on the logit scale", interval.lower(), 1 / (1 + std::exp(wide - logit)),
           1e-12, "logit⁻¹(λ − z s.e.)");
  e.is_true("Newcombe's holds it as well", newcombe.interval()->contains(area.area));
  const Estimate perfect = delong_auc(apart);
  e.equals("three above three: the area", perfect.value(), 1, 0, "separated");
  return e.is_true("and its interval is no point", perfect.lower() < 0.9);
}

Topic area_topic() {
  return {.name = "area under the roc curve",
          .aliases = {"auc", "roc", "roc auc", "delong", "mann whitney", "area under the curve"},
          .room = "statistics",
          .statement =
              "The chance that a positive scores above a negative; its error is that of each row's "
              "placement among the other class.",
          .formula = "θ̂ = mean V₁₀,  Var θ̂ = S²(V₁₀)/m + S²(V₀₁)/n",
          .use = "qed interval: auc(score, label), and the difference of two",
          .files = {"qed/statistics/intervals/auc.h", "qed/statistics/resampling/area.h"},
          .example = area_example};
}

Example group_example() {
  const std::vector<double> travel{55, 53,  54, 26, 37, 32, 78, 91, 85,
                                   92, 100, 96, 49, 51, 50, 80, 85, 83};
  std::vector<std::int32_t> rail;
  for (int i = 0; i < 18; ++i) rail.push_back(i / 3);
  const auto sums = group_sums(travel, rail, 6);
  const Estimate robust = clustered_mean(sums), jackknife = jackknife_clustered_mean(sums);
  const OneWay table = *one_way(travel, rail, 6);
  const Estimate rows = mean_interval(travel);
  Example e(
      "travel times of ultrasound in six rails, three each (Pinheiro and Bates 2000, sec. 1.1)");
  e.equals("mean", robust.value(), 66.5, 1e-13, "66.5");
  e.equals("its 95 % over rails, from", robust.lower(), 40.3545162364585, 1e-10,
           "t of 5 degrees, SciPy");
  e.equals("by leaving out each rail, from", jackknife.lower(), robust.lower(), 1e-10,
           "equal groups: the same");
  e.shows("as if 18 rows were independent, 95 %", rows.value(), rows.lower(), rows.upper());
  e.equals("F of rails", table.f(), 115.181443298969, 1e-10, "NumPy");
  e.equals("standard deviation between rails", std::sqrt(table.variance_between), 24.80547, 5e-6,
           "lme of R");
  e.equals("within", std::sqrt(table.variance_within), 4.020779, 5e-7, "lme of R");
  e.equals("intra-class correlation", table.correlation, 0.974398676825084, 1e-12, "NumPy");
  return e.equals("design effect", table.design_effect(), 1 + 2 * 0.974398676825084, 1e-12,
                  "1 + (3 − 1) ICC");
}

Topic group_topic() {
  return {
      .name = "clustered rows",
      .aliases = {"cluster robust", "clusters of rows", "design effect", "intra class correlation",
                  "icc", "unit", "analysis of variance", "anova"},
      .room = "statistics",
      .statement = "Rows of one customer say the same thing again; only customers are independent.",
      .formula = "V = G/(G−1) Σ (S_g − n_g x̄)²/n²;  design effect 1 + (n₀ − 1) ICC",
      .use = "qed interval: an identifier that repeats is the unit, and intervals are over units",
      .files = {"qed/statistics/intervals/clustered.h"},
      .example = group_example};
}

}  // namespace

std::vector<Topic> inference_topics() {
  return {family_topic(), order_topic(), delta_topic(), area_topic(), group_topic()};
}

}  // namespace qed::answers
