// SPDX-License-Identifier: Apache-2.0
// The tests beside those of base R.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/tests/permuted.h"
#include "qed/statistics/tests/tests.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../tests/reference/statistics/r/base.inc"

std::int64_t whole(double x) { return static_cast<std::int64_t>(x); }

// The values of tests.py, from five numbers of a row.
std::vector<double> made(const double* k) {
  std::vector<double> x;
  for (int i = 0; i < k[0]; ++i) x.push_back(std::fmod(i * k[1] + 7, k[2]) * k[4] + k[3]);
  return x;
}

}  // namespace

TEST_CASE("tests of counts against base R") {
  for (const auto& [first, second, p] : kBinomial)
    CHECK(*mcnemar_test({3, whole(first), whole(second), 4}).p_value ==
          doctest::Approx(p).epsilon(1e-10));
  for (const auto& [k_1, n_1, k_2, n_2, p] : kFisherOfR)
    CHECK(*fisher_test({whole(k_1), whole(n_1)}, {whole(k_2), whole(n_2)}).p_value ==
          doctest::Approx(p).epsilon(1e-10));
  for (const auto& row : kChiSquareOfR) {
    const auto rows = static_cast<std::size_t>(row[0]), columns = static_cast<std::size_t>(row[1]);
    std::vector<std::int64_t> counts;
    for (std::size_t i = 0; i < rows * columns; ++i) counts.push_back(whole(row[2 + i]));
    const TestResult r = chi_square_test(counts, rows, columns);
    CHECK(r.statistic == doctest::Approx(row[8]).epsilon(1e-12));
    CHECK(*r.p_value == doctest::Approx(row[9]).epsilon(1e-10));
  }
}

TEST_CASE("Kolmogorov's tests against base R, with ties too") {
  for (const auto& row : kSmirnovOfR) {
    CAPTURE(row[0]);
    const TestResult r = kolmogorov_smirnov_test(made(&row[0]), made(&row[5]));
    CHECK(r.statistic == doctest::Approx(row[10]).epsilon(1e-12));
    CHECK(*r.p_value == doctest::Approx(row[11]).epsilon(1e-10));
  }
  for (const auto& row : kKolmogorovOfR) {
    CAPTURE(row[0]);
    const TestResult r = kolmogorov_test(made(&row[0]), [](double v) { return v; });
    CHECK(r.statistic == doctest::Approx(row[5]).epsilon(1e-12));
    CHECK(*r.p_value == doctest::Approx(row[6]).epsilon(1e-9));
  }
}

TEST_CASE("Welch's t, and Wilcoxon's statistic as an area, against base R") {
  for (const auto& row : kTwoSamples) {
    CAPTURE(row[0]);
    const std::vector<double> x = made(&row[0]), y = made(&row[5]);
    CHECK(studentised_permutation_test(x, y, {.replicates = 99}).statistic ==
          doctest::Approx(row[10]).epsilon(1e-12));
    ClassScores scores{x, y};
    CHECK(area_under_curve(scores).area == doctest::Approx(row[11]).epsilon(1e-13));
  }
}
