// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/statistics/tests/tests.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../tests/reference/statistics/tests.inc"

std::int64_t whole(double x) { return static_cast<std::int64_t>(x); }

}  // namespace

TEST_CASE("tests of counts against SciPy and statsmodels") {
  for (const auto& row : kMcNemar) {
    CAPTURE(row[0]);
    const PairedCounts counts{5, whole(row[0]), whole(row[1]), 7};
    CHECK(*mcnemar_test(counts).p_value == doctest::Approx(row[2]).epsilon(1e-10));
    CHECK(*mcnemar_test(counts, true).p_value == doctest::Approx(row[3]).epsilon(1e-10));
  }
  for (const auto& row : kFisher) {
    CAPTURE(row[0]);
    CHECK(*fisher_test({whole(row[0]), whole(row[1])}, {whole(row[2]), whole(row[3])}).p_value ==
          doctest::Approx(row[4]).epsilon(1e-10));
  }
  for (const auto& row : kChiSquare) {
    std::vector<std::int64_t> counts;
    for (int i = 0; i < 6; ++i) counts.push_back(whole(row[static_cast<std::size_t>(2 + i)]));
    const TestResult r =
        chi_square_test(counts, static_cast<std::size_t>(row[0]), static_cast<std::size_t>(row[1]));
    CHECK(r.statistic == doctest::Approx(row[8]).epsilon(1e-12));
    CHECK(*r.p_value == doctest::Approx(row[9]).epsilon(1e-11));
  }
}

TEST_CASE("counts that cannot speak, and what is refused") {
  CHECK_FALSE(mcnemar_test({10, 0, 0, 3}).p_value);
  CHECK_FALSE(fisher_test({0, 5}, {0, 9}).p_value);
  const std::vector<std::int64_t> one_row{3, 4, 0, 0}, negative{1, -1, 2, 2};
  CHECK_FALSE(chi_square_test(one_row, 2, 2).p_value);
  CHECK_FALSE(chi_square_test(one_row, 2, 2).reason.empty());
  CHECK_THROWS_AS(chi_square_test(negative, 2, 2), Error);
  CHECK_THROWS_AS(chi_square_test(negative, 2, 3), Error);
  CHECK_THROWS_AS(mcnemar_test({0, -1, 0, 0}), Error);
  CHECK_THROWS_AS(fisher_test({6, 5}, {0, 9}), Error);
}

TEST_CASE("Spiegelhalter's Z: its definition, its size, and its power against sharpened scores") {
  const std::vector<double> p{0.1, 0.8, 0.6, 0.3};
  const std::vector<std::uint8_t> y{0, 1, 0, 1};
  // Σ (y-p)(1-2p) = -.08 - .12 + .12 + .28 = .2; Σ (1-2p)² p(1-p) = .0576 + .0576 + .0096 + .0336.
  CHECK(spiegelhalter_test(p, y).statistic == doctest::Approx(0.2 / std::sqrt(0.1584)));
  int rejected = 0, found = 0;
  for (std::uint64_t trial = 0; trial < 1000; ++trial) {
    Rng rng(8, 4, trial);
    std::vector<double> right, sharp;
    std::vector<std::uint8_t> label;
    for (int i = 0; i < 500; ++i) {
      right.push_back(rng.uniform());
      label.push_back(rng.uniform() < right.back());
      const double odds = right.back() / (1 - right.back());
      sharp.push_back(odds * odds / (1 + odds * odds));
    }
    rejected += *spiegelhalter_test(right, label).p_value <= 0.05;
    found += *spiegelhalter_test(sharp, label).p_value <= 0.05;
  }
  // Binomial(1000, 0.05): beyond [20, 87] with a probability below 1e-6.
  CHECK(rejected >= 20);
  CHECK(rejected <= 87);
  CHECK(found > 990);
  CHECK_FALSE(spiegelhalter_test(std::vector<double>{0, 0.5, 1}, std::vector<std::uint8_t>{0, 1, 1})
                  .p_value);
  CHECK_THROWS_AS(spiegelhalter_test(std::vector<double>{1.2}, std::vector<std::uint8_t>{1}),
                  Error);
  CHECK_THROWS_AS(spiegelhalter_test(p, std::vector<std::uint8_t>{1}), Error);
}
