// SPDX-License-Identifier: Apache-2.0
// What Murphy's curves claim of models whose truth is known.
#include "qed/answers/measure/steps/pairs/murphy.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers::measure;

namespace {

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

Rows two_models(Task task, Form form) {
  Rows rows{.task = task, .y = {}, .classes = {"0", "1"}, .models = {}};
  rows.models.push_back({.name = "a", .form = form, .f = {}});
  rows.models.push_back({.name = "b", .form = form, .f = {}});
  return rows;
}

// Yes and no with log odds N(-1, 1.3²), and two models that see them through noise; units share their noise and label.
Rows noisy_probabilities(int n, int per_unit, double noise_a, double noise_b, std::uint64_t seed) {
  Rows rows = two_models(Task::binary, Form::probability);
  for (int i = 0; i < n; ++i) {
    Rng rng(seed, 1, static_cast<std::uint64_t>(i / per_unit));
    Rng own(seed, 2, static_cast<std::uint64_t>(i));
    const double odds = 1.3 * rng.normal() - 1;
    rows.y.push_back(rng.uniform() < logistic(odds));
    const double a = rng.normal(), b = rng.normal();
    const auto shared = [&](double unit) {
      return per_unit > 1 ? 0.8 * unit + 0.6 * own.normal() : unit;
    };
    rows.models[0].f.push_back(logistic(odds + noise_a * shared(a)));
    rows.models[1].f.push_back(logistic(odds + noise_b * shared(b)));
    if (per_unit > 1) rows.group.push_back(i / per_unit), rows.groups = i / per_unit + 1;
  }
  return rows;
}

// Numbers that are mostly 0, with a mean that two models see through noise.
Rows rare_amounts(int n, double noise_a, double noise_b, std::uint64_t seed) {
  Rows rows = two_models(Task::regression, Form::mean);
  for (int i = 0; i < n; ++i) {
    Rng rng(seed, 1, static_cast<std::uint64_t>(i));
    const double mean = std::exp(0.8 * rng.normal());
    rows.y.push_back(rng.uniform() < 0.05 ? 20 * mean * std::exp(0.5 * rng.normal() - 0.125) : 0);
    rows.models[0].f.push_back(mean * std::exp(noise_a * rng.normal()));
    rows.models[1].f.push_back(mean * std::exp(noise_b * rng.normal()));
  }
  return rows;
}

// The 0.98 quantile of N(·, 1), which two models see through noise.
Rows far_quantiles(int n, double noise_a, double noise_b, std::uint64_t seed) {
  Rows rows = two_models(Task::regression, Form::quantile);
  for (int i = 0; i < n; ++i) {
    Rng rng(seed, 1, static_cast<std::uint64_t>(i));
    const double centre = 2 * rng.normal();
    rows.y.push_back(centre + rng.normal());
    rows.models[0].f.push_back(centre + 2.0537 + noise_a * rng.normal());
    rows.models[1].f.push_back(centre + 2.0537 + noise_b * rng.normal());
  }
  return rows;
}

struct Claims {
  int better = 0, worse = 0;
};
template <class Make>
Claims claims(int tables, Form form, double quantile, Make&& make) {
  Claims c;
  for (int s = 0; s < tables; ++s) {
    const Rows rows = make(static_cast<std::uint64_t>(s) + 1);
    const auto m = murphy_of(rows, rows.models[0], rows.models[1], form, quantile, 0.95, 1);
    c.better += !m.better.empty(), c.worse += !m.worse.empty();
  }
  return c;
}

}  // namespace

TEST_CASE("the better model is seen better, and hardly ever worse anywhere") {
  // Measured: falsely worse in 0 of 60; by the rows' own spread alone in 17.
  const auto c = claims(60, Form::probability, 0.5,
                        [](std::uint64_t s) { return noisy_probabilities(600, 1, 0.3, 1.2, s); });
  MESSAGE("better in ", c.better, " of 60, falsely worse in ", c.worse);
  CHECK(c.better >= 48);  // 52 with and without the allowance for few labels
  CHECK(c.worse <= 3);
}

TEST_CASE("means and quantiles whose threshold few labels pass") {
  const auto amounts =
      claims(60, Form::mean, 0.5, [](std::uint64_t s) { return rare_amounts(600, 0.1, 0.9, s); });
  MESSAGE("amounts: better in ", amounts.better, " of 60, falsely worse in ", amounts.worse);
  CHECK(amounts.worse <= 3);
  const auto quantiles = claims(60, Form::quantile, 0.98,
                                [](std::uint64_t s) { return far_quantiles(600, 0.1, 0.8, s); });
  MESSAGE("quantiles: better in ", quantiles.better, " of 60, falsely worse in ", quantiles.worse);
  CHECK(quantiles.worse <= 3);
}

TEST_CASE("rows of a unit: chance is as large as units make it") {
  const auto c = claims(60, Form::probability, 0.5,
                        [](std::uint64_t s) { return noisy_probabilities(800, 4, 0.7, 0.7, s); });
  MESSAGE("claimed in ", c.better + c.worse,
          " of 60");  // 5 % is 3, and three standard deviations 8
  CHECK(c.better + c.worse <= 8);
}

TEST_SUITE("long") {
  TEST_CASE("a sharper model and two equal ones: claims that are false, of 100") {
    // Measured of 400: sharper 400 better and 0 worse (107 by the rows' own spread alone); equal 20 claims.
    const auto sharper = claims(100, Form::probability, 0.5, [](std::uint64_t s) {
      return noisy_probabilities(1500, 1, 0.3, 1.2, s);
    });
    const auto equal = claims(100, Form::probability, 0.5, [](std::uint64_t s) {
      return noisy_probabilities(1500, 1, 0.6, 0.6, s);
    });
    MESSAGE("sharper: ", sharper.better, " better, ", sharper.worse,
            " worse; equal: ", equal.better, " better, ", equal.worse, " worse");
    CHECK(sharper.worse <= 5);
    CHECK(equal.better + equal.worse <= 12);  // 5 % and three standard deviations
  }
}
