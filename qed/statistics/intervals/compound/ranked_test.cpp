// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/compound/ranked.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/base/random.h"

using namespace qed;
using namespace qed::statistics;

TEST_CASE(
    "a weighted quantile: the smallest value whose share is reached, midway where it is met") {
  const Ranks ranks({30, 10, 20, 40});
  const auto at = [&](double p, const std::vector<double>& w) {
    return quantile_of_weighted(ranks, p, w).value();
  };
  CHECK(at(0.5, {1, 1, 1, 1}) == 25);
  CHECK(at(0.5, {0.1, 0.1, 0.1, 0.1}) == 25);  // 0.1 + 0.1 is not half of 0.4 in every order
  CHECK(at(0.75, {1, 1, 1, 1}) == 35);
  CHECK(at(0.51, {1, 1, 1, 1}) == 30);
  CHECK(at(0.5, {5, 1, 1, 1}) == 30);
  CHECK(at(0.5, {0, 1, 0, 1}) == 25);  // rows that weigh nothing are not there
  CHECK(at(0.5, {0, 0, 0, 2}) == 40);
  CHECK(at(0.999, {1, 1, 1, 1}) == 40);
  CHECK_FALSE(quantile_of_weighted(ranks, 0.5, std::vector<double>{0, 0, 0, 0}));
  for (const double scale : {1e-300, 1e-3, 1e6, 1e300})
    CHECK(at(0.5, {3 * scale, scale, scale, scale}) == 30);
}

TEST_CASE("a weighted quantile of whole weights is that of repeated rows by the same definition") {
  Rng rng(3, 4);
  std::vector<double> x, w, repeated;
  for (int i = 0; i < 40; ++i) {
    x.push_back(std::floor(rng.uniform() * 20));
    w.push_back(static_cast<double>(rng.below(5)));
    repeated.insert(repeated.end(), static_cast<std::size_t>(w.back()), x.back());
  }
  for (const double p : {0.05, 0.25, 0.5, 0.77, 0.95})
    CHECK(quantile_of_weighted(Ranks(x), p, w) ==
          quantile_of_weighted(Ranks(repeated), p, std::vector<double>(repeated.size(), 1)));
}

TEST_CASE("placements: their means by weight within each class are the area") {
  Rng rng(5, 6);
  std::vector<double> score, label, w;
  for (int i = 0; i < 60; ++i) {
    label.push_back(static_cast<double>(rng.below(3) == 0));
    score.push_back(std::floor(4 * (rng.normal() + label.back())));
    w.push_back(static_cast<double>(rng.below(4)) * rng.uniform());
  }
  const Ranks ranks(score);
  const double area = area_of_weighted(ranks, label, w).value();
  double pairs = 0, all = 0;
  for (std::size_t i = 0; i < 60; ++i)
    for (std::size_t j = 0; j < 60; ++j) {
      if (!(label[i] == 1 && label[j] == 0)) continue;
      const double won = score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
      pairs += w[i] * w[j] * won, all += w[i] * w[j];
    }
  CHECK(area == doctest::Approx(pairs / all).epsilon(1e-13));
  const std::vector<double> placed = placements(ranks, label, w);
  for (const double own : {0.0, 1.0}) {
    double sum = 0, weight = 0;
    for (std::size_t i = 0; i < 60; ++i)
      if (label[i] == own) sum += w[i] * placed[i], weight += w[i];
    CHECK(sum / weight == doctest::Approx(area).epsilon(1e-13));
  }
}

TEST_CASE("Kish's number of rows") {
  CHECK(effective_rows(std::vector<double>{2, 2, 2}) == doctest::Approx(3));
  CHECK(effective_rows(std::vector<double>{1, 0, 0}) == 1);
  CHECK(effective_rows(std::vector<double>{3, 1}) == doctest::Approx(1.6));
  CHECK(effective_rows(std::vector<double>{0, 0}) == 0);
  CHECK(effective_rows(std::vector<double>{}) == 0);
  CHECK(effective_rows(std::vector<double>{1e300, 1e300}) == doctest::Approx(2));
}
