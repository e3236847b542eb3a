// SPDX-License-Identifier: Apache-2.0
// Resampling, nulls and many tests at once.
#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/linalg/test_matrices.h"
#include "qed/statistics/multiplicity.h"
#include "qed/statistics/nulls/null_model.h"
#include "qed/statistics/resampling/bootstrap.h"
#include "qed/statistics/resampling/permutation.h"

namespace qed::answers {
namespace {

using namespace statistics;

// Mean weights of Darwin's fifteen pairs of maize, crossed less self-fertilised (eighths of an
// inch).
const std::vector<double> kDarwin{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

Example resampling_example() {
  const auto sum = [](std::span<const std::int8_t> signs) {
    double total = 0;
    for (std::size_t i = 0; i < signs.size(); ++i) total += signs[i] * kDarwin[i];
    return total;
  };
  const PermutationTest test = sign_flip_test(15, sum, {.replicates = 19999});
  const auto mean = [](std::span<const std::uint32_t> counts) {
    double n = 0, total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) n += counts[i], total += counts[i] * kDarwin[i];
    return std::optional<Resampled>({total / n, 0});
  };
  const Estimate e95 = bootstrap(15, mean, {.replicates = 9999});
  Example e(
      "Darwin's 15 pairs of maize, crossed less self-fertilised: 19,999 sign flips, 9,999 "
      "resamples");
  e.equals("sum of the differences", test.statistic, 314, 0, "Fisher 1935");
  e.equals("one-sided p of turning signs", test.p_value, 863 / 32768.0, 5 * test.standard_error,
           "863 of 2^15; 5 s.e.");
  e.shows("mean difference, 95 % BCa", e95.value(), e95.lower(), e95.upper());
  return e;
}

Topic resampling_topic() {
  return {
      .name = "sampling methods",
      .aliases = {"bootstrap", "permutation test", "permutations", "resampling", "monte carlo"},
      .room = "statistics",
      .statement =
          "Resampling rows for intervals, shuffling for nulls, each replicate its own "
          "random stream.",
      .formula = "p = (1 + #{T* ≥ T}) / (1 + B)",
      .use = "intervals over landmarks, cluster stability, parallel analysis",
      .files = {"qed/statistics/resampling/bootstrap.h", "qed/statistics/resampling/permutation.h"},
      .example = resampling_example};
}

Example discovery_example() {
  const std::vector<double> p{0.01, 0.02, 0.03, 0.04, 0.05};
  const auto h = holm(p), bh = benjamini_hochberg(p), by = benjamini_yekutieli(p);
  Example e("p-values 0.01, 0.02, 0.03, 0.04 and 0.05");
  e.equals("Holm, first", h[0], 0.05, 1e-15, "p.adjust of R");
  e.equals("Holm, third", h[2], 0.09, 1e-15, "p.adjust of R");
  e.equals("Benjamini-Hochberg, first", bh[0], 0.05, 1e-15, "p.adjust of R");
  e.equals("Benjamini-Yekutieli, first", by[0], 0.05 * 137 / 60, 1e-15, "0.05 (1 + .. + 1/5)");
  // 200 families of 100 tests, 20 of them with an effect.
  double false_share = 0, found = 0;
  for (std::uint64_t family = 0; family < 200; ++family) {
    Rng rng(17, 0, family);
    std::vector<double> values(100);
    for (std::size_t i = 0; i < 100; ++i)
      values[i] = std::erfc((rng.normal() + (i < 20 ? 3.5 : 0)) / std::sqrt(2.0)) / 2;
    const auto adjusted = benjamini_hochberg(values);
    double wrong = 0, all = 0;
    for (std::size_t i = 0; i < 100; ++i)
      all += adjusted[i] <= 0.1, wrong += i >= 20 && adjusted[i] <= 0.1;
    false_share += all > 0 ? wrong / all / 200 : 0;
    found += (all - wrong) / 20 / 200;
  }
  e.equals("simulated share of false discoveries at q = 0.1", false_share, 0.08, 0.03,
           "q · 80/100; 5 s.e.");
  return e.shows("share of the effects found", found);
}

Topic discovery_topic() {
  return {.name = "false discovery",
          .aliases = {"multiple testing", "multiplicity", "benjamini hochberg", "holm", "fdr"},
          .room = "statistics",
          .statement =
              "Of many tests some are significant by chance; what is promised of the list is "
              "chosen beforehand.",
          .formula = "reject p_(1) .. p_(i), i the largest with p_(i) ≤ i q / m",
          .use = "points of a picture that stand where their neighbours say; columns of a profile",
          .files = {"qed/statistics/multiplicity.h", "qed/metrics/embedding/reliability.h"},
          .example = discovery_example};
}

double correlation(const MatrixF& X, Index a, Index b) {
  const Vector x = X.col(a).cast<double>().array() - X.col(a).cast<double>().mean();
  const Vector y = X.col(b).cast<double>().array() - X.col(b).cast<double>().mean();
  return x.dot(y) / (x.norm() * y.norm());
}

// Log-normal beside normal with correlation ρ of the logarithm: r = ρ σ / √(e^{σ²} − 1).
Example copula_example() {
  const Matrix Z = linalg::random_matrix(4000, 3, 18);
  MatrixF X(4000, 3);
  X.col(0) = Z.col(0).cast<float>();
  X.col(1) = (0.8 * Z.col(0) + 0.6 * Z.col(1)).array().exp().cast<float>();
  X.col(2) = (Z.col(2).array() > 0.5).cast<float>();
  const MatrixF null = copula_null(X).sample(4000, 1, 0);
  const auto share = [](const MatrixF& T) { return static_cast<double>(T.col(2).mean()); };
  Example e("4,000 rows: a normal column, a log-normal one tied to it, a yes/no one; seed 18");
  e.equals("correlation of the first two, data", correlation(X, 0, 1),
           0.8 / std::sqrt(std::exp(1.0) - 1), 0.06, "ρ σ / √(e^σ² − 1)");
  e.equals("correlation, copula null", correlation(null, 0, 1), correlation(X, 0, 1), 0.06, "data");
  e.equals("share of yes, copula null", share(null), share(X), 0.04, "data; 5 s.e.");
  return e.equals(
      "median of the log-normal, copula null",
      [&] {
        std::vector<float> column(null.col(1).begin(), null.col(1).end());
        std::ranges::nth_element(column, column.begin() + 2000);
        return static_cast<double>(column[2000]);
      }(),
      1, 0.12, "e⁰; 6 s.e.");
}

Topic copula_topic() {
  return {.name = "conditional and joint distributions",
          .aliases = {"copula", "joint distribution", "null model", "marginals"},
          .room = "statistics",
          .statement = "Marginals and dependence apart: a copula joins any marginals.",
          .formula = "F(x₁ .. x_d) = C(F₁(x₁), .., F_d(x_d))",
          .use = "the matched null of `qed map`: your columns and their correlations, nothing else",
          .files = {"qed/statistics/nulls/null_model.h"},
          .example = copula_example};
}

}  // namespace

std::vector<Topic> statistics_topics() {
  return {resampling_topic(), discovery_topic(), copula_topic()};
}

}  // namespace qed::answers
