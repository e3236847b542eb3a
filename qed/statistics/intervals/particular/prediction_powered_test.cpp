// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/particular/prediction_powered.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/statistics/intervals/intervals.h"

using namespace qed;
using namespace qed::statistics;

TEST_CASE("useless predictions are not used, perfect ones count as labels") {
  std::vector<double> y, useless, others, truth;
  Rng rng(3);
  for (int i = 0; i < 200; ++i) y.push_back(rng.normal()), useless.push_back(i % 2);
  for (int i = 0; i < 5000; ++i) others.push_back(i % 2), truth.push_back(rng.normal());
  // Exactly uncorrelated: the labels of even and of odd rows are given one mean.
  double odd = 0, even = 0;
  for (int i = 0; i < 200; ++i) (i % 2 ? odd : even) += y[i] / 100;
  for (int i = 0; i < 200; ++i) y[i] -= i % 2 ? odd : even;
  const PredictionPowered without = prediction_powered_mean(y, useless, others);
  CHECK(without.lambda < 1e-12);
  CHECK(without.mean.lower() == doctest::Approx(mean_interval(y).lower()).epsilon(1e-9));
  const PredictionPowered with = prediction_powered_mean(y, y, truth);
  CHECK(with.lambda == doctest::Approx(5000.0 / 5200).epsilon(0.1));
  CHECK(with.gain > 10);
  CHECK(with.gain < 40);
}

// A right interval misses 5 % of 2,000 means: this test fails by chance once in 10^6.
TEST_CASE("the interval covers when the predictions are biased") {
  int hits = 0;
  for (std::uint64_t trial = 0; trial < 2000; ++trial) {
    Rng rng(5, 1, trial);
    std::vector<double> y, f, others;
    for (int i = 0; i < 60; ++i) {
      y.push_back(rng.normal());
      f.push_back(1 + y.back() + 0.5 * rng.normal());
    }
    for (int i = 0; i < 600; ++i) others.push_back(1 + rng.normal() + 0.5 * rng.normal());
    hits += prediction_powered_mean(y, f, others).mean.interval()->contains(0);
  }
  CHECK(hits >= 1900 - 49);
  CHECK(hits <= 1900 + 46);
}

TEST_CASE("prediction-powered means: what is refused") {
  const std::vector<double> two{1, 2}, one{1}, bad{1, INFINITY};
  CHECK_THROWS_AS(prediction_powered_mean(two, one, two), Error);
  CHECK_THROWS_AS(prediction_powered_mean(two, two, one), Error);
  CHECK_THROWS_AS(prediction_powered_mean(two, bad, two), Error);
  const PredictionPowered constant =
      prediction_powered_mean(two, std::vector<double>{3, 3}, std::vector<double>{3, 3});
  CHECK(constant.lambda == 0);
}
