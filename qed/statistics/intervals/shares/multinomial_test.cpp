// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/multinomial.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "qed/base/error.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../../tests/reference/statistics/intervals.inc"

}  // namespace

TEST_CASE("simultaneous shares against statsmodels") {
  for (const auto& row : kMultinomial) {
    const std::vector<std::int64_t> counts(row[0].begin(), row[0].end());
    CAPTURE(counts.size());
    const auto goodman = goodman_shares(counts), sison = sison_glaz_shares(counts);
    for (std::size_t c = 0; c < counts.size(); ++c) {
      CAPTURE(c);
      CHECK(goodman[c].lower() == doctest::Approx(row[1][2 * c]).epsilon(1e-11));
      CHECK(goodman[c].upper() == doctest::Approx(row[1][2 * c + 1]).epsilon(1e-11));
      CHECK(sison[c].lower() == doctest::Approx(row[2][2 * c]).epsilon(1e-9));
      CHECK(sison[c].upper() == doctest::Approx(row[2][2 * c + 1]).epsilon(1e-9));
    }
  }
}

TEST_CASE("shares: no rows, one cell, negative counts") {
  const std::vector<std::int64_t> none{0, 0}, one{5}, negative{5, -1}, all{0, 40};
  CHECK_FALSE(goodman_shares(none)[0].is_defined());
  CHECK_FALSE(sison_glaz_shares(none)[1].is_defined());
  CHECK_THROWS_AS(goodman_shares(one), Error);
  CHECK_THROWS_AS(sison_glaz_shares(negative), Error);
  CHECK(sison_glaz_shares(all)[1].upper() == 1);
  CHECK(goodman_shares(all)[0].lower() == 0);
}
