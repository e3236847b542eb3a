// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/tests/permuted.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/multiplicity.h"

using namespace qed;
using namespace qed::statistics;

namespace {

double welch_by_hand(const std::vector<double>& x, const std::vector<double>& y) {
  const auto mean = [](const std::vector<double>& v) {
    double sum = 0;
    for (const double a : v) sum += a;
    return sum / static_cast<double>(v.size());
  };
  const auto spread = [&](const std::vector<double>& v) {
    double squares = 0;
    for (const double a : v) squares += (a - mean(v)) * (a - mean(v));
    const auto n = static_cast<double>(v.size());
    return squares / (n - 1) / n;
  };
  return (mean(x) - mean(y)) / std::sqrt(spread(x) + spread(y));
}

// k columns of n rows that share a part of their noise; the second half of the rows is shifted in some columns.
std::vector<std::vector<double>> columns_of(int k, int n, double shared, int shifted, double shift,
                                            std::uint64_t seed) {
  std::vector<std::vector<double>> columns(static_cast<std::size_t>(k));
  for (int i = 0; i < n; ++i) {
    Rng rng(seed, 1, static_cast<std::uint64_t>(i));
    const double common = rng.normal();
    for (int j = 0; j < k; ++j)
      columns[static_cast<std::size_t>(j)].push_back(std::sqrt(shared) * common +
                                                     std::sqrt(1 - shared) * rng.normal() +
                                                     (i >= n / 2 && j < shifted ? shift : 0));
  }
  return columns;
}
std::vector<std::uint8_t> halves(int n) {
  std::vector<std::uint8_t> second(static_cast<std::size_t>(n));
  std::fill(second.begin() + n / 2, second.end(), std::uint8_t{1});
  return second;
}

}  // namespace

