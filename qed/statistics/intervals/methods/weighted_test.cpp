// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/weighted.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::statistics;

namespace {

#include "../../../../tests/reference/statistics/methods.inc"

std::optional<double> ratio(std::span<const double> m) {
  return m[1] == 0 ? std::nullopt : std::optional(m[0] / m[1]);
}

// Three columns, the last 0/1; the first two with ties.
Sample rows_of(std::size_t n) {
  Sample sample{.terms = {{}, {}, {}}};
  Rng rng(5, 1);
  for (std::size_t i = 0; i < n; ++i) {
    sample.terms[0].push_back(static_cast<double>(rng.below(12)) / 7);
    sample.terms[1].push_back(static_cast<double>(rng.below(9)) - 2);
    sample.terms[2].push_back(static_cast<double>(rng.below(2)));
  }
  return sample;
}

struct Case {
  Quantity quantity;
  std::vector<std::size_t> columns;
};
std::vector<Case> cases() {
  std::vector<Case> all{{share_quantity(), {2}},
                        {mean_quantity(-INFINITY, INFINITY), {0}},
                        {area_quantity(), {0, 2}},
                        {area_difference_quantity(), {0, 1, 2}},
                        {smooth_quantity(ratio, -INFINITY, INFINITY), {0, 1}},
                        {new_case_quantity(), {1}}};
  for (const double p : {0.01, 0.25, 1.0 / 3, 0.5, 0.9, 0.999})
    all.push_back({quantile_quantity(p), {0}});
  return all;
}

Sample pick(const Sample& from, const std::vector<std::size_t>& columns) {
  Sample sample;
  for (const std::size_t k : columns) sample.terms.push_back(from.terms[k]);
  return sample;
}

}  // namespace

TEST_CASE("whole weights count as rows that are there as often") {
  const Sample all = rows_of(41);
  for (const Case& c : cases()) {
    const Sample sample = pick(all, c.columns);
    const Weighted weighted(c.quantity, sample);
    for (std::uint64_t trial = 0; trial < 50; ++trial) {
      Rng rng(5, 2, trial);
      std::vector<double> w;
      Sample repeated{.terms = std::vector<std::vector<double>>(c.columns.size())};
      for (std::size_t i = 0; i < 41; ++i) {
        const std::uint64_t times = rng.below(4);
        w.push_back(static_cast<double>(times));
        for (std::size_t k = 0; k < c.columns.size(); ++k)
          repeated.terms[k].insert(repeated.terms[k].end(), times, sample.terms[k][i]);
      }
      CAPTURE(name(c.quantity.functional));
      const double ours = weighted(w).value(), expected = value_of(c.quantity, repeated).value();
      const Functional f = c.quantity.functional;
      if (f == Functional::mean || f == Functional::smooth)  // added in another order
        CHECK(ours == doctest::Approx(expected).epsilon(1e-13));
      else
        CHECK(ours == expected);
    }
  }
}

TEST_CASE("weighted quantiles and areas against NumPy and scikit-learn") {
  for (const auto& [rows, quantile, area] : kWeighted) {
    const auto n = static_cast<std::size_t>(rows);
    Sample sample{.terms = {{}}}, scored{.terms = {{}, {}}};
    std::vector<double> whole, fractional;
    for (std::size_t i = 0; i < n; ++i) {
      const double x =
          static_cast<double>((i * 37 + 11) % 101) / 7 + static_cast<double>(i * i % 13);
      const bool label = i * 7 % 5 < 2;
      sample.terms[0].push_back(x);
      scored.terms[0].push_back(x + 3 * label);
      scored.terms[1].push_back(label);
      whole.push_back(static_cast<double>(i % 4));
      fractional.push_back(0.5 + static_cast<double>(i % 3));
    }
    CHECK(Weighted(quantile_quantity(0.3), sample)(whole).value() ==
          doctest::Approx(quantile).epsilon(1e-14));
    CHECK(Weighted(area_quantity(), scored)(fractional).value() ==
          doctest::Approx(area).epsilon(1e-13));
  }
}

