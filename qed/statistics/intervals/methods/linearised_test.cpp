// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/linearised.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "qed/base/random.h"
#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/methods/weighted.h"

using namespace qed;
using namespace qed::statistics;

namespace {

#include "../../../../tests/reference/statistics/methods.inc"

std::optional<double> ratio(std::span<const double> m) {
  return m[1] == 0 ? std::nullopt : std::optional(m[0] / m[1]);
}
// Of terms (x, y, x², y², xy).
std::optional<double> correlation(std::span<const double> m) {
  const double a = m[2] - m[0] * m[0], b = m[3] - m[1] * m[1];
  return a > 0 && b > 0 ? std::optional((m[4] - m[0] * m[1]) / std::sqrt(a * b)) : std::nullopt;
}

Sample pairs(std::size_t n) {
  Sample sample{.terms = std::vector<std::vector<double>>(5)};
  for (std::size_t i = 0; i < n; ++i) {
    const double x = static_cast<double>((i * 37 + 11) % 101) / 7 + static_cast<double>(i * i % 13);
    const double y = x / 2 + static_cast<double>(i * 29 % 17) + 3;
    const double row[] = {x, y, x * x, y * y, x * y};
    for (std::size_t k = 0; k < 5; ++k) sample.terms[k].push_back(row[k]);
  }
  return sample;
}
Sample first_columns(const Sample& from, std::size_t k) {
  return {.terms = {from.terms.begin(), from.terms.begin() + static_cast<std::ptrdiff_t>(k)}};
}

Sample scored(std::size_t n) {
  Sample sample{.terms = {{}, {}, {}}};
  Rng rng(6, 1);
  for (std::size_t i = 0; i < n; ++i) {
    const double label = static_cast<double>(rng.below(3) == 0);
    sample.terms[0].push_back(std::floor(3 * (rng.normal() + label)));
    sample.terms[1].push_back(rng.normal() + 2 * label);
    sample.terms[2].push_back(label);
  }
  return sample;
}

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double v : values) total += v;
  return total;
}

}  // namespace

// All but quantiles are smooth in the weights: ψᵢ = n dθ/dwᵢ at weights 1, here by a central difference of 1e-4,
// whose error is a relative 1e-8 or so.
TEST_CASE("the influence is the slope in a row's weight") {
  const Sample all = scored(60), two = pairs(60);
  const std::vector<std::pair<Quantity, Sample>> cases{
      {share_quantity(), {.terms = {all.terms[2]}}},
      {mean_quantity(-INFINITY, INFINITY), {.terms = {all.terms[1]}}},
      {area_quantity(), {.terms = {all.terms[0], all.terms[2]}}},
      {area_difference_quantity(), all},
      {smooth_quantity(ratio, 0, INFINITY), first_columns(two, 2)},
      {smooth_quantity(correlation, -1, 1), two}};
  for (const auto& [quantity, sample] : cases) {
    CAPTURE(name(quantity.functional));
    const Linearised parts = linearised(quantity, sample).value();
    const Weighted weighted(quantity, sample);
    std::vector<double> w(60, 1);
    CHECK(parts.value == doctest::Approx(weighted(w).value()).epsilon(1e-14));
    CHECK(std::abs(sum(parts.influence)) < 1e-10);
    for (std::size_t i = 0; i < 60; ++i) {
      w[i] = 1 + 1e-4;
      const double up = weighted(w).value();
      w[i] = 1 - 1e-4;
      const double down = weighted(w).value();
      w[i] = 1;
      CHECK(parts.influence[i] == doctest::Approx(60 * (up - down) / 2e-4).epsilon(1e-6));
    }
  }
}

TEST_CASE("the delta method's standard errors against their formulas in NumPy") {
  for (const auto& [what, numbers] : kSmooth) {
    const auto [n, value, se, lower, upper] = numbers;
    CAPTURE(std::string(what));
    const Sample all = pairs(static_cast<std::size_t>(n));
    const bool is_ratio = std::string(what) == "ratio";
    const Linearised parts =
        (is_ratio ? linearised(smooth_quantity(ratio, 0, INFINITY), first_columns(all, 2))
                  : linearised(smooth_quantity(correlation, -1, 1), all))
            .value();
    CHECK(parts.value == doctest::Approx(value).epsilon(1e-12));
    CHECK(standard_error(parts) == doctest::Approx(se).epsilon(1e-9));
  }
}

