// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/confidence_sequence.h"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/statistics/intervals/methods/method.h"

using namespace qed;
using namespace qed::statistics;

TEST_CASE("betting decides: 1,000 rows of 0.3 exclude a half, and the interval only shrinks") {
  BettingSequence sequence(0, 1);
  double width = 2;
  for (int i = 0; i < 1000; ++i) {
    sequence.add(i % 10 < 3 ? 1 : 0);
    const Estimate e = sequence.estimate();
    CHECK(e.upper() - e.lower() <= width + 1e-12);
    width = e.upper() - e.lower();
  }
  CHECK(sequence.estimate().lower() > 0.2);
  CHECK(sequence.estimate().upper() < 0.4);
  CHECK(sequence.n() == 1000);
}

TEST_CASE("sequences: no rows, and what is refused") {
  CHECK_FALSE(BettingSequence(0, 1).estimate().is_defined());
  CHECK_FALSE(MixtureSequence(100).estimate().is_defined());
  MixtureSequence one(100);
  one.add(4);
  CHECK_FALSE(one.estimate().interval().has_value());
  CHECK_THROWS_AS(BettingSequence(1, 1), Error);
  CHECK_THROWS_AS(BettingSequence(0, INFINITY), Error);
  CHECK_THROWS_AS(MixtureSequence(0), Error);
  BettingSequence sequence(0, 1);
  CHECK_THROWS_AS(sequence.add(1.5), Error);
  CHECK_THROWS_AS(sequence.add(std::nan("")), Error);
  CHECK_THROWS_AS(one.add(INFINITY), Error);
}

// The martingale started at 1, so that the chance of ever missing p, summed over all paths of 25 rows, is below α: the
// binomial tree adds it up without a draw.
TEST_CASE("the beta mixture misses a share at any of 25 looks with probability at most alpha") {
  constexpr int kRows = 25;
  for (const double level : {0.5, 0.8, 0.95})
    for (const double p : {0.02, 0.3, 0.5, 0.85}) {
      std::vector<double> alive{1};  // probability of k hits so far and no miss yet
      double missed = 0;
      for (int n = 1; n <= kRows; ++n) {
        std::vector<double> next(alive.size() + 1, 0);
        for (std::size_t k = 0; k < alive.size(); ++k) {
          next[k] += alive[k] * (1 - p);
          next[k + 1] += alive[k] * p;
        }
        for (std::size_t k = 0; k < next.size(); ++k)
          if (!mixture_share(static_cast<std::int64_t>(k), n, level).interval()->contains(p))
            missed += std::exchange(next[k], 0);
        alive = next;
      }
      CHECK(missed <= 1 - level);
      if (level == 0.5 && p == 0.5) CHECK(missed > 0.05);  // and it is not vacuous
    }
}

TEST_CASE("the beta mixture's ends are where the ratio is 1/alpha; what is refused") {
  for (const std::int64_t n : {std::int64_t{1}, std::int64_t{40}, std::int64_t{1'000'000}})
    for (const std::int64_t k : {std::int64_t{0}, n / 3, n}) {
      const Estimate e = mixture_share(k, n, 0.9);
      const auto ratio = [&](double p) {
        const double yes = static_cast<double>(k), no = static_cast<double>(n - k);
        return std::lgamma(yes + 1) + std::lgamma(no + 1) - std::lgamma(yes + no + 2) -
               (k > 0 ? yes * std::log(p) : 0) - (k < n ? no * std::log1p(-p) : 0);
      };
      CHECK(e.value() == static_cast<double>(k) / static_cast<double>(n));
      // log M is a difference of numbers of size n.
      const double tolerance = 1e-12 * static_cast<double>(n) + 1e-10;
      if (k > 0) CHECK(std::abs(ratio(e.lower()) - std::log(10)) < tolerance);
      if (k < n) CHECK(std::abs(ratio(e.upper()) - std::log(10)) < tolerance);
      if (k == 0) CHECK(e.lower() == 0);
      if (k == n) CHECK(e.upper() == 1);
    }
  CHECK_FALSE(mixture_share(0, 0, 0.9).is_defined());
  CHECK_THROWS_AS(mixture_share(3, 2, 0.9), Error);
  CHECK_THROWS_AS(mixture_share(-1, 2, 0.9), Error);
  CHECK_THROWS_AS(mixture_share(1, 2, 1), Error);
}

TEST_CASE("the mixture of an influence is that of the rows; it needs two") {
  MixtureSequence sequence(300, 0.9);
  std::vector<double> x, influence;
  double mean = 0;
  for (std::uint64_t i = 0; i < 50; ++i) x.push_back(Rng(5, 1, i).normal()), sequence.add(x.back());
  for (const double v : x) mean += v / 50;
  for (const double v : x) influence.push_back(v - mean);
  const Estimate e = mixture_of_influence(mean, influence, 300, 0.9);
  CHECK(e.lower() == doctest::Approx(sequence.estimate().lower()));
  CHECK(e.upper() == doctest::Approx(sequence.estimate().upper()));
  CHECK_FALSE(mixture_of_influence(1, std::vector{0.0}, 300).interval().has_value());
  CHECK_THROWS_AS(mixture_of_influence(1, influence, 0), Error);
}

// Skewed values at 100 looks up to 2,000 rows: of as many looks from row 2 on, tightest at 100 rows, 36 % are missed.
TEST_CASE("the catalogue's mixture claims nothing early, and then holds at all looks together") {
  constexpr std::int64_t kTrials = 200, kRows = 2000, kLooks = 100;
  const Method& method = find_method("mixture");
  const Quantity quantity = mean_quantity(-INFINITY, INFINITY);
  std::int64_t missed = 0, looked = 0;
  for (std::int64_t trial = 0; trial < kTrials; ++trial) {
    Rng rng(5, 2, static_cast<std::uint64_t>(trial));
    Sample sample{.terms = {{}}};
    bool miss = false;
    for (std::int64_t look = 1; look <= kLooks && !miss; ++look) {
      while (sample.n() < look * kRows / kLooks) sample.terms[0].push_back(std::exp(rng.normal()));
      const Estimate e = method.make(quantity, sample, {.level = 0.95});
      if (!e.interval()) continue;
      CHECK(sample.n() >= 200);
      ++looked;
      miss = !e.interval()->contains(std::exp(0.5));
    }
    missed += miss;
  }
  CHECK(looked > kTrials * kLooks / 2);
  CHECK(missed <= 22);  // of 200 at 5.3 %: more with probability 5e-4
}
