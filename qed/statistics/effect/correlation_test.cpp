// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/effect/correlation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../tests/reference/statistics/r/base.inc"

}  // namespace

TEST_CASE("correlations against base R's cor.test") {
  for (const auto& row : kCorrelations) {
    CAPTURE(row[0]);
    const Estimate e = fisher_correlation(row[11], static_cast<std::int64_t>(row[0]), row[10]);
    CHECK(e.lower() == doctest::Approx(row[12]).epsilon(1e-11));
    CHECK(e.upper() == doctest::Approx(row[13]).epsilon(1e-11));
    CHECK(e.n() == static_cast<std::int64_t>(row[0]));
  }
}

TEST_CASE("three pairs and pairs on a line have no interval; what is no correlation is refused") {
  CHECK(fisher_correlation(0.5, 3).reason() == "it takes four pairs");
  CHECK(fisher_correlation(-1, 30).reason().find("line") != std::string::npos);
  CHECK_THROWS_AS(fisher_correlation(1.1, 30), Error);
  CHECK_THROWS_AS(fisher_correlation(NAN, 30), Error);
  CHECK_THROWS_AS(fisher_correlation(0, -1), Error);
  CHECK_THROWS_AS(fisher_correlation(0, 30, 0), Error);
}

TEST_CASE("the correlation of neighbours, by hand") {
  CHECK(neighbour_correlation(std::vector<double>{1, 1, -1, -1}).value() == doctest::Approx(0.25));
  CHECK_FALSE(neighbour_correlation(std::vector<double>{0, 0, 0}).is_defined());
  CHECK_FALSE(are_alike(neighbour_correlation(std::vector<double>{1, 1, -1, -1})));
  std::vector<double> halves(100, 1);
  std::fill(halves.begin() + 50, halves.end(), -1);
  CHECK(are_alike(neighbour_correlation(halves)));
}
