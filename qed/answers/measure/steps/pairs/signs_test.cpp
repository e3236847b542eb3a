// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/pairs/signs.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/base/random.h"
#include "qed/statistics/tests/tests.h"

using namespace qed;
using namespace qed::answers;

TEST_CASE("units of one row: McNemar's exact test") {
  for (const auto& [b, c] : {std::pair{9, 2}, {5, 5}, {0, 7}, {31, 12}}) {
    std::vector<std::int64_t> d(static_cast<std::size_t>(b), 1);
    d.insert(d.end(), static_cast<std::size_t>(c), -1);
    d.push_back(0);
    const auto test = measure::sign_test(d);
    CHECK(test.p_value ==
          doctest::Approx(*statistics::mcnemar_test({.first_only = b, .second_only = c}).p_value));
    CHECK(test.units == b + c);
  }
}

TEST_CASE("by hand: sums of signs of 1, 2 and 4") {
  // ±1 ±2 ±4 is 7, 5, 3, 1 and their negatives, each with 1/8.
  CHECK(measure::sign_test(std::vector<std::int64_t>{1, 2, 4}).p_value == doctest::Approx(0.25));
  CHECK(measure::sign_test(std::vector<std::int64_t>{-1, 2, 4}).p_value == doctest::Approx(0.5));
  CHECK(measure::sign_test(std::vector<std::int64_t>{}).p_value == 1);
}

TEST_CASE("units whose rows agree: the level holds where McNemar's of rows does not") {
  int by_units = 0, by_rows = 0;
  for (std::uint64_t r = 0; r < 400; ++r) {
    Rng rng(r, 33);
    std::vector<std::int64_t> d;
    std::int64_t first = 0, second = 0;
    for (int g = 0; g < 60; ++g) {  // eight equal rows a unit
      d.push_back(8 * ((rng.uniform() < 0.7) - (rng.uniform() < 0.7)));
      first += d.back() > 0 ? 8 : 0, second += d.back() < 0 ? 8 : 0;
    }
    by_units += measure::sign_test(d).p_value <= 0.05;
    by_rows +=
        *statistics::mcnemar_test({.first_only = first, .second_only = second}).p_value <= 0.05;
  }
  CHECK(by_units <= 36);  // Binomial(400, 0.05) is above it once in 2,000
  CHECK(by_rows > 120);
}

TEST_CASE("many rows: the normal law is near the exact one") {
  std::vector<std::int64_t> d;
  Rng rng(8, 1);
  for (int g = 0; g < 4000; ++g) d.push_back(static_cast<std::int64_t>(rng.below(9)) - 4);
  const auto exact = measure::sign_test(d);
  CHECK(exact.exact);
  for (auto& one : d) one *= 1000;
  const auto normal = measure::sign_test(d);
  CHECK_FALSE(normal.exact);
  CHECK(normal.p_value == doctest::Approx(exact.p_value).epsilon(0.03));
}
