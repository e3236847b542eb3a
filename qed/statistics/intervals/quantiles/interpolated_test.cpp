// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/quantiles/interpolated.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "qed/base/random.h"
#include "qed/statistics/intervals/intervals.h"

using namespace qed;
using namespace qed::statistics;

TEST_CASE("at a level that order statistics have exactly, it is theirs") {
  // n = 10, p = 1/2: P(X₍₂₎ <= m <= X₍₉₎) = 1 - 2 · 11/1024.
  std::vector<double> x(10);
  std::iota(x.begin(), x.end(), 1.0);
  const double level = 1 - 2 * 11.0 / 1024;
  const Estimate e = interpolated_quantile_interval(x, 0.5, level);
  CHECK(e.lower() == doctest::Approx(2).epsilon(1e-9));
  CHECK(e.upper() == doctest::Approx(9).epsilon(1e-9));
}

TEST_CASE("Hettmansperger and Sheather's median of ten values, reckoned by hand") {
  // d = 2: γ = 1 - 2 · 11/1024 at (2, 9) and 1 - 2 · 56/1024 at (3, 8). I = (γ₂ - 0.95)/(γ₂ - γ₃).
  std::vector<double> x(10);
  std::iota(x.begin(), x.end(), 1.0);
  const double wide = 1 - 22.0 / 1024, narrow = 1 - 112.0 / 1024,
               part = (wide - 0.95) / (wide - narrow);
  const double weight = 8 * part / (2 + 6 * part);
  const Estimate e = interpolated_quantile_interval(x);
  CHECK(e.lower() == doctest::Approx(2 + weight).epsilon(1e-12));
  CHECK(e.upper() == doctest::Approx(9 - weight).epsilon(1e-12));
}

TEST_CASE(
    "within the plain interval, its mirror image on mirrored values, open where rows are too few") {
  Rng rng(4);
  std::vector<double> x, mirrored;
  for (int i = 0; i < 60; ++i) x.push_back(std::exp(rng.normal())), mirrored.push_back(-x.back());
  for (const double p : {0.1, 0.3, 0.5, 0.9}) {
    CAPTURE(p);
    const Estimate e = interpolated_quantile_interval(x, p), plain = quantile_interval(x, p);
    CHECK(e.lower() >= plain.lower());
    CHECK(e.upper() <= plain.upper());
    const Estimate m = interpolated_quantile_interval(mirrored, 1 - p);
    CHECK(m.lower() == doctest::Approx(-e.upper()));
    CHECK(m.upper() == doctest::Approx(-e.lower()));
  }
  CHECK(std::isinf(interpolated_quantile_interval(std::vector<double>{1, 2, 3}, 0.9).upper()));
}

TEST_CASE("coverage of the 90th percentile of 60 exponential values" *
          doctest::test_suite("long")) {
  int covered = 0;
  constexpr int kTrials = 20000;
  for (int trial = 0; trial < kTrials; ++trial) {
    Rng rng(6, 1, static_cast<std::uint64_t>(trial));
    std::vector<double> x;
    for (int i = 0; i < 60; ++i) x.push_back(-std::log1p(-rng.uniform()));
    covered += interpolated_quantile_interval(x, 0.9).interval()->contains(std::log(10.0));
  }
  // Six standard errors of the simulation are 0.9 points.
  CHECK(static_cast<double>(covered) / kTrials == doctest::Approx(0.95).epsilon(0.012));
}
