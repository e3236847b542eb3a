// SPDX-License-Identifier: Apache-2.0
// Frequencies are held to five standard errors: each check fails in 6 of 10 million seeds.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/sampling/alias.h"
#include "qed/probability/sampling/importance.h"
#include "qed/probability/sampling/reservoir.h"
#include "qed/probability/sampling/stratified.h"

using namespace qed;
using namespace qed::probability;

namespace {
void check_share(std::int64_t hits, std::int64_t n, double p) {
  CAPTURE(hits);
  CAPTURE(p);
  const auto draws = static_cast<double>(n);
  CHECK(std::abs(static_cast<double>(hits) - draws * p) <= 5 * std::sqrt(draws * p * (1 - p)));
}
}  // namespace

TEST_CASE("an alias table has exactly the probabilities it was given") {
  std::vector<double> weights{0, 1, 5, 0.25, 1e-9, 7, 0};
  for (int extra = 0; extra < 500; ++extra) weights.push_back(Rng(1, 2, extra).uniform());
  const AliasTable table(weights);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    CAPTURE(k);
    CHECK(table.probability(k) == doctest::Approx(weights[k] / total).epsilon(1e-10));
  }
  Rng rng(3);
  std::vector<std::int64_t> seen(weights.size());
  constexpr std::int64_t kDraws = 100'000;
  for (std::int64_t draw = 0; draw < kDraws; ++draw) ++seen[table(rng)];
  CHECK(seen[0] == 0);
  CHECK(seen[6] == 0);
  for (const std::size_t k : {1u, 2u, 3u, 5u, 100u})
    check_share(seen[k], kDraws, weights[k] / total);
}

TEST_CASE("weights that are no weights are refused") {
  CHECK_THROWS_AS(AliasTable(std::vector<double>{}), Error);
  CHECK_THROWS_AS(AliasTable(std::vector<double>{0, 0}), Error);
  CHECK_THROWS_AS(AliasTable(std::vector<double>{1, -1}), Error);
  CHECK_THROWS_AS(AliasTable(std::vector<double>{1, NAN}), Error);
}

TEST_CASE("a reservoir holds every row equally often, and pairs of rows too") {
  constexpr std::int64_t kTimes = 20'000;
  constexpr int kRows = 12, kSample = 4;
  std::array<std::int64_t, kRows> often{};
  std::int64_t first_and_last = 0;
  for (std::int64_t time = 0; time < kTimes; ++time) {
    Reservoir reservoir(kSample, 5, static_cast<std::uint64_t>(time));
    std::array<int, kSample> sample{};
    for (int row = 0; row < kRows; ++row)
      if (const auto place = reservoir.offer(); place >= 0)
        sample[static_cast<std::size_t>(place)] = row;
    for (const int row : sample) ++often[static_cast<std::size_t>(row)];
    first_and_last += std::ranges::count(sample, 0) + std::ranges::count(sample, kRows - 1) == 2;
  }
  for (const std::int64_t count : often) check_share(count, kTimes, 1.0 * kSample / kRows);
  check_share(first_and_last, kTimes, 4.0 * 3 / (12 * 11));
  Reservoir one(3, 1);
  CHECK(one.offer() == 0);
  CHECK(one.offer() == 1);
  CHECK(one.seen() == 2);
  CHECK_THROWS_AS(Reservoir(0, 1), Error);
}

