// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/bounds/bounds.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

using namespace qed;
using namespace qed::probability;

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
}

TEST_CASE("widths are the inverses of their tails") {
  for (const std::int64_t n : {1, 10, 100'000})
    for (const double alpha : {0.5, 0.05, 1e-9}) {
      CAPTURE(n);
      CAPTURE(alpha);
      CHECK(hoeffding_tail(n, hoeffding_width(n, alpha, 3), 3) == doctest::Approx(alpha));
      for (const double variance : {0.0, 0.01, 2.0})
        CHECK(bernstein_tail(n, bernstein_width(n, alpha, variance, 0.7), variance, 0.7) ==
              doctest::Approx(alpha));
    }
}

TEST_CASE("every bound is above the exact tail of a binomial share") {
  for (const std::int64_t n : {5, 40, 1000})
    for (const double p : {0.01, 0.3, 0.5, 0.9}) {
      const Binomial law(n, p);
      const auto log_mgf = [p](double s) { return std::log1p(p * std::expm1(s)); };
      for (const double t : {0.01, 0.05, 0.2, 0.5}) {
        if (p + t > 1) continue;
        CAPTURE(n);
        CAPTURE(p);
        CAPTURE(t);
        // P(X̄ >= p + t) = P(X > ⌈n(p + t)⌉ - 1), a breath below so that rounding drops no mass.
        const double exact = law.survival(std::ceil(static_cast<double>(n) * (p + t) - 1e-9) - 1);
        CHECK(hoeffding_tail(n, t, 1) >= exact);
        CHECK(bernstein_tail(n, t, p * (1 - p), 1 - p) >= exact);
        const double chernoff = chernoff_tail(n, p + t, log_mgf, kInfinity);
        CHECK(chernoff >= exact * (1 - 1e-9));
        // Chernoff is the best of its kind: exp(-n KL(p + t, p)), and never above Hoeffding.
        const double q = p + t;
        const double divergence =
            q * std::log(q / p) + (q < 1 ? (1 - q) * std::log((1 - q) / (1 - p)) : 0);
        CHECK(chernoff ==
              doctest::Approx(std::exp(-static_cast<double>(n) * divergence)).epsilon(1e-7));
        CHECK(chernoff <= hoeffding_tail(n, t, 1) * (1 + 1e-9));
      }
    }
}

TEST_CASE("Chernoff where the generating function ends: exponential waiting times") {
  // K(s) = -log(1 - s) up to s = 1: the bound at x is (x e^(1 - x))^n.
  const auto log_mgf = [](double s) { return s < 1 ? -std::log1p(-s) : kInfinity; };
  for (const double x : {1.1, 2.0, 9.0, 60.0})
    CHECK(chernoff_tail(3, x, log_mgf, 1) ==
          doctest::Approx(std::pow(x * std::exp(1 - x), 3)).epsilon(1e-6));
  CHECK(chernoff_tail(3, 0.9, log_mgf, 1) == 1);
  CHECK(chernoff_tail(2, 5, log_mgf, 1) >= Gamma(2, 1).survival(10));
}

TEST_CASE(
    "Bernstein beats Hoeffding where the variance is small, and the empirical one follows it") {
  CHECK(bernstein_width(1000, 0.05, 0.001, 1) < hoeffding_width(1000, 0.05, 1) / 4);
  CHECK(empirical_bernstein_width(1000, 0.05, 0.001, 1) < hoeffding_width(1000, 0.05, 1));
  // By hand: √(2 · 0.25 · log 40 / 100) + 7 log 40 / 297.
  CHECK(empirical_bernstein_width(100, 0.05, 0.25, 1) ==
        doctest::Approx(std::sqrt(0.5 * std::log(40.0) / 100) + 7 * std::log(40.0) / 297));
}

TEST_CASE("what has no bound is refused") {
  CHECK_THROWS_AS(hoeffding_tail(0, 0.1, 1), Error);
  CHECK_THROWS_AS(hoeffding_width(10, 1, 1), Error);
  CHECK_THROWS_AS(hoeffding_width(10, 0.05, 0), Error);
  CHECK_THROWS_AS(bernstein_width(10, 0.05, -1, 1), Error);
  CHECK_THROWS_AS(empirical_bernstein_width(1, 0.05, 1, 1), Error);
}
