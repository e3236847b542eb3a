// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/auc.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../tests/reference/statistics/intervals.inc"

// The rows of intervals.py, and the same with the score moved in places.
struct Rows {
  std::vector<double> score, other;
  std::vector<std::uint8_t> label;
};
Rows reference_rows(int m, int n, double ties) {
  Rows rows;
  for (int i = 0; i < m; ++i) {
    rows.score.push_back(std::floor((i * 37 + 11) % 101 * ties / 101.0) + 0.25 * ties);
    rows.other.push_back(rows.score.back() - i % 3);
    rows.label.push_back(1);
  }
  for (int j = 0; j < n; ++j) {
    rows.score.push_back(std::floor((j * 53 + 29) % 97 * ties / 97.0));
    rows.other.push_back(rows.score.back() - j % 2);
    rows.label.push_back(0);
  }
  return rows;
}

}  // namespace

TEST_CASE("areas and DeLong's variances against all pairs") {
  for (const auto& row : kAreas) {
    CAPTURE(row[0]);
    const Rows rows = reference_rows(static_cast<int>(row[0]), static_cast<int>(row[1]), row[2]);
    ClassScores scores = split_by_label(rows.score, rows.label);
    const AreaUnderCurve auc = area_under_curve(scores);
    CHECK(auc.area == doctest::Approx(row[3]).epsilon(1e-14));
    CHECK(auc.variance == doctest::Approx(row[4]).epsilon(1e-12));
    const Estimate apart = delong_difference(rows.score, rows.other, rows.label);
    const double z = probability::Normal().upper_quantile(0.025);
    CHECK((apart.value() - apart.lower()) / z == doctest::Approx(std::sqrt(row[5])).epsilon(1e-12));
    // Of a few rows of a class, Student's quantile: between that of the smaller class and that of all rows.
    const Estimate wider = jackknife_auc_difference(rows.score, rows.other, rows.label);
    const double longer = (wider.upper() - wider.lower()) / (apart.upper() - apart.lower());
    const auto t = [](double degrees) {
      return probability::StudentT(degrees).upper_quantile(0.025);
    };
    const auto m = static_cast<double>(std::ranges::count(rows.label, 1)),
               n = static_cast<double>(std::ranges::count(rows.label, 0));
    CHECK(wider.value() == apart.value());
    CHECK(longer >= t(m + n - 2) / z - 1e-12);
    CHECK(longer <= t(std::min(m, n) - 1) / z + 1e-12);
  }
}

TEST_CASE("laws of the area: rising transforms, and exchanging the classes") {
  const Rows rows = reference_rows(40, 25, 30);
  ClassScores scores = split_by_label(rows.score, rows.label);
  const Estimate auc = delong_auc(scores);
  std::vector<double> bent;
  for (const double s : rows.score) bent.push_back(std::exp(s / 10) - 7);
  ClassScores other = split_by_label(bent, rows.label);
  const Estimate same = delong_auc(other);
  CHECK(same.value() == auc.value());
  CHECK(same.lower() == auc.lower());
  std::swap(scores.positive, scores.negative);
  const Estimate turned = delong_auc(scores);
  CHECK(turned.value() == doctest::Approx(1 - auc.value()).epsilon(1e-14));
  CHECK(turned.lower() == doctest::Approx(1 - auc.upper()).epsilon(1e-12));
  const Estimate none = delong_difference(rows.score, rows.score, rows.label);
  CHECK(none.lower() == 0);
  CHECK(none.upper() == 0);
}

TEST_CASE("perfect separation, ties only and one class have an answer") {
  ClassScores apart{{5, 6, 7}, {1, 2, 3, 4}};
  const Estimate perfect = delong_auc(apart);
  CHECK(perfect.value() == 1);
  CHECK(perfect.upper() == 1);
  CHECK(perfect.lower() > 0.3);
  CHECK(perfect.lower() < 0.9);
  CHECK(perfect.interval()->method == "Newcombe, method 5");
  ClassScores equal{{1, 1, 1}, {1, 1}};
  CHECK(delong_auc(equal).value() == 0.5);
  ClassScores one{{1, 2}, {}};
  CHECK_FALSE(delong_auc(one).is_defined());
  CHECK_THROWS_AS(area_under_curve(one), Error);
  const std::vector<double> bad{1, std::numeric_limits<double>::quiet_NaN()};
  const std::vector<std::uint8_t> labels{0, 1}, two{0, 2};
  CHECK_THROWS_AS(split_by_label(bad, labels), Error);
  CHECK_THROWS_AS(split_by_label(std::vector<double>{1, 2}, two), Error);
  CHECK_THROWS_AS(split_by_label(std::vector<double>{1}, labels), Error);
}
