// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../../tests/reference/statistics/dependent.inc"

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const std::array<std::string_view, 2> kNames{"newey_west", "stationary_block"};

Estimate make(std::string_view name, const Quantity& quantity, const Sample& sample,
              const MethodOptions& options = {}) {
  for (const Method& method : series_methods())
    if (method.name == name) return method.make(quantity, sample, options);
  FAIL("no method of that name");
  return Estimate::undefined("");
}

Quantity any_mean() { return mean_quantity(-kInfinity, kInfinity); }
Sample in_time(std::vector<std::vector<double>> terms) {
  return {.terms = std::move(terms), .rows = Rows::series};
}
double width(const Estimate& e) { return e.upper() - e.lower(); }

// doctest's Approx is absolute for numbers below 1.
void check_width(const Estimate& e, const Estimate& expected, double tolerance) {
  CAPTURE(width(e));
  CAPTURE(width(expected));
  CHECK(std::abs(width(e) / width(expected) - 1) < tolerance);
}

// The rows of dependent.py.
std::vector<double> reference_series(double phi, int n) {
  std::vector<double> x;
  double v = 0;
  std::uint64_t s = 12345;
  for (int i = 0; i < n; ++i) {
    s = (s * 1103515245 + 12345) % (std::uint64_t{1} << 31);
    v = phi * v + (static_cast<double>(s) / 2147483648.0 - 0.5);
    x.push_back(v);
  }
  return x;
}

// An autoregression of mean 0 and variance 1.
std::vector<double> drawn(double rho, int n, Rng& rng) {
  std::vector<double> x{rng.normal()};
  for (int i = 1; i < n; ++i) x.push_back(rho * x.back() + std::sqrt(1 - rho * rho) * rng.normal());
  return x;
}

Sample scored(double rho, int n, Rng& rng) {
  Sample sample = in_time({drawn(rho, n, rng), {}});
  for (double& score : sample.terms[0]) {
    sample.terms[1].push_back(rng.uniform() < 0.4);
    score += sample.terms[1].back();
  }
  return sample;
}

}  // namespace

TEST_CASE("Newey and West's interval against statsmodels' covariance and dense matrices") {
  for (const auto& row : kSeries) {
    CAPTURE(row[0]);
    const Estimate e = make("newey_west", any_mean(),
                            in_time({reference_series(row[0], static_cast<int>(row[1]))}));
    CHECK(e.lower() == doctest::Approx(row[2]).epsilon(1e-10));
    CHECK(e.upper() == doctest::Approx(row[3]).epsilon(1e-10));
    CHECK(e.n() == row[1]);
  }
}

TEST_CASE(
    "a straight change of the values changes the ends likewise; a share's mirror is its mirror") {
  Rng rng(1, 1);
  const std::vector<double> x = drawn(0.5, 200, rng);
  std::vector<double> changed, yes, no;
  for (const double v : x) {
    changed.push_back(3 + 0.5 * v);
    yes.push_back(v > 0.8);
    no.push_back(v <= 0.8);
  }
  for (const std::string_view name : kNames) {
    const Estimate e = make(name, any_mean(), in_time({x})),
                   f = make(name, any_mean(), in_time({changed}));
    CHECK(f.lower() == doctest::Approx(3 + 0.5 * e.lower()).epsilon(1e-12));
    CHECK(f.upper() == doctest::Approx(3 + 0.5 * e.upper()).epsilon(1e-12));
  }
  const Estimate y = make("newey_west", share_quantity(), in_time({yes}));
  const Estimate n = make("newey_west", share_quantity(), in_time({no}));
  CHECK(y.lower() == doctest::Approx(1 - n.upper()).epsilon(1e-12));
  CHECK(y.upper() == doctest::Approx(1 - n.lower()).epsilon(1e-12));
}

TEST_CASE("a mean is a function of means") {
  Rng rng(2, 1);
  const Sample rows = in_time({drawn(0.5, 300, rng)});
  const Quantity smooth = smooth_quantity(
      [](std::span<const double> m) { return std::optional(m[0]); }, -kInfinity, kInfinity);
  for (const std::string_view name : kNames) {
    const Estimate e = make(name, any_mean(), rows), f = make(name, smooth, rows);
    // The gradient is a difference.
    CHECK(f.lower() == doctest::Approx(e.lower()).epsilon(1e-9));
    CHECK(f.upper() == doctest::Approx(e.upper()).epsilon(1e-9));
  }
}

TEST_CASE("the area under a yes/no score is a function of means: one interval by two roads") {
  // ½ (1 + P(s | y) - P(s | not y)): sums of runs on one road, counts of rows on the other.
  const Quantity smooth = smooth_quantity(
      [](std::span<const double> m) -> std::optional<double> {
        if (!(m[1] > 0 && m[1] < 1)) return std::nullopt;
        return (1 + m[0] / m[1] - (m[2] - m[0]) / (1 - m[1])) / 2;
      },
      0, 1);
  Rng rng(8, 1);
  Sample rows = scored(0.5, 150, rng);
  for (double& score : rows.terms[0]) score = score > 0.5;
  Sample means = in_time({rows.terms[0], rows.terms[1], rows.terms[0]});
  for (std::size_t i = 0; i < 150; ++i) means.terms[0][i] *= rows.terms[1][i];
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const Estimate e = make(name, area_quantity(), rows), f = make(name, smooth, means);
    // The gradient of the function is a difference.
    CHECK(e.lower() == doctest::Approx(f.lower()).epsilon(1e-8));
    CHECK(e.upper() == doctest::Approx(f.upper()).epsilon(1e-8));
  }
}

