// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/tests/flipped.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/multiplicity.h"

using namespace qed;
using namespace qed::statistics;

namespace {

using Columns = std::vector<std::vector<double>>;

double mean_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}
double error_of(const std::vector<double>& x) {
  const double mean = mean_of(x);
  double squares = 0;
  for (const double v : x) squares += (v - mean) * (v - mean);
  const auto n = static_cast<double>(x.size());
  return std::sqrt(squares / (n - 1) / n);
}
double student(const std::vector<double>& x) { return mean_of(x) / error_of(x); }

// |t| of every column under a flip, from its definition.
std::vector<double> flipped(const Columns& columns, unsigned flip) {
  std::vector<double> sizes;
  for (std::vector<double> x : columns) {
    for (std::size_t i = 0; i < x.size(); ++i)
      if ((flip >> i & 1) != 0) x[i] = -x[i];
    sizes.push_back(std::abs(student(x)));
  }
  return sizes;
}

// k columns of n rows that share a part of their noise, about `mean`; tails as Student's t with 3 degrees of freedom.
Columns columns_of(const std::vector<double>& mean, int n, double shared, std::uint64_t seed) {
  Columns columns(mean.size());
  for (int i = 0; i < n; ++i) {
    Rng rng(seed, 2, static_cast<std::uint64_t>(i));
    const double common = rng.normal();
    double tail = 0;
    for (int f = 0; f < 3; ++f) {
      const double z = rng.normal();
      tail += z * z / 3;
    }
    for (std::size_t j = 0; j < mean.size(); ++j)
      columns[j].push_back(mean[j] +
                           (std::sqrt(shared) * common + std::sqrt(1 - shared) * rng.normal()) /
                               std::sqrt(tail));
  }
  return columns;
}

std::vector<double> p_of_each(const Columns& columns, const FlipOptions& options) {
  std::vector<double> raw;
  for (std::size_t j = 0; j < columns.size(); ++j)
    raw.push_back(sign_flip_max_t(std::span(columns).subspan(j, 1), options).p_value[0]);
  return raw;
}

double bonferroni(double level, std::size_t k, int n) {
  return probability::StudentT(n - 1).upper_quantile((1 - level) / 2 / static_cast<double>(k));
}

}  // namespace

TEST_CASE("few rows: p and the quantile are those of all 256 flips, from their definition") {
  const Columns columns{{0.9, 1.4, -0.2, 2.2, 0.7, 1.1, 0.3, 1.9},
                        {0.5, 2.0, -1.1, 0.8, 1.5, -0.4, 0.9, 0.6},
                        {-0.3, 0.1, 0.2, -0.6, 0.4, -0.2, 0.5, -0.1}};
  const SignFlipMaxT test = sign_flip_max_t(columns, {.level = 0.9});
  REQUIRE(test.replicates == 256);
  const std::vector<double> seen = flipped(columns, 0);
  REQUIRE(seen[0] > seen[1]);
  REQUIRE(seen[1] > seen[2]);
  Columns centred = columns;
  for (auto& x : centred) {
    const double mean = mean_of(x);
    for (double& v : x) v -= mean;
  }
  std::array<double, 3> reached{};
  std::vector<double> largest;
  for (unsigned flip = 0; flip < 256; ++flip) {
    const std::vector<double> t = flipped(columns, flip);
    for (std::size_t i = 0; i < 3; ++i)
      reached[i] +=
          *std::max_element(t.begin() + static_cast<std::ptrdiff_t>(i), t.end()) >= seen[i] - 1e-9;
    largest.push_back(std::ranges::max(flipped(centred, flip)));
  }
  double running = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    running = std::max(running, reached[i] / 256);
    CHECK(test.p_value[i] == doctest::Approx(running));
    CHECK(test.statistic[i] == doctest::Approx(student(columns[i])));
  }
  std::ranges::sort(largest, std::greater<>());
  CHECK(test.quantile == doctest::Approx(largest[25]));  // 25 of 256 are no more than a tenth
}

