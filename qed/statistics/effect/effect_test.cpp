// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/effect/effect.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/base/random.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

using namespace qed::statistics;

TEST_CASE("share_difference gives Newcombe's published interval") {
  // Newcombe (1998), table II, example (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339.
  const Estimate e = share_difference(56, 70, 48, 80);
  CHECK(e.value() == doctest::Approx(0.2).epsilon(1e-12));
  CHECK(std::abs(e.lower() - 0.0524) < 5e-5);
  CHECK(std::abs(e.upper() - 0.3339) < 5e-5);
  CHECK(share_difference(0, 10, 0, 10).lower() < 0);
  CHECK_FALSE(share_difference(0, 0, 1, 2).is_defined());
}

TEST_CASE("standardised_difference covers the truth at its level, with unequal variances") {
  // 2,000 trials at level 0.9, true d = 1/sqrt((1 + 4)/2); tolerance: the large-sample interval's bias (1.5 points)
  // plus a false alarm of 1e-6.
  const double truth = 1 / std::sqrt(2.5);
  int hits = 0;
  for (std::uint64_t trial = 0; trial < 2000; ++trial) {
    qed::Rng rng(5, 2, trial);
    std::vector<double> x(40), y(60);
    for (double& v : x) v = 1 + rng.normal();
    for (double& v : y) v = 2 * rng.normal();
    const Estimate e = standardised_difference(x, y, 0.9);
    hits += e.interval()->contains(truth);
  }
  CHECK(qed::probability::Binomial(2000, 0.885).cdf(hits) > 1e-6);
  CHECK(qed::probability::Binomial(2000, 0.915).survival(hits - 1) > 1e-6);
}

TEST_CASE("standardised_difference: constants and short groups have no value") {
  const std::vector<double> constant(5, 1.0), one(1, 2.0), varied{1, 2, 4};
  CHECK_FALSE(standardised_difference(constant, constant).is_defined());
  CHECK_FALSE(standardised_difference(one, varied).is_defined());
  CHECK(standardised_difference(varied, constant).is_defined());
  CHECK(standardised_difference(varied, constant).value() ==
        doctest::Approx(-standardised_difference(constant, varied).value()));
}

TEST_CASE("cramers_v: independence, full association, empty columns") {
  const std::vector<std::int64_t> independent{10, 20, 30, 60}, full{30, 0, 0, 40},
      padded{30, 0, 0, 0, 40, 0};
  CHECK(cramers_v(independent, 2, 2).value() == doctest::Approx(0).epsilon(1e-12));
  CHECK(cramers_v(independent, 2, 2).lower() == 0);
  CHECK(cramers_v(full, 2, 2).value() == doctest::Approx(1));
  CHECK(cramers_v(full, 2, 2).lower() > 0.7);
  CHECK(cramers_v(padded, 2, 3).value() == doctest::Approx(1));
  CHECK_FALSE(cramers_v(std::vector<std::int64_t>{3, 4}, 1, 2).is_defined());
}
