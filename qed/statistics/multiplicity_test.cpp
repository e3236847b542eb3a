// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/multiplicity.h"

#include <doctest/doctest.h>

#include "qed/base/error.h"

using namespace qed::statistics;

namespace {
#include "tests/reference/statistics/r/p_adjust.inc"

void check_equal(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-14));
}
}  // namespace

TEST_CASE("adjusted p-values equal R's p.adjust") {
  check_equal(holm(kRaw), kHolm);
  check_equal(benjamini_hochberg(kRaw), kBenjaminiHochberg);
  check_equal(benjamini_yekutieli(kRaw), kBenjaminiYekutieli);
}

TEST_CASE("none and bad p-values") {
  CHECK(holm({}).empty());
  CHECK_THROWS_AS(holm(std::vector<double>{0.1, 1.2}), qed::Error);
}