TEST_CASE("drawn flips come near all of them, and parts of many rows near rows") {
  const Columns columns = columns_of({0.6, 0.3, 0}, 9, 0.5, 4);
  const SignFlipMaxT all = sign_flip_max_t(columns),
                     some = sign_flip_max_t(columns, {.replicates = 510});
  REQUIRE(all.replicates == 512);
  REQUIRE(some.replicates == 510);
  for (std::size_t j = 0; j < 3; ++j) {
    const double p = all.p_value[j];  // four standard errors
    CHECK(std::abs(some.p_value[j] - p) < 4 * std::sqrt(p * (1 - p) / 510) + 1.0 / 511);
  }
  const Columns many = columns_of({0.02, 0, -0.05}, 20'000, 0.5, 6);
  const SignFlipMaxT parts = sign_flip_max_t(many);
  for (std::size_t j = 0; j < 3; ++j)
    CHECK(parts.statistic[j] == doctest::Approx(student(many[j])).epsilon(0.1));
  CHECK(parts.quantile == doctest::Approx(2.35).epsilon(0.03));  // three normal with correlation ½
}

TEST_CASE("of one best column: signs, its own p, and p below alpha just where c says so") {
  const Columns columns = columns_of({0.5, 0.2, 0.1, 0}, 60, 0.5, 11);
  const ComparisonsWithOne c = compare_with_best(columns, 0);
  CHECK(c.p_value[0] == 1);
  for (std::size_t j = 1; j < 4; ++j) {
    std::vector<double> d(60);
    for (std::size_t i = 0; i < 60; ++i) d[i] = columns[0][i] - columns[j][i];
    CHECK(c.difference[j] == doctest::Approx(mean_of(d)));
    CHECK(c.statistic[j] == doctest::Approx(student(d)));
    for (const double level : {0.5, 0.8, 0.9, 0.95, 0.99}) {
      const double quantile = compare_with_best(columns, 0, {.level = level}).quantile;
      CHECK((c.p_value[j] <= 1 - level) == (std::abs(c.statistic[j]) > quantile));
    }
  }
  // Two columns: c is that of their difference alone.
  const Columns two{columns[0], columns[1]};
  std::vector<double> d(60);
  for (std::size_t i = 0; i < 60; ++i) d[i] = two[0][i] - two[1][i];
  const SignFlipMaxT alone = sign_flip_max_t(std::span(&d, 1));
  CHECK(compare_with_best(two, 0).quantile == doctest::Approx(alone.quantile).epsilon(1e-9));
}

TEST_CASE("few rows: c is the largest of each column's against the others, of all flips") {
  Columns columns = columns_of({0.3, 0.2, 0, 0}, 8, 0.2, 17);
  for (std::size_t i = 0; i < 8; ++i) columns[3][i] = 0.1 * columns[3][i] + columns[2][i];
  double largest = 0, smallest = HUGE_VAL;
  for (std::size_t best = 0; best < 4; ++best) {
    Columns pairs;
    for (std::size_t j = 0; j < 4; ++j) {
      if (j == best) continue;
      std::vector<double> d(8);
      for (std::size_t i = 0; i < 8; ++i) d[i] = columns[best][i] - columns[j][i];
      const double mean = mean_of(d);
      for (double& v : d) v -= mean;
      pairs.push_back(std::move(d));
    }
    std::vector<double> t;
    for (unsigned flip = 0; flip < 256; ++flip) t.push_back(std::ranges::max(flipped(pairs, flip)));
    std::ranges::sort(t, std::greater<>());
    largest = std::max(largest, t[25]), smallest = std::min(smallest, t[25]);
  }
  CHECK(smallest < 0.9 * largest);
  for (std::size_t first = 0; first < 4; ++first)
    CHECK(compare_with_best(columns, first, {.level = 0.9}).quantile == doctest::Approx(largest));
}

TEST_CASE("columns without spread, equal columns, and what is refused") {
  const std::vector<double> none(12, 0.0), same(12, 0.1);
  std::vector<double> x(12);
  std::iota(x.begin(), x.end(), -4.0);
  const SignFlipMaxT test = sign_flip_max_t(Columns{none, same, x}, {.replicates = 999});
  CHECK(test.statistic[0] == 0);
  CHECK(test.p_value[0] == 1);
  CHECK(std::isinf(test.statistic[1]));
  CHECK(test.p_value[1] < 0.01);  // only equal signs of all twelve reach it
  CHECK(test.quantile == sign_flip_max_t(Columns{x}, {.replicates = 999}).quantile);
  CHECK(std::isinf(sign_flip_max_t(Columns{{1, 2, 3, 4}}).quantile));  // 16 flips, level 0.95
  const ComparisonsWithOne twins = compare_with_best(Columns{x, x, none}, 0);
  CHECK(twins.statistic[1] == 0);
  CHECK(twins.p_value[1] == 1);
  CHECK_THROWS_AS(sign_flip_max_t(Columns{}), Error);
  CHECK_THROWS_AS(sign_flip_max_t(Columns{{1}}), Error);
  CHECK_THROWS_AS(sign_flip_max_t(Columns{{1, 2}, {1, 2, 3}}), Error);
  CHECK_THROWS_AS(sign_flip_max_t(Columns{{1, NAN}}), Error);
  CHECK_THROWS_AS(sign_flip_max_t(Columns{{1, 2}}, {.level = 1}), Error);
  CHECK_THROWS_AS(sign_flip_max_t(Columns{{1, 2}}, {.replicates = 0}), Error);
  CHECK_THROWS_AS(compare_with_best(Columns{{1, 2}}, 0), Error);
  CHECK_THROWS_AS(compare_with_best(Columns{{1, 2}, {2, 1}}, 2), Error);
}

TEST_CASE("flips: the same bits at 1, 2 and 7 threads") {
  const Columns columns = columns_of({0.2, 0.1, 0}, 3'000, 0.5, 5);
  const SignFlipMaxT once = sign_flip_max_t(columns);
  const ComparisonsWithOne best = compare_with_best(columns, 0);
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    CHECK(sign_flip_max_t(columns).p_value == once.p_value);
    CHECK(sign_flip_max_t(columns).quantile == once.quantile);
    CHECK(compare_with_best(columns, 0).p_value == best.p_value);
    CHECK(compare_with_best(columns, 0).quantile == best.quantile);
  }
  set_threads(0);
}

TEST_SUITE("long") {
  TEST_CASE("flips: any false rejection in 5 %, and more found than by Holm") {
    int null_alarms = 0, false_alarms = 0, found = 0, found_by_holm = 0;
    for (std::uint64_t s = 0; s < 1'000; ++s) {
      const FlipOptions options{.replicates = 199, .seed = s};
      const auto null = sign_flip_max_t(columns_of(std::vector<double>(6), 20, 0.5, s), options);
      null_alarms += std::ranges::min(null.p_value) <= 0.05;
      const Columns columns = columns_of({0.7, 0.7, 0, 0, 0, 0, 0, 0}, 40, 0.9, 5'000 + s);
      const auto test = sign_flip_max_t(columns, options);
      const auto adjusted = holm(p_of_each(columns, options));
      false_alarms += std::ranges::min(std::span(test.p_value).subspan(2)) <= 0.05;
      for (std::size_t j = 0; j < 2; ++j)
        found += test.p_value[j] <= 0.05, found_by_holm += adjusted[j] <= 0.05;
    }
    MESSAGE(null_alarms, " ", false_alarms, "; found ", found, ", by Holm ", found_by_holm);
    CHECK(null_alarms < 78);  // 50 and four standard deviations: once in 30,000
    CHECK(null_alarms > 22);
    CHECK(false_alarms < 78);
    CHECK(found > found_by_holm + 100);
  }

  TEST_CASE("flips: means ± c se cover jointly, and are shorter than Bonferroni's") {
    int covered = 0;
    double shorter = 0;
    for (std::uint64_t s = 0; s < 1'000; ++s) {
      const std::vector<double> mean{3, 1, 0, 0, -2, 0.5};  // large ones must not tie the columns
      const Columns columns = columns_of(mean, 60, 0.7, s);
      const auto test = sign_flip_max_t(columns, {.replicates = 999, .seed = s});
      bool all = true;
      for (std::size_t j = 0; j < mean.size(); ++j)
        all = all && std::abs(test.mean[j] - mean[j]) <= test.quantile * error_of(columns[j]);
      covered += all;
      shorter += test.quantile / bonferroni(0.95, mean.size(), 60) / 1'000;
    }
    MESSAGE(covered, " of 1,000; length of Bonferroni's ", shorter);
    CHECK(covered > 922);  // 950 less four standard deviations
    CHECK(covered < 981);
    CHECK(shorter < 0.95);
  }

  TEST_CASE("flips: the best of equal ones is called the best in no more than 5 %") {
    int wrong = 0, uncovered = 0;
    double shorter = 0;
    for (std::uint64_t s = 0; s < 1'000; ++s) {
      // The first five are equally good, the rest worse; the noise of a row is shared.
      const std::vector<double> mean{0, 0, 0, 0, 0, -0.3, -0.3, -5};
      const Columns columns = columns_of(mean, 60, 0.3, 9'000 + s);
      std::size_t first = 0;
      for (std::size_t j = 1; j < mean.size(); ++j)
        if (mean_of(columns[j]) > mean_of(columns[first])) first = j;
      const auto c = compare_with_best(columns, first, {.replicates = 999, .seed = s});
      bool wins = true, holds = true;
      for (std::size_t j = 0; j < 5; ++j)
        if (j != first) wins = wins && c.statistic[j] > c.quantile;
      // The truly best one, named beforehand, against all others.
      for (std::size_t j = 1; j < mean.size(); ++j) {
        std::vector<double> d(60);
        for (std::size_t i = 0; i < 60; ++i) d[i] = columns[0][i] - columns[j][i];
        holds = holds && std::abs(mean_of(d) + mean[j]) <= c.quantile * error_of(d);
      }
      wrong += wins, uncovered += !holds;
      shorter += c.quantile / bonferroni(0.95, mean.size() - 1, 60) / 1'000;
    }
    MESSAGE(wrong, " wrong, ", uncovered, " uncovered; length of Bonferroni's ", shorter);
    CHECK(wrong < 78);
    CHECK(uncovered < 78);
    CHECK(shorter < 1);
  }
}