TEST_CASE("a permuted t against all 70 ways to part eight rows") {
  const std::vector<double> x{2.1, 3.4, 1.9, 2.8}, y{3.9, 4.4, 2.9, 6.0};
  std::vector<double> all = x;
  all.insert(all.end(), y.begin(), y.end());
  const double observed = welch_by_hand(x, y);
  int reached = 0, ways = 0;
  for (unsigned subset = 0; subset < 256; ++subset) {
    if (std::popcount(subset) != 4) continue;
    std::vector<double> first, second;
    for (unsigned i = 0; i < 8; ++i) (subset >> i & 1 ? first : second).push_back(all[i]);
    ++ways;
    reached += std::abs(welch_by_hand(first, second)) >= std::abs(observed) * (1 - 1e-12);
  }
  REQUIRE(ways == 70);
  const double exact = reached / 70.0;
  const TestResult test = studentised_permutation_test(x, y, {.replicates = 20'000});
  CHECK(test.statistic == doctest::Approx(observed));
  // Four standard errors of 20,000 replicates.
  CHECK(std::abs(*test.p_value - exact) < 4 * std::sqrt(exact * (1 - exact) / 20'000));
}

TEST_CASE("what has no p, and what is refused") {
  const std::array<double, 1> one{1.0};
  const std::array<double, 3> some{1, 2, 3}, same{5, 5, 5};
  CHECK_FALSE(studentised_permutation_test(one, some).p_value.has_value());
  CHECK(studentised_permutation_test(same, same).reason == "all values are equal");
  CHECK_THROWS_AS(studentised_permutation_test(std::array<double, 2>{1.0, NAN}, some), Error);
  // Two values that never vary within their groups are as far apart as can be.
  CHECK(*studentised_permutation_test(std::array{0.0, 0.0, 0.0, 0.0, 0.0, 0.0},
                                      std::array{1.0, 1.0, 1.0, 1.0, 1.0, 1.0})
             .p_value < 0.02);
  const std::vector<std::vector<double>> columns{{1, 2, 3, 4}};
  CHECK_THROWS_AS(max_t_test(columns, std::array<std::uint8_t, 4>{0, 0, 0, 1}), Error);
  CHECK_THROWS_AS(max_t_test(columns, std::array<std::uint8_t, 4>{0, 0, 2, 1}), Error);
  CHECK_THROWS_AS(max_t_test(columns, std::array<std::uint8_t, 3>{0, 0, 1}), Error);
  CHECK_THROWS_AS(max_t_test(columns, std::array<std::uint8_t, 4>{0, 0, 1, 1}, 0), Error);
  const MaxT constant = max_t_test(std::vector<std::vector<double>>{{7, 7, 7, 7}, {1, 2, 8, 9}},
                                   std::array<std::uint8_t, 4>{0, 0, 1, 1});
  CHECK(constant.statistic[0] == 0);
  CHECK(constant.p_value[0] == 1);
}

TEST_CASE("the same p for every number of threads, and with rows in either group first") {
  const auto columns = columns_of(5, 40, 0.5, 2, 1, 3);
  std::vector<std::uint8_t> turned = halves(40);
  for (auto& s : turned) s = 1 - s;
  const MaxT once = max_t_test(columns, halves(40), 500);
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    CHECK(max_t_test(columns, halves(40), 500).p_value == once.p_value);
  }
  set_threads(0);
  const MaxT other = max_t_test(columns, turned, 500);
  for (std::size_t j = 0; j < 5; ++j) {
    CHECK(other.statistic[j] == doctest::Approx(-once.statistic[j]));
    CHECK(other.p_value[j] == once.p_value[j]);
  }
}

TEST_CASE("max-T of one column is the permuted t; of more, p grows, and keeps the order of |t|") {
  const auto columns = columns_of(6, 60, 0.3, 3, 0.8, 9);
  const MaxT all = max_t_test(columns, halves(60), 4'000);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const MaxT alone = max_t_test(std::span(columns).subspan(j, 1), halves(60), 4'000);
    CHECK(alone.statistic[0] == all.statistic[j]);
    CHECK(all.p_value[j] >= alone.p_value[0]);
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (std::abs(all.statistic[i]) > std::abs(all.statistic[j]))
        CHECK(all.p_value[i] <= all.p_value[j]);
  }
}

TEST_SUITE("long") {
  TEST_CASE("level 5 % with unequal variances, where the plain difference misses it") {
    // 10 rows of spread 3 against 40 of spread 1: of 2,000 samples 5 % are 100, sd 9.7. Without studentising about 25 %
    // are rejected.
    int rejected = 0;
    for (std::uint64_t s = 0; s < 2'000; ++s) {
      Rng rng(21, 4, s);
      std::vector<double> x(10), y(40);
      for (double& v : x) v = 3 * rng.normal();
      for (double& v : y) v = rng.normal();
      rejected +=
          *studentised_permutation_test(x, y, {.replicates = 199, .seed = s}).p_value <= 0.05;
    }
    CHECK(rejected > 60);
    CHECK(rejected < 140);
  }

  TEST_CASE(
      "max-T: any false rejection in 5 %, and more found than by Holm where columns are alike") {
    int false_alarms = 0, found = 0, found_by_holm = 0;
    for (std::uint64_t s = 0; s < 1'000; ++s) {
      const auto columns = columns_of(8, 40, 0.8, 2, 1.0, 1'000 + s);
      const MaxT test = max_t_test(columns, halves(40), 199, s);
      std::vector<double> raw;
      for (std::size_t j = 0; j < columns.size(); ++j)
        raw.push_back(max_t_test(std::span(columns).subspan(j, 1), halves(40), 199, s).p_value[0]);
      const auto adjusted = holm(raw);
      bool any = false;
      for (std::size_t j = 2; j < 8; ++j) any = any || test.p_value[j] <= 0.05;
      false_alarms += any;
      for (std::size_t j = 0; j < 2; ++j)
        found += test.p_value[j] <= 0.05, found_by_holm += adjusted[j] <= 0.05;
    }
    CHECK(false_alarms < 78);  // 50 and four standard deviations
    CHECK(found > found_by_holm + 100);
  }
}