TEST_CASE("a quantile moves without jumps as weights change") {
  const Sample sample{.terms = {{0, 1, 10, 11, 30}}};
  const Weighted median(quantile_quantity(0.5), sample);
  std::vector<double> w{1, 1, 1, 1, 1};
  double last = median(w).value();
  CHECK(last == 10);
  for (int step = 0; step < 3000; ++step) {
    w[0] += 1e-3;
    const double now = median(w).value();
    CHECK(now <= last + 1e-12);          // a smaller value gains weight
    CHECK(now >= last - 1e-3 * 10.001);  // by at most the largest gap in reach, once over
    last = now;
  }
  CHECK(last ==
        doctest::Approx(0.5).epsilon(1e-9));  // 0 four times, 1, 10, 11, 30: between 0 and 1
}

TEST_CASE("undefined where there is nothing to measure") {
  const Sample one_class{.terms = {{1, 2, 3}, {1, 1, 1}}};
  CHECK_FALSE(value_of(area_quantity(), one_class));
  const Sample scored{.terms = {{1, 2, 3}, {1, 0, 1}}};
  const Weighted area(area_quantity(), scored);
  CHECK(area(std::vector<double>{1, 1, 1}).value() == 0.5);
  CHECK_FALSE(area(std::vector<double>{1, 0, 1}));
  CHECK_FALSE(area(std::vector<double>{0, 0, 0}));
  CHECK_THROWS_AS(area(std::vector<double>{1, 1}), Error);
  const Sample empty{.terms = {{}}};
  for (const Quantity& q : {share_quantity(), quantile_quantity(0.5), new_case_quantity()})
    CHECK_FALSE(value_of(q, empty));
  const Sample zero{.terms = {{1, 2}, {0, 0}}};
  CHECK_FALSE(value_of(smooth_quantity(ratio, 0, INFINITY), zero));
  const Sample few{.terms = {{7, 9}}};
  CHECK(Weighted(quantile_quantity(0.2), few)(std::vector<double>{0, 1}).value() == 9);
  CHECK(Weighted(quantile_quantity(0.2), few)(std::vector<double>{0.25, 0.25}).value() == 8);
}

TEST_CASE("rows that do not fit the quantity are refused") {
  const auto refused = [](const Quantity& q, Sample sample, ErrorCode code) {
    try {
      check(q, sample);
      FAIL("accepted");
    } catch (const Error& e) {
      CHECK(e.code() == code);
    }
  };
  refused(mean_quantity(0, 1), {.terms = {{1}, {1}}}, ErrorCode::bad_shape);
  refused(area_quantity(), {.terms = {{1, 2}, {1}}}, ErrorCode::bad_shape);
  refused(area_quantity(), {.terms = {{1, 2}, {1, 2}}}, ErrorCode::bad_value);
  refused(share_quantity(), {.terms = {{0.5}}}, ErrorCode::bad_value);
  refused(mean_quantity(0, 1), {.terms = {{0.5, 1.5}}}, ErrorCode::bad_value);
  refused(new_case_quantity(), {.terms = {{NAN}}}, ErrorCode::bad_value);
  refused(smooth_quantity(ratio, 0, 1), {}, ErrorCode::bad_shape);
  refused({.functional = Functional::smooth}, {.terms = {{1}}}, ErrorCode::bad_option);
  refused(share_quantity(), {.terms = {{1, 0}}, .rows = Rows::grouped, .group = {0}, .groups = 1},
          ErrorCode::bad_shape);
  refused(share_quantity(),
          {.terms = {{1, 0}}, .rows = Rows::grouped, .group = {0, 1}, .groups = 1},
          ErrorCode::bad_value);
  CHECK_THROWS_AS(quantile_quantity(1), Error);
  CHECK_THROWS_AS(mean_quantity(1, 1), Error);
  CHECK_THROWS_AS(mean_quantity(NAN, 1), Error);
  CHECK_THROWS_AS(smooth_quantity({}, 0, 1), Error);
}
