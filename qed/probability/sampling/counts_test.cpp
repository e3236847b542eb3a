// SPDX-License-Identifier: Apache-2.0
// Chi-square statistics are held to the upper 1e-6 quantile of their law, moments and shares to five standard errors:
// some 60 checks, so that one seed in 30,000 fails by chance.
#include "qed/probability/sampling/counts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

using namespace qed;
using namespace qed::probability;

namespace {

double square(double x) { return x * x; }

// Pearson's statistic over neighbouring values pooled until 20 are expected, against Boost's masses.
void check_masses(const std::vector<double>& seen, const Binomial& law) {
  const double size = std::accumulate(seen.begin(), seen.end(), 0.0);
  std::vector<std::array<double, 2>> cells{{0, 0}};  // expected, seen
  double rest = size;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    const double expected = size * law.density(static_cast<double>(k));
    cells.back()[0] += expected, cells.back()[1] += seen[k];
    rest -= expected;
    if (cells.back()[0] >= 20 && rest >= 20) cells.push_back({0, 0});
  }
  double statistic = 0;
  for (const auto& [expected, found] : cells) statistic += square(found - expected) / expected;
  CAPTURE(law.n);
  CAPTURE(law.p);
  REQUIRE(cells.size() >= 2);
  CHECK(statistic < ChiSquare(static_cast<double>(cells.size() - 1)).upper_quantile(1e-6));
}

void check_masses(const std::vector<std::int64_t>& draws, const Binomial& law) {
  std::vector<double> seen(static_cast<std::size_t>(law.n) + 1);
  REQUIRE(std::ranges::min(draws) >= 0);
  REQUIRE(std::ranges::max(draws) <= law.n);
  for (const std::int64_t k : draws) ++seen[static_cast<std::size_t>(k)];
  check_masses(seen, law);
}

void check_moments(const std::vector<std::int64_t>& draws, double n, double p) {
  const auto size = static_cast<double>(draws.size());
  const double mean = n * p, variance = mean * (1 - p);
  double first = 0, second = 0;
  for (const std::int64_t k : draws) {
    first += static_cast<double>(k) - mean;
    second += square(static_cast<double>(k) - mean);
  }
  // E (K - np)⁴ = npq (1 + 3 (n-2) pq).
  const double fourth = variance * (1 + 3 * (n - 2) * p * (1 - p));
  CAPTURE(n);
  CAPTURE(p);
  CHECK(std::abs(first / size) <= 5 * std::sqrt(variance / size));
  CHECK(std::abs(second / size - variance) <= 5 * std::sqrt((fourth - square(variance)) / size));
}

std::vector<std::int64_t> draws_of(std::int64_t n, double p, std::size_t size) {
  std::vector<std::int64_t> draws(size);
  Rng rng(41, static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(p * 1e9));
  for (std::int64_t& k : draws) k = draw_binomial(rng, n, p);
  return draws;
}

constexpr std::size_t kDraws = 60'000;

}  // namespace

TEST_CASE("binomial counts have the masses of the law on both sides of either branch") {
  for (const auto& [n, p] : std::vector<std::pair<std::int64_t, double>>{
           {1, 0.3},    {2, 0.5},      {7, 0.9},        {19, 0.5},      {20, 0.5},
           {21, 0.52},  {40, 0.24},    {40, 0.26},      {100, 0.099},   {100, 0.101},
           {100, 0.85}, {1000, 0.002}, {1000, 0.011},   {1000, 0.37},   {1000, 0.988},
           {5000, 0.5}, {20000, 0.3},  {20000, 0.0006}, {100000, 2e-5}, {20000, 0.9992}}) {
    const auto draws = draws_of(n, p, kDraws);
    check_masses(draws, Binomial(n, p));
    check_moments(draws, static_cast<double>(n), p);
  }
}

TEST_CASE("the correction of a factorial against the logarithm of the gamma function") {
  for (double k = 0; k < 200; ++k) {
    const double stirling = std::log(2 * M_PI) / 2 + (k + 0.5) * std::log(k + 1) - (k + 1);
    CAPTURE(k);
    // Rounding of a difference of numbers below 900.
    CHECK(std::abs(factorial_correction(k) - (std::lgamma(k + 1) - stirling)) < 1e-12);
  }
  CHECK(factorial_correction(1e9) == doctest::Approx(1 / (12 * (1e9 + 1))).epsilon(1e-15));
}

