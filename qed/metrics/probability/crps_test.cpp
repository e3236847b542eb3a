// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/probability/crps.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"

namespace {

using namespace qed;
using namespace qed::metrics;
using Values = std::vector<double>;

#include "../../../tests/reference/metrics/crps.inc"

// Forecasts of crps.py.
Values members_of(int r) {
  Values members;
  for (int k = 0; k < 7; ++k) members.push_back((r * 31 + k * 17) % 23 / 4.0 - 2);
  return members;
}
double label_of(int r) { return r * 19 % 41 / 5.0 - 2.5; }

}  // namespace

TEST_CASE("CRPS against scoringrules") {
  const Values levels{0.05, 0.2, 0.35, 0.5, 0.6, 0.9, 0.99};
  Matrix members(12, 7), quantiles(12, 7);
  Values y, mu, sigma;
  for (int r = 0; r < 12; ++r) {
    Values row = members_of(r);
    for (int k = 0; k < 7; ++k) members(r, k) = row[static_cast<std::size_t>(k)];
    std::ranges::sort(row);
    for (int k = 0; k < 7; ++k) quantiles(r, k) = row[static_cast<std::size_t>(k)];
    y.push_back(label_of(r));
    mu.push_back(r % 5 / 2.0 - 1);
    sigma.push_back(0.1 + r % 4 * 0.7);
  }
  const auto plain = ensemble_crps_rows(members, y, EnsembleScore::plain),
             fair = ensemble_crps_rows(members, y), normal = normal_crps_rows(mu, sigma, y),
             quantile = quantile_crps_rows(levels, quantiles, y);
  for (int r = 0; r < 12; ++r) {
    CAPTURE(r);
    const auto i = static_cast<std::size_t>(r);
    // The reference's sums of pairs cancel to 1e-15 of the spread.
    CHECK(plain[i] == doctest::Approx(kCrps[r].plain).epsilon(1e-14));
    CHECK(fair[i] == doctest::Approx(kCrps[r].fair).epsilon(1e-14));
    CHECK(normal[i] == doctest::Approx(kCrps[r].normal).epsilon(1e-14));
    CHECK(quantile[i] == doctest::Approx(kCrps[r].quantile).epsilon(1e-14));
    CHECK(ensemble_crps(members_of(r), y[i]) == plain[i]);
    CHECK(*fair_crps(members_of(r), y[i]) == fair[i]);
    CHECK(normal_crps(mu[i], sigma[i], y[i]) == normal[i]);
  }
}

TEST_CASE("CRPS: one value is the absolute error; far from zero nothing cancels") {
  CHECK(ensemble_crps(Values{3}, 5) == 2);
  CHECK(ensemble_crps(Values{3, 3, 3}, 5) == 2);
  CHECK_FALSE(fair_crps(Values{3}, 5));
  CHECK(*fair_crps(Values{3, 3, 3}, 5) == 2);
  CHECK(normal_crps(3, 0, 5) == 2);
  CHECK(quantile_crps(Values{0.5}, Values{3}, 5) == 2);
  CHECK(ensemble_crps(Values{1, 2}, 2) == 0.25);
  CHECK(*fair_crps(Values{1, 2}, 2) == 0);
  CHECK(*fair_crps(Values{0, 2}, 1) == 0);
  CHECK(ensemble_crps(Values{0x1p40 + 1, 0x1p40 + 2}, 0x1p40 + 2) == 0.25);
  CHECK(normal_crps(0, 1, 0) ==
        doctest::Approx((std::numbers::sqrt2 - 1) * std::numbers::inv_sqrtpi));
  CHECK(normal_crps(0, 1, 1e8) == doctest::Approx(1e8 - std::numbers::inv_sqrtpi).epsilon(1e-15));
}

