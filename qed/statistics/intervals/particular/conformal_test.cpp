// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/particular/conformal.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "qed/base/error.h"

using namespace qed;
using namespace qed::statistics;

TEST_CASE(
    "among n + 1 different values in every order, the last lies within as often as promised") {
  // Exchangeability by hand: each of the n + 1 values is the new one once.
  for (const int n : {1, 4, 19, 20, 39, 100})
    for (const double level : {0.5, 0.8, 0.95}) {
      CAPTURE(n);
      CAPTURE(level);
      int within = 0;
      for (int fresh = 0; fresh <= n; ++fresh) {
        std::vector<double> others;
        for (int i = 0; i <= n; ++i)
          if (i != fresh) others.push_back(i);
        within += fresh <= conformal_bound(others, level);
      }
      CHECK(within >= level * (n + 1) - 1e-9);
      CHECK(within < level * (n + 1) + 1);
    }
  CHECK(std::isinf(conformal_bound(std::vector<double>(18, 1.0))));  // needs 19 rows
  CHECK(conformal_bound(std::vector<double>(19, 1.0)) == 1);
}

TEST_CASE("every group has its own bound") {
  std::vector<double> scores;
  std::vector<std::int32_t> group;
  for (int i = 1; i <= 40; ++i) scores.push_back(i), group.push_back(i > 20);
  const auto bounds = mondrian_bounds(scores, group, 3, 0.9);
  CHECK(bounds[0] == 19);
  CHECK(bounds[1] == 39);
  CHECK(std::isinf(bounds[2]));
}

TEST_CASE("jackknife+ of equal models is the split conformal interval") {
  std::vector<double> residual(39), prediction(39, 7.0);
  std::iota(residual.begin(), residual.end(), 1.0);
  const Interval i = jackknife_plus(prediction, residual, 0.9);
  CHECK(i.lower == 7 - 36);
  CHECK(i.upper == 7 + 36);
  // Different predictions: the ends are order statistics of each side.
  prediction[0] = -1000;
  CHECK(jackknife_plus(prediction, residual, 0.9).lower == 7 - 37);
  CHECK(jackknife_plus(prediction, residual, 0.9).upper == 7 + 36);
}

TEST_CASE("what conformal intervals refuse") {
  const std::vector<double> bad{1, std::nan("")}, good{1, 2}, negative{1, -1};
  CHECK_THROWS_AS(conformal_bound(bad), Error);
  CHECK_THROWS_AS(conformal_bound(good, 1), Error);
  CHECK_THROWS_AS(mondrian_bounds(good, std::vector<std::int32_t>{0, 2}, 2), Error);
  CHECK_THROWS_AS(mondrian_bounds(good, std::vector<std::int32_t>{0}, 2), Error);
  CHECK_THROWS_AS(jackknife_plus(good, negative), Error);
  CHECK_THROWS_AS(jackknife_plus(good, std::vector<double>{1}), Error);
}
