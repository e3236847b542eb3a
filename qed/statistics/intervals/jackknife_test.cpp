// SPDX-License-Identifier: Apache-2.0
// The jackknife of an area and of a function of means against leaving every row out one by one.
#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/random.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/methods/method.h"

using namespace qed;
using namespace qed::statistics;

namespace {

double logit(double p) { return std::log(p / (1 - p)); }

Sample without_row(const Sample& sample, std::size_t row) {
  Sample fewer = sample;
  for (auto& term : fewer.terms) term.erase(term.begin() + static_cast<std::ptrdiff_t>(row));
  return fewer;
}

// (n-1)/n Σ (L - L̄)².
double spread(const std::vector<double>& left_out) {
  double mean = 0, squares = 0;
  const auto n = static_cast<double>(left_out.size());
  for (const double l : left_out) mean += l / n;
  for (const double l : left_out) squares += (l - mean) * (l - mean);
  return (n - 1) / n * squares;
}

}  // namespace

TEST_CASE("an area, ties included") {
  Sample sample{.terms = {{}, {}}};
  Rng rng(8);
  for (int i = 0; i < 40; ++i) {
    const bool yes = i % 3 == 0;
    sample.terms[0].push_back(std::round(4 * (rng.normal() + yes)) / 4);
    sample.terms[1].push_back(yes);
  }
  std::vector<double> left_out[2];
  for (std::size_t i = 0; i < 40; ++i)
    left_out[sample.terms[1][i] == 1].push_back(
        logit(*value_of(area_quantity(), without_row(sample, i))));
  const double negative = spread(left_out[0]), positive = spread(left_out[1]);
  const double df = (negative + positive) * (negative + positive) /
                    (positive * positive / (static_cast<double>(left_out[1].size()) - 1) +
                     negative * negative / (static_cast<double>(left_out[0].size()) - 1));
  const double half =
      probability::StudentT(df).upper_quantile(0.025) * std::sqrt(negative + positive);
  const Estimate e = find_method("jackknife_auc").make(area_quantity(), sample, {});
  CHECK(logit(e.lower()) == doctest::Approx(logit(e.value()) - half).epsilon(1e-10));
  CHECK(logit(e.upper()) == doctest::Approx(logit(e.value()) + half).epsilon(1e-10));
}

TEST_CASE("perfect separation falls back to the score interval") {
  const Sample sample{.terms = {{1, 2, 3, 4, 5}, {0, 0, 0, 1, 1}}};
  const Estimate e = find_method("jackknife_auc").make(area_quantity(), sample, {});
  CHECK(e.value() == 1);
  CHECK(e.interval()->method == "Newcombe, method 5");
}

TEST_CASE("a ratio of means, on the scale of its range") {
  Sample sample{.terms = {{}, {}}};
  Rng rng(9);
  for (int i = 0; i < 25; ++i) {
    sample.terms[0].push_back(std::exp(rng.normal()));
    sample.terms[1].push_back(1 + rng.uniform());
  }
  const Quantity ratio = smooth_quantity(
      [](std::span<const double> u) -> std::optional<double> { return u[0] / u[1]; }, 0,
      std::numeric_limits<double>::infinity());
  std::vector<double> left_out;
  for (std::size_t i = 0; i < 25; ++i)
    left_out.push_back(std::log(*value_of(ratio, without_row(sample, i))));
  const double half = probability::StudentT(24).upper_quantile(0.025) * std::sqrt(spread(left_out));
  const Estimate e = find_method("jackknife").make(ratio, sample, {});
  CHECK(std::log(e.lower()) == doctest::Approx(std::log(e.value()) - half).epsilon(1e-10));
  CHECK(std::log(e.upper()) == doctest::Approx(std::log(e.value()) + half).epsilon(1e-10));
}