TEST_CASE("CRPS: the ensemble's is the pinball loss of its members at the levels (k - 1/2)/m") {
  for (int r = 0; r < 12; ++r) {
    Values members = members_of(r), levels;
    std::ranges::sort(members);
    for (int k = 0; k < 7; ++k) levels.push_back((k + 0.5) / 7);
    CHECK(quantile_crps(levels, members, label_of(r)) ==
          doctest::Approx(ensemble_crps(members, label_of(r))).epsilon(1e-14));
  }
}

TEST_CASE("CRPS: a fine ensemble of normal quantiles has the normal law's") {
  const probability::Normal law(1, 2);
  Values members;
  for (int k = 0; k < 4000; ++k) members.push_back(law.quantile((k + 0.5) / 4000));
  for (const double y : {-6.0, 0.3, 1.0, 4.0})
    CHECK(ensemble_crps(members, y) == doctest::Approx(normal_crps(1, 2, y)).epsilon(1e-3));
}

// Ensembles of 3 from N(0, s²) against y ~ N(0, 1): the fair score's mean is √((1 + s²) 2/π) - s/√π, the CRPS of the
// law itself, least at s = 1; the plain one's adds s/(3 √π) and prefers s < 1. 40,000 draws: a mean is off by
// more than 5 standard errors with probability 6e-7.
TEST_CASE(
    "the fair score is the CRPS of the law that members are drawn from; the plain one is not") {
  for (const double s : {0.6, 1.0, 1.6}) {
    CAPTURE(s);
    Rng rng(8, 1, static_cast<std::uint64_t>(10 * s));
    double fair = 0, squares = 0, plain = 0;
    const int draws = 40000;
    for (int d = 0; d < draws; ++d) {
      const Values members{s * rng.normal(), s * rng.normal(), s * rng.normal()};
      const double y = rng.normal(), score = *fair_crps(members, y);
      fair += score / draws, squares += score * score / draws;
      plain += ensemble_crps(members, y) / draws;
    }
    const double expected =
        std::sqrt((1 + s * s) * 2 / std::numbers::pi) - s * std::numbers::inv_sqrtpi;
    const double error = std::sqrt((squares - fair * fair) / draws);
    CHECK(std::abs(fair - expected) < 5 * error);
    CHECK(std::abs(plain - expected - s * std::numbers::inv_sqrtpi / 3) < 5 * error);
  }
}

TEST_CASE("CRPS: what is refused; the same bits for any threads") {
  CHECK_THROWS_AS(ensemble_crps({}, 1), Error);
  CHECK_THROWS_AS(ensemble_crps(Values{NAN}, 1), Error);
  CHECK_THROWS_AS(fair_crps(Values{1, 2}, INFINITY), Error);
  CHECK_THROWS_AS(normal_crps(0, -1, 1), Error);
  CHECK_THROWS_AS(normal_crps(0, 1, NAN), Error);
  CHECK_THROWS_AS(quantile_crps(Values{0.5}, Values{1, 2}, 1), Error);
  CHECK_THROWS_AS(quantile_crps(Values{1}, Values{1}, 1), Error);
  CHECK_THROWS_AS(quantile_crps({}, {}, 1), Error);
  CHECK_THROWS_AS(ensemble_crps_rows(Matrix::Zero(3, 1), Values{1, 2, 3}), Error);
  CHECK_THROWS_AS(ensemble_crps_rows(Matrix::Zero(3, 2), Values{1, 2}), Error);
  CHECK_THROWS_AS(normal_crps_rows(Values{1}, Values{1, 2}, Values{1}), Error);
  CHECK(ensemble_crps_rows(Matrix::Zero(0, 2), {}).empty());
  Rng rng(5);
  Matrix members(5000, 6);
  Values y;
  for (Index i = 0; i < 5000; ++i) {
    for (Index k = 0; k < 6; ++k) members(i, k) = rng.normal();
    y.push_back(rng.normal());
  }
  set_threads(1);
  const auto one = ensemble_crps_rows(members, y);
  set_threads(7);
  CHECK(ensemble_crps_rows(members, y) == one);
  set_threads(0);
}