TEST_CASE("quantiles follow a monotone change of the values to the bit") {
  Rng rng(3, 1);
  Sample rows = in_time({drawn(0.5, 151, rng)}), changed = rows;
  for (double& v : changed.terms[0]) v = std::exp(v);
  const Estimate e = make("newey_west", quantile_quantity(0.5), rows);
  const Estimate f = make("newey_west", quantile_quantity(0.5), changed);
  CHECK(f.lower() == std::exp(e.lower()));
  CHECK(f.upper() == std::exp(e.upper()));
}

TEST_CASE("many independent rows: as wide as intervals of independent rows") {
  Rng rng(4, 1);
  const Sample rows = scored(0, 3000, rng);
  const std::vector<double>& x = rows.terms[0];
  const Sample values = in_time({x});
  // The long-run variance of 3,000 rows from a window of 72: standard error of the width 9 %, three of them.
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    check_width(make(name, any_mean(), values), mean_interval(x), 0.27);
    check_width(make(name, quantile_quantity(0.5), values), quantile_interval(x), 0.3);
  }
  // Both have the same scale; the bootstrap's percentiles of 999 draws vary by 3 %, its deviation by as much.
  for (const Quantity& quantity : {area_quantity(), any_mean(), quantile_quantity(0.3)}) {
    const Sample& sample = quantity.functional == Functional::area ? rows : values;
    check_width(make("stationary_block", quantity, sample, {.replicates = 999}),
                make("newey_west", quantity, sample), 0.12);
  }
}

TEST_CASE("dependence widens the interval, alternation narrows it") {
  Rng rng(5, 1);
  for (const std::string_view name : kNames) {
    const auto relative = [&](double rho) {
      Rng draws(5, 2);
      const auto x = drawn(rho, 2000, draws);
      return width(make(name, any_mean(), in_time({x}))) / width(mean_interval(x));
    };
    // √((1+ρ)/(1-ρ)) is 2.38 and 0.58; the width's standard error is about 12 % here.
    CHECK(std::abs(relative(0.7) / 2.38 - 1) < 0.36);
    CHECK(std::abs(relative(-0.5) / 0.577 - 1) < 0.36);
  }
}

TEST_CASE("ends in the range; no interval, with the reason") {
  Rng rng(6, 1);
  const Sample rows = scored(0.5, 60, rng);
  Sample apart = rows, positive = rows;
  apart.terms[0] = apart.terms[1];
  positive.terms[1].assign(60, 1);
  std::vector<double> rare(60, 0);
  rare[7] = 1;
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const Estimate e = make(name, share_quantity(), in_time({rare}));
    CHECK(e.lower() >= 0);
    CHECK(e.lower() <= 1.0 / 60);
    CHECK(e.upper() < 1);
    CHECK(make(name, share_quantity(), in_time({std::vector<double>(60, 0)})).reason() ==
          "it is at the end of its range, where no spread is seen");
    CHECK(make(name, area_quantity(), apart).value() == 1);
    CHECK_FALSE(make(name, area_quantity(), apart).interval());
    CHECK_FALSE(make(name, area_quantity(), positive).is_defined());
    CHECK_FALSE(make(name, any_mean(), in_time({{}})).is_defined());
    CHECK(make(name, any_mean(), in_time({reference_series(0, 9)})).reason() ==
          "fewer than ten rows do not show how neighbours depend on each other");
    CHECK(make(name, any_mean(), in_time({reference_series(0, 10)})).interval());
    CHECK(make(name, any_mean(), in_time({std::vector<double>(60, 0.1)})).reason() ==
          "the rows do not differ: no spread is seen");
    CHECK_THROWS_AS(make(name, new_case_quantity(), in_time({rare})), Error);
    CHECK_THROWS_AS(make(name, any_mean(), in_time({rare}), {.level = 0}), Error);
  }
  CHECK_THROWS_AS(make("stationary_block", any_mean(), in_time({rare}), {.replicates = 10}), Error);
}

TEST_CASE("blocks of a series: the same bits at 1, 2 and 7 threads") {
  Rng rng(7, 1);
  const Sample rows = scored(0.5, 90, rng);
  set_threads(1);
  const Estimate e = make("stationary_block", area_quantity(), rows, {.replicates = 299});
  for (const int count : {2, 7}) {
    set_threads(count);
    const Estimate again = make("stationary_block", area_quantity(), rows, {.replicates = 299});
    CHECK(again.lower() == e.lower());
    CHECK(again.upper() == e.upper());
  }
  set_threads(0);
}

// Bounds are four standard errors √(c(1-c)/replicates) or more from the coverage that longer runs gave: other
// seeds would fail less than once in a thousand.
TEST_CASE("coverage of autoregressions" * doctest::test_suite("long")) {
  const auto covered = [](std::string_view name, const Quantity& quantity, double rho, int n,
                          int replicates) {
    int hits = 0;
    for (int b = 0; b < replicates; ++b) {
      Rng rng(78, static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(b));
      const Sample rows = in_time({drawn(rho, n, rng)});
      const Estimate e = make(name, quantity, rows, {.replicates = 199, .seed = rng()});
      hits += e.interval() && e.interval()->contains(0);
    }
    const double share = hits / static_cast<double>(replicates);
    MESSAGE(name, ", ρ = ", rho, ", ", n, " rows: ", share);
    return share;
  };
  for (const double rho : {-0.5, 0.0, 0.3, 0.5, 0.7})
    for (const int n : {100, 400}) {
      const double of_mean = covered("newey_west", any_mean(), rho, n, 1500);
      CHECK(of_mean > 0.922);
      CHECK(of_mean < 0.972);
    }
  CHECK(covered("newey_west", quantile_quantity(0.5), 0.5, 200, 1000) > 0.92);
  for (const int n : {100, 400})
    CHECK(covered("stationary_block", any_mean(), 0.5, n, 1000) > 0.92);
}
