// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/two_proportions.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../../tests/reference/statistics/intervals.inc"

std::int64_t whole(double x) { return static_cast<std::int64_t>(x); }

}  // namespace

TEST_CASE("score intervals of two shares against their definition") {
  for (const auto& row : kTwoShares) {
    CAPTURE(row[0]);
    CAPTURE(row[1]);
    const Share first{whole(row[0]), whole(row[1])}, second{whole(row[2]), whole(row[3])};
    const Estimate difference = score_difference(first, second), ratio = score_ratio(first, second);
    CHECK(difference.lower() == doctest::Approx(row[4]).epsilon(1e-9));
    CHECK(difference.upper() == doctest::Approx(row[5]).epsilon(1e-9));
    CHECK(ratio.lower() == doctest::Approx(row[6]).epsilon(1e-9));
    CHECK(ratio.upper() == doctest::Approx(row[7]).epsilon(1e-9));
  }
}

TEST_CASE("paired shares against their definition") {
  for (const auto& row : kPaired) {
    CAPTURE(row[1]);
    CAPTURE(row[2]);
    const Estimate e =
        paired_score_difference({whole(row[0]), whole(row[1]), whole(row[2]), whole(row[3])});
    CHECK(e.lower() == doctest::Approx(row[4]).epsilon(1e-9));
    CHECK(e.upper() == doctest::Approx(row[5]).epsilon(1e-9));
  }
}

TEST_CASE("laws of two shares: exchange turns the sign, inverts the ratio; ends stay in range") {
  for (const std::int64_t n : {1, 2, 9, 40})
    for (std::int64_t k = 0; k <= n; k += 1 + n / 5)
      for (const std::int64_t m : {1, 7, 30})
        for (std::int64_t j = 0; j <= m; j += 1 + m / 4) {
          CAPTURE(k);
          CAPTURE(n);
          CAPTURE(j);
          CAPTURE(m);
          const Estimate a = score_difference({k, n}, {j, m}), b = score_difference({j, m}, {k, n});
          CHECK(a.lower() == doctest::Approx(-b.upper()).epsilon(1e-9));
          CHECK(a.lower() >= -1);
          CHECK(a.upper() <= 1);
          CHECK(a.interval()->contains(a.value()));
          const Estimate r = score_ratio({k, n}, {j, m}), s = score_ratio({j, m}, {k, n});
          CHECK(r.is_defined() == (k + j > 0));
          if (!r.is_defined()) continue;
          CHECK(r.lower() >= 0);
          CHECK(r.interval()->contains(r.value()));
          if (std::isfinite(s.upper()) && s.upper() > 0)
            CHECK(r.lower() == doctest::Approx(1 / s.upper()).epsilon(1e-7));
          else
            CHECK(r.lower() == 0);
        }
}

TEST_CASE("two shares: nothing to compare, and what is refused") {
  CHECK_FALSE(score_difference({0, 0}, {1, 2}).is_defined());
  CHECK_FALSE(score_ratio({0, 3}, {0, 2}).is_defined());
  CHECK_FALSE(paired_score_difference({}).is_defined());
  CHECK(std::isinf(score_ratio({3, 3}, {0, 2}).upper()));
  CHECK_THROWS_AS(score_difference({3, 2}, {1, 2}), Error);
  CHECK_THROWS_AS(score_ratio({1, 2}, {-1, 2}), Error);
  CHECK_THROWS_AS(paired_score_difference({1, -1, 0, 0}), Error);
  CHECK_THROWS_AS(score_difference({1, 2}, {1, 2}, 0), Error);
}