// The Gaussian law is within 0.5/√(npq) < 1e-5 of the standardised counts here: a hundredth of a standard error.
TEST_CASE("counts of very many trials are Gaussian, with the moments of the law") {
  for (const auto& [n, p] :
       std::vector<std::pair<std::int64_t, double>>{{1'000'000'000'000, 0.3},
                                                    {std::int64_t{1} << 53, 0.5},
                                                    {std::int64_t{1} << 53, 1 - 1e-5}}) {
    const auto draws = draws_of(n, p, kDraws);
    const auto trials = static_cast<double>(n);
    check_moments(draws, trials, p);
    std::array<double, 40> seen{};
    const Normal normal;
    for (const std::int64_t k : draws) {
      const double z = (static_cast<double>(k) - trials * p) / std::sqrt(trials * p * (1 - p));
      ++seen[static_cast<std::size_t>(normal.cdf(z) * 40)];
    }
    const double expected = static_cast<double>(kDraws) / 40;
    double statistic = 0;
    for (const double count : seen) statistic += square(count - expected) / expected;
    CAPTURE(n);
    CHECK(statistic < ChiSquare(39).upper_quantile(1e-6));
  }
}

TEST_CASE("no trials, sure and impossible events, rare ones") {
  Rng rng(42);
  for (int time = 0; time < 100; ++time) {
    CHECK(draw_binomial(rng, 0, 0.4) == 0);
    CHECK(draw_binomial(rng, 1'000'000'000, 0) == 0);
    CHECK(draw_binomial(rng, 1'000'000'000, 1) == 1'000'000'000);
    CHECK(draw_binomial(rng, std::int64_t{1} << 53, 1e-300) == 0);
    CHECK(draw_binomial(rng, 1000, 1 - 0x1p-53) == 1000);
  }
}

TEST_CASE("a multinomial draw: every kind binomial, pairs with the covariance of the law") {
  const std::vector<double> weights{0, 3, 1e-3, 40, 0, 0.5, 6, 0};
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  constexpr std::int64_t kTrials = 300;
  std::vector<std::vector<std::int64_t>> of_kind(weights.size());
  std::vector<std::int64_t> counts(weights.size());
  double product = 0;
  int lost = 0;  // draws whose counts do not add up
  const double p = weights[1] / total, q = weights[3] / total;
  for (std::size_t time = 0; time < kDraws; ++time) {
    Rng rng(43, 0, time);
    draw_multinomial(rng, kTrials, weights, counts);
    lost += std::accumulate(counts.begin(), counts.end(), -kTrials) != 0;
    for (std::size_t k = 0; k < weights.size(); ++k) of_kind[k].push_back(counts[k]);
    product += (static_cast<double>(counts[1]) - kTrials * p) *
               (static_cast<double>(counts[3]) - kTrials * q);
  }
  CHECK(lost == 0);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (weights[k] == 0) {
      CHECK(std::ranges::count(of_kind[k], 0) == static_cast<std::int64_t>(kDraws));
      continue;
    }
    if (weights[k] > 0.1) check_masses(of_kind[k], Binomial(kTrials, weights[k] / total));
    check_moments(of_kind[k], kTrials, weights[k] / total);
  }
  // The covariance is -n p q; the product's standard deviation is below that of independent counts times √(1 + ρ²).
  const double spread = kTrials * std::sqrt(p * (1 - p) * q * (1 - q));
  CHECK(std::abs(product / static_cast<double>(kDraws) + kTrials * p * q) <=
        5 * 1.5 * spread / std::sqrt(static_cast<double>(kDraws)));
}

TEST_CASE("weights that differ by 40 orders: the trials left go to the last kinds in proportion") {
  const std::vector<double> weights{1e20, 1e-20, 3e-20};
  std::vector<std::int64_t> counts(3);
  Rng rng(44);
  draw_multinomial(rng, 1'000'000, weights, counts);
  CHECK(counts == std::vector<std::int64_t>{1'000'000, 0, 0});
  const std::vector<double> last{0, 1e-20, 3e-20};
  draw_multinomial(rng, kDraws, last, counts);
  CHECK(std::abs(static_cast<double>(counts[1]) - kDraws / 4.0) <=
        5 * std::sqrt(kDraws * 3.0 / 16));
}

TEST_CASE("counts that cannot be drawn are refused") {
  Rng rng(45);
  CHECK_THROWS_AS(draw_binomial(rng, -1, 0.5), Error);
  CHECK_THROWS_AS(draw_binomial(rng, (std::int64_t{1} << 53) + 1, 0.5), Error);
  for (const double p : {-0.1, 1.1, std::nan("")}) CHECK_THROWS_AS(draw_binomial(rng, 5, p), Error);
  std::vector<std::int64_t> counts(2), three(3);
  const auto refused = [&](const std::vector<double>& weights, std::span<std::int64_t> into) {
    CHECK_THROWS_AS(draw_multinomial(rng, 5, weights, into), Error);
  };
  refused({0, 0}, counts);
  refused({1, -1}, counts);
  refused({1, NAN}, counts);
  refused({1, INFINITY}, counts);
  refused({1e308, 1e308}, counts);
  refused({1, 1}, three);
  refused({}, {});
  CHECK_THROWS_AS(draw_multinomial(rng, -1, std::vector<double>{1, 1}, counts), Error);
}