TEST_CASE("the variance of an area is DeLong's") {
  const Sample all = scored(200);
  const Linearised parts =
      linearised(area_quantity(), {.terms = {all.terms[0], all.terms[2]}}).value();
  ClassScores scores;
  double squares[2] = {0, 0};
  for (std::size_t i = 0; i < 200; ++i) {
    (all.terms[2][i] == 1 ? scores.positive : scores.negative).push_back(all.terms[0][i]);
    squares[all.terms[2][i] == 1] += parts.influence[i] * parts.influence[i] / (200.0 * 200.0);
  }
  const AreaUnderCurve auc = area_under_curve(scores);
  const double m = static_cast<double>(auc.positives), n = static_cast<double>(auc.negatives);
  CHECK(squares[1] * m / (m - 1) + squares[0] * n / (n - 1) ==
        doctest::Approx(auc.variance).epsilon(1e-11));
  CHECK(parts.value == doctest::Approx(auc.area).epsilon(1e-14));
}

// √(p(1-p)/n)/f(q): a kernel of Silverman's width on 20,000 rows has a standard error of about 2 % and, at the
// Gaussian's median, a bias of 1 %; at the exponential's quantile of 0.9, f = 0.1, of 2 %.
TEST_CASE("the standard error of a quantile: Gaussian median, exponential tail") {
  std::vector<double> normal(20'000), exponential(20'000);
  Rng rng(6, 2);
  for (double& x : normal) x = rng.normal();
  for (double& x : exponential) x = -std::log1p(-rng.uniform());
  const auto error = [](double p, const std::vector<double>& x) {
    const Linearised parts = linearised(quantile_quantity(p), {.terms = {x}}).value();
    CHECK(std::abs(sum(parts.influence)) < 1e-7);
    return standard_error(parts) * std::sqrt(20'000.0);
  };
  CHECK(error(0.5, normal) == doctest::Approx(std::sqrt(std::acos(-1.0) / 2)).epsilon(0.06));
  CHECK(error(0.9, exponential) == doctest::Approx(3).epsilon(0.08));
}

TEST_CASE("nothing where there is nothing, and finite where values tie or leave gaps") {
  CHECK_FALSE(linearised(new_case_quantity(), {.terms = {{1, 2}}}));
  CHECK_FALSE(linearised(share_quantity(), {.terms = {{}}}));
  CHECK_FALSE(linearised(area_quantity(), {.terms = {{1, 2}, {0, 0}}}));
  const auto equal = linearised(quantile_quantity(0.5), {.terms = {{3, 3, 3}}}).value();
  CHECK(standard_error(equal) == 0);
  for (const std::vector<double>& x :
       {std::vector<double>{0, 1e-9, 2e-9, 1e9, 1e9}, {0, 0, 0, 0, 0, 0, 0, 5}, {1, 1e150}}) {
    const double se = standard_error(linearised(quantile_quantity(0.6), {.terms = {x}}).value());
    CHECK(std::isfinite(se));
    CHECK(se > 0);
  }
  // g that is defined at the means alone.
  const auto spike = [](std::span<const double> m) {
    return m[0] == 2 ? std::optional(1.0) : std::nullopt;
  };
  CHECK_FALSE(linearised(smooth_quantity(spike, 0, 3), {.terms = {{1, 3}}}));
  CHECK(standard_error(linearised(share_quantity(), {.terms = {{1}}}).value()) == 0);
}

TEST_CASE("a gradient next to the end of where g is defined takes smaller steps") {
  const auto log_of = [](std::span<const double> m) {
    return m[0] > 0 ? std::optional(std::log(m[0])) : std::nullopt;
  };
  const double means[] = {1e-4, 2.0}, spreads[] = {1.0, 0.0};
  const auto slope = smooth_gradient(log_of, means, spreads).value();
  CHECK(slope[0] == doctest::Approx(1e4).epsilon(0.01));
  CHECK(slope[1] == 0);
}
