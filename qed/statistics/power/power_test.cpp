// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/power/power.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/statistics/intervals/intervals.h"

using namespace qed;
using namespace qed::statistics;

namespace {
#include "../../../tests/reference/statistics/power.inc"
#include "../../../tests/reference/statistics/r/base.inc"
}  // namespace

TEST_CASE("power against statsmodels and R's formula") {
  for (const auto& [effect, n, alpha, power] : kPowerOfMean)
    CHECK(power_of_mean(effect, static_cast<std::int64_t>(n), alpha) ==
          doctest::Approx(power).epsilon(1e-9));
  for (const auto& [effect, n_1, n_2, alpha, power] : kPowerOfTwoMeans)
    CHECK(power_of_two_means(effect, static_cast<std::int64_t>(n_1), static_cast<std::int64_t>(n_2),
                             alpha) == doctest::Approx(power).epsilon(1e-9));
}

TEST_CASE("powers against base R: both tails, as strict = TRUE") {
  const auto whole = [](double x) { return static_cast<std::int64_t>(x); };
  for (const auto& [effect, n, alpha, one, two] : kPowerOfR) {
    CHECK(power_of_mean(effect, whole(n), alpha) == doctest::Approx(one).epsilon(1e-8));
    CHECK(power_of_two_means(effect, whole(n), whole(n), alpha) ==
          doctest::Approx(two).epsilon(1e-8));
  }
  for (const auto& [p_1, p_2, n, alpha, power] : kPowerOfShares)
    CHECK(power_of_two_shares(p_1, p_2, whole(n), whole(n), alpha) ==
          doctest::Approx(power).epsilon(1e-10));
  for (const auto& [p_1, p_2, power, alpha, rows] : kRowsOfShares)
    CHECK(rows_for_two_shares(p_1, p_2, power, alpha) == whole(rows));
}

TEST_CASE("the fewest rows reach the power, one less does not") {
  const auto check = [](std::int64_t rows, double power, const auto& at) {
    CHECK(at(rows) >= power);
    if (rows > 2) CHECK(at(rows - 1) < power);
  };
  for (const double effect : {0.02, 0.2, -0.5, 1.5, 30.0})
    for (const double power : {0.5, 0.8, 0.95}) {
      CAPTURE(effect);
      check(rows_for_mean(effect, power), power, [&](auto n) { return power_of_mean(effect, n); });
      check(rows_for_two_means(effect, power), power,
            [&](auto n) { return power_of_two_means(effect, n, n); });
    }
  check(rows_for_two_shares(0.1, 0.12), 0.8,
        [](auto n) { return power_of_two_shares(0.1, 0.12, n, n); });
  check(rows_for_pairs(0.04, 0.02), 0.8, [](auto n) { return power_of_pairs(0.04, 0.02, n); });
  // Cohen's table: 64 a group see half a standard deviation at power 0.8; R's power.prop.test: 3,841 a group.
  CHECK(rows_for_two_means(0.5) == 64);
  CHECK(rows_for_two_shares(0.1, 0.12) == 3841);
}

// 4,000 experiments each: five standard errors are at most 0.04.
TEST_CASE("the power is how often the test rejects") {
  int means = 0, pairs = 0;
  constexpr int kTimes = 4000;
  for (std::uint64_t time = 0; time < kTimes; ++time) {
    Rng rng(31, 0, time);
    std::vector<double> x(25);
    for (double& v : x) v = rng.normal() + 0.5;
    means += !mean_interval(x).interval()->contains(0);
    double first = 0, second = 0;
    for (int i = 0; i < 400; ++i) {
      const double u = rng.uniform();
      first += u < 0.10, second += u >= 0.10 && u < 0.15;
    }
    pairs += std::abs(first - second) > 1.959964 * std::sqrt(first + second);
  }
  CHECK(std::abs(means / double(kTimes) - power_of_mean(0.5, 25)) < 0.04);
  CHECK(std::abs(pairs / double(kTimes) - power_of_pairs(0.10, 0.05, 400)) < 0.04);
}

TEST_CASE("no effect: the power is alpha") {
  CHECK(power_of_mean(0, 30, 0.05) == doctest::Approx(0.05));
  CHECK(power_of_two_means(0, 30, 50, 0.01) == doctest::Approx(0.01));
  CHECK(power_of_two_shares(0.3, 0.3, 100, 200, 0.05) == doctest::Approx(0.05));
  CHECK(power_of_pairs(0.1, 0.1, 100, 0.05) == doctest::Approx(0.05));
}

TEST_CASE("rows for a width") {
  for (const double p : {0.01, 0.2, 0.5}) {
    const std::int64_t n = rows_for_share_width(p, 0.06);
    const auto hits = static_cast<std::int64_t>(std::llround(p * static_cast<double>(n)));
    const Estimate share = proportion_interval(hits, n);
    CHECK(share.upper() - share.lower() == doctest::Approx(0.06).epsilon(0.03));
  }
}

TEST_CASE("what cannot be planned is refused") {
  CHECK_THROWS_AS(power_of_mean(0.5, 1), Error);
  CHECK_THROWS_AS(power_of_mean(0.5, 10, 0), Error);
  CHECK_THROWS_AS(rows_for_mean(0), Error);
  CHECK_THROWS_AS(rows_for_mean(1e-9), Error);
  CHECK_THROWS_AS(rows_for_mean(0.5, 1), Error);
  CHECK_THROWS_AS(power_of_two_shares(1.2, 0.5, 10, 10), Error);
  CHECK_THROWS_AS(power_of_pairs(0, 0, 10), Error);
  CHECK_THROWS_AS(rows_for_share_width(0.5, 0), Error);
}
