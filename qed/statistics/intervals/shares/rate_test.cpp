// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/rate.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/discrete.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../../tests/reference/statistics/r/base.inc"

}  // namespace

TEST_CASE("rates against base R's poisson.test") {
  for (const auto& [count, exposure, level, lower, upper] : kRates) {
    CAPTURE(count);
    const Estimate e = exact_rate(static_cast<std::int64_t>(count), exposure, level);
    CHECK(e.value() == doctest::Approx(count / exposure).epsilon(1e-15));
    CHECK(e.lower() == doctest::Approx(lower).epsilon(1e-11));
    CHECK(e.upper() == doctest::Approx(upper).epsilon(1e-11));
  }
}

TEST_CASE("the ends are where a tail of Poisson's law at the count is α/2") {
  for (const std::int64_t count : {1, 4, 37}) {
    const Estimate e = exact_rate(count, 1, 0.9);
    const auto k = static_cast<double>(count);
    CHECK(probability::Poisson(e.lower()).survival(k - 1) == doctest::Approx(0.05).epsilon(1e-9));
    CHECK(probability::Poisson(e.upper()).cdf(k) == doctest::Approx(0.05).epsilon(1e-9));
  }
  CHECK(exact_rate(0, 2).lower() == 0);
  CHECK(exact_rate(0, 2).upper() == doctest::Approx(-std::log(0.025) / 2).epsilon(1e-13));
}

TEST_CASE("no negative counts, no exposure of nothing") {
  CHECK_THROWS_AS(exact_rate(-1, 1), Error);
  CHECK_THROWS_AS(exact_rate(1, 0), Error);
  CHECK_THROWS_AS(exact_rate(1, INFINITY), Error);
  CHECK_THROWS_AS(exact_rate(1, 1, 1), Error);
}
