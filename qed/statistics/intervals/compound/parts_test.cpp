// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/compound/parts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/methods/linearised.h"

using namespace qed;
using namespace qed::statistics;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::optional<double> difference(std::span<const double> u) { return u[0] - u[1]; }

Part median_of(std::size_t term) { return {.functional = Functional::quantile, .term = term}; }

Sample gaussian(std::size_t n, std::size_t terms) {
  Sample sample{.terms = std::vector<std::vector<double>>(terms)};
  Rng rng(8, n);
  for (auto& term : sample.terms)
    for (std::size_t i = 0; i < n; ++i) term.push_back(rng.normal());
  return sample;
}

std::vector<double> ones(const Sample& sample) {
  return std::vector<double>(static_cast<std::size_t>(sample.n()), 1);
}

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double v : values) total += v;
  return total;
}

}  // namespace

TEST_CASE("a quantile alone is the quantile, and weights of one thing are none") {
  Sample sample = gaussian(41, 2);
  for (const double p : {0.1, 0.5, 0.83}) {
    const double plain = value_of(quantile_quantity(p), {.terms = {sample.terms[0]}}).value();
    std::ranges::fill(sample.terms[1], 7.5);
    CHECK(value_of(weighted_quantile_quantity(p), sample).value() == plain);
    const Quantity formula =
        compound_quantity([](std::span<const double> u) { return std::optional(u[0]); },
                          {{.functional = Functional::quantile, .p = p}}, -kInfinity, kInfinity);
    CHECK(value_of(formula, sample).value() == plain);
  }
}

TEST_CASE("rows that weigh 0 are not there") {
  const Sample all = gaussian(60, 1);
  Sample some{.terms = {{}}}, weighted = all;
  weighted.terms.emplace_back();
  for (std::size_t i = 0; i < 60; ++i) {
    weighted.terms[1].push_back(i % 3 == 0);
    if (i % 3 == 0) some.terms[0].push_back(all.terms[0][i]);
  }
  CHECK(value_of(weighted_quantile_quantity(0.3), weighted) ==
        value_of(quantile_quantity(0.3), some));
}

TEST_CASE("influences sum to 0 and scale with the slope") {
  Sample sample = gaussian(200, 3);
  for (double& w : sample.terms[2]) w = std::exp(w);
  for (double& y : sample.terms[1]) y = y > 0.3;
  const Quantity quantity =
      compound_quantity(difference,
                        {{.functional = Functional::quantile, .p = 0.8, .term = 0, .weight = 2},
                         {.functional = Functional::area, .term = 0, .label = 1, .weight = 2}},
                        -kInfinity, kInfinity);
  const Parts parts(quantity, sample);
  const auto values = parts.values(ones(sample)).value();
  const auto each = parts.influences(values);
  for (const auto& psi : each) CHECK(std::abs(sum(psi)) < 1e-9);
  const auto all = parts.influence(values).value();
  for (std::size_t i = 0; i < 200; ++i)
    CHECK(all[i] == doctest::Approx(each[0][i] - each[1][i]).epsilon(1e-6));
}

// ψ of a mean and an area are slopes in a row's weight: by a central difference.
TEST_CASE("the influence of weighted means and areas is the slope in a row's weight") {
  Sample sample = gaussian(50, 3);
  for (double& w : sample.terms[2]) w = 0.2 + w * w;
  for (double& y : sample.terms[1]) y = y > 0;
  const Quantity quantity =
      compound_quantity(difference,
                        {{.functional = Functional::mean, .term = 0, .weight = 2},
                         {.functional = Functional::area, .term = 0, .label = 1, .weight = 2}},
                        -kInfinity, kInfinity);
  const Parts parts(quantity, sample);
  std::vector<double> counts = ones(sample);
  const auto psi = parts.influences(parts.values(counts).value());
  for (std::size_t i = 0; i < 50; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      constexpr double kStep = 1e-4;
      counts[i] = 1 + kStep;
      const double up = parts.values(counts).value()[k];
      counts[i] = 1 - kStep;
      const double down = parts.values(counts).value()[k];
      counts[i] = 1;
      CHECK(50 * (up - down) / (2 * kStep) == doctest::Approx(psi[k][i]).epsilon(1e-6));
    }
}

// Var of a median of n Gaussian rows is about π/2n.
TEST_CASE("the spacing of order statistics gives the median's standard error") {
  const Sample sample = gaussian(20'000, 2);
  const Quantity quantity =
      compound_quantity(difference, {median_of(0), median_of(1)}, -kInfinity, kInfinity);
  const double se = standard_error(linearised(quantity, sample).value());
  CHECK(se == doctest::Approx(std::sqrt(2 * 1.5707963 / 20'000)).epsilon(0.05));
}

TEST_CASE("a quantile without room about it moves by nothing") {
  Sample sample{.terms = {std::vector<double>(30, 4.0)}};
  sample.terms[0][3] = 9;
  const Quantity quantity =
      compound_quantity(difference, {median_of(0), median_of(0)}, -kInfinity, kInfinity);
  const Parts parts(quantity, sample);
  CHECK(parts.value(ones(sample)).value() == 0);
  const auto each = parts.influences(parts.values(ones(sample)).value());
  for (const double psi : each[0]) CHECK(std::isfinite(psi));
}

TEST_CASE("parts that do not fit are refused") {
  const auto refused = [](const Quantity& quantity, const Sample& sample, ErrorCode code) {
    try {
      check(quantity, sample);
      FAIL("accepted");
    } catch (const Error& e) {
      CHECK(e.code() == code);
    }
  };
  const Sample two{.terms = {{1, 2}, {0.5, 1}}};
  const Quantity beyond = compound_quantity(difference, {median_of(0), median_of(2)}, 0, 1);
  refused(beyond, two, ErrorCode::bad_shape);
  const Quantity area = compound_quantity(
      difference, {{.functional = Functional::area, .term = 0, .label = 1}, median_of(0)}, 0, 1);
  refused(area, two, ErrorCode::bad_value);
  refused(weighted_quantile_quantity(0.5), {.terms = {{1, 2}, {1, -1}}}, ErrorCode::bad_value);
  refused(weighted_quantile_quantity(0.5), {.terms = {{1, 2}}}, ErrorCode::bad_shape);
  refused(weighted_area_quantity(), {.terms = {{1, 2}, {0, 1}, {1, NAN}}}, ErrorCode::bad_value);
  CHECK_THROWS_AS(compound_quantity({}, {median_of(0)}, 0, 1), Error);
  CHECK_THROWS_AS(compound_quantity(difference, {{.functional = Functional::share}}, 0, 1), Error);
  CHECK_THROWS_AS(
      compound_quantity(difference, {{.functional = Functional::quantile, .p = 1}}, 0, 1), Error);
}