TEST_CASE("allocations add up, stay within their strata, and follow the worth") {
  using Rows = std::vector<std::int64_t>;
  CHECK(stratified_allocation(Rows{500, 300, 200}, 10) == Rows{5, 3, 2});
  CHECK(stratified_allocation(Rows{1'000'000, 10, 0}, 100) == Rows{99, 1, 0});
  // Neyman: twice the spread, twice the rows.
  CHECK(stratified_allocation(Rows{100, 100}, 30, std::vector<double>{2, 1}) == Rows{20, 10});
  // The first stratum is full at 3; the others share what is left.
  CHECK(stratified_allocation(Rows{3, 500, 500}, 23, std::vector<double>{1000, 1, 1}) ==
        Rows{3, 10, 10});
  CHECK(stratified_allocation(Rows{7, 0, 2}, 9) == Rows{7, 0, 2});
  for (int trial = 0; trial < 300; ++trial) {
    Rng rng(7, 0, static_cast<std::uint64_t>(trial));
    Rows rows;
    std::vector<double> spread;
    std::int64_t all = 0, strata = 0;
    for (int h = 0; h < 8; ++h) {
      rows.push_back(static_cast<std::int64_t>(rng.below(40)));
      spread.push_back(0.1 + rng.uniform());
      all += rows.back(), strata += rows.back() > 0;
    }
    if (all == 0) continue;
    const auto total =
        strata + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(all - strata + 1)));
    const Rows draws = stratified_allocation(rows, total, spread);
    CAPTURE(trial);
    CHECK(std::accumulate(draws.begin(), draws.end(), std::int64_t{0}) == total);
    for (std::size_t h = 0; h < rows.size(); ++h) {
      CHECK(draws[h] <= rows[h]);
      CHECK((draws[h] >= 1) == (rows[h] >= 1));
    }
  }
  CHECK_THROWS_AS(stratified_allocation(Rows{5, 5}, 1), Error);
  CHECK_THROWS_AS(stratified_allocation(Rows{5, 5}, 11), Error);
  CHECK_THROWS_AS(stratified_allocation(Rows{5, -5}, 3), Error);
}

TEST_CASE("effective sample size: all equal, one that counts, and a common factor") {
  CHECK(effective_sample_size(std::vector<double>(50, -3.0)) == doctest::Approx(50));
  CHECK(effective_sample_size(std::vector<double>{0, -800, -900}) == doctest::Approx(1));
  // Weights 1, 2, 3: 36/14.
  const std::vector<double> log_weights{700, 700 + std::log(2.0), 700 + std::log(3.0)};
  CHECK(effective_sample_size(log_weights) == doctest::Approx(36.0 / 14));
  CHECK_THROWS_AS(effective_sample_size(std::vector<double>{-INFINITY}), Error);
}

TEST_CASE("the tail's shape is recovered") {
  // Quantiles of a generalised Pareto law at the middles of 400 equal steps: no chance in it.
  for (const double k : {0.1, 0.5, 1.2}) {
    std::vector<double> excess;
    for (int i = 0; i < 400; ++i)
      excess.push_back(2 * std::expm1(-k * std::log1p(-(i + 0.5) / 400)) / k);
    const ParetoTail tail = fit_pareto_tail(excess);
    CAPTURE(k);
    CHECK(tail.k == doctest::Approx((400 * k + 5) / 410).epsilon(0.06));
    CHECK(tail.sigma == doctest::Approx(2).epsilon(0.06));
  }
  CHECK_THROWS_AS(fit_pareto_tail(std::vector<double>{1, 2, 3, 4}), Error);
  CHECK_THROWS_AS(fit_pareto_tail(std::vector<double>{5, 4, 3, 2, 1}), Error);
}

TEST_CASE("weights of a narrow proposal are not to be trusted, of a wide one they are") {
  // Target N(0, 1), proposal N(0, s²): log w = -x²/2 + x²/(2s²); finite variance of w exactly where s² > 1/2.
  const auto tail_of = [](double s) {
    std::vector<double> log_weights;
    for (std::uint64_t i = 0; i < 4000; ++i) {
      const double x = s * Rng(9, 0, i).normal();
      log_weights.push_back(-x * x / 2 + x * x / (2 * s * s));
    }
    return weight_tail(log_weights);
  };
  const WeightTail narrow = tail_of(0.4), wide = tail_of(1.5);
  REQUIRE(narrow.k);
  REQUIRE(wide.k);
  CHECK(*narrow.k > narrow.usable);
  CHECK(*wide.k < 0.5);
  CHECK(narrow.rows == static_cast<std::int64_t>(std::ceil(3 * std::sqrt(4000.0))));
  CHECK_FALSE(weight_tail(std::vector<double>(100, 1.0)).k);
}
