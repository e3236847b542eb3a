// SPDX-License-Identifier: Apache-2.0
// Intervals from summaries are those of the catalogue from the rows themselves.
#include "qed/statistics/summaries/summed_interval.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/algorithms/hashing/hash.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/methods/method.h"
#include "qed/statistics/summaries/score_placements.h"

using namespace qed;
using namespace qed::statistics;

namespace {

constexpr int kRows = 3000, kUnits = 150;

// Rows of 150 units of very different sizes; x and y positive and alike within a unit.
Sample rows_of(int terms, bool yes_no) {
  Sample sample;
  sample.terms.resize(static_cast<std::size_t>(terms));
  sample.groups = kUnits;
  for (int i = 0; i < kRows; ++i) {
    const int unit = i < kUnits ? i : i * 7 % (1 + i % kUnits);
    Rng rng(3, 1, static_cast<std::uint64_t>(i)), own(3, 2, static_cast<std::uint64_t>(unit));
    sample.group.push_back(unit);
    const double shared = own.normal();
    for (auto& term : sample.terms) {
      const double x = 5 + shared + rng.normal();
      term.push_back(yes_no ? x > 6 : std::exp(x / 4));
    }
  }
  return sample;
}

VectorMoments moments_of(const Sample& sample) {
  VectorMoments moments(static_cast<Index>(sample.terms.size()));
  moments.add_columns(sample.terms);
  return moments;
}
UnitSums units_of(const Sample& sample) {
  UnitSums units(sample.terms.size());
  std::vector<std::uint64_t> hashes;
  for (const auto group : sample.group)
    hashes.push_back(algorithms::mix64(static_cast<std::uint64_t>(group) + 7));
  units.add(hashes, sample.terms);
  return units;
}

void check_same(const Estimate& summed, const Estimate& of_rows, double precision = 1e-9) {
  REQUIRE(summed.is_defined());
  REQUIRE(of_rows.interval());
  CHECK(summed.value() == doctest::Approx(of_rows.value()).epsilon(precision).scale(0));
  CHECK(summed.lower() == doctest::Approx(of_rows.lower()).epsilon(precision).scale(0));
  CHECK(summed.upper() == doctest::Approx(of_rows.upper()).epsilon(precision).scale(0));
  CHECK(summed.n() == of_rows.n());
}

Quantity ratio() {
  return smooth_quantity(
      [](std::span<const double> u) -> std::optional<double> { return u[0] / u[1]; }, 0,
      std::numeric_limits<double>::infinity());
}

struct Asked {
  Quantity quantity;
  int terms;
};

}  // namespace

TEST_CASE("independent rows: every method that is said to be summable") {
  const Asked asked[] = {{share_quantity(), 1}, {mean_quantity(-1e9, 1e9), 1}, {ratio(), 2}};
  int checked = 0;
  for (const Asked& a : asked) {
    Sample rows = rows_of(a.terms, a.quantity.functional == Functional::share);
    for (const Method& method : methods()) {
      if (method.name == "one_sided" ||
          !is_summable(method.name, a.quantity.functional, Rows::independent))
        continue;
      CAPTURE(method.name);
      const Estimate e = method.make(a.quantity, rows, {});
      check_same(summed_interval(a.quantity, moments_of(rows), method.name, 0.95), e, 1e-8);
      ++checked;
    }
  }
  CHECK(checked == 9);
}

TEST_CASE("groups: the sums of units say what rows and groups say") {
  const Asked asked[] = {{share_quantity(), 1}, {mean_quantity(-1e9, 1e9), 1}, {ratio(), 2}};
  for (const Asked& a : asked) {
    Sample rows = rows_of(a.terms, a.quantity.functional == Functional::share);
    rows.rows = Rows::grouped;
    const auto summed = [&](const char* method) {
      return summed_interval(a.quantity, moments_of(rows), units_of(rows), method, 0.95);
    };
    check_same(summed("clustered_t"), find_method("clustered_t").make(a.quantity, rows, {}), 1e-8);
    // The jackknife of a function of means is that of its tangent here: near, with 150 units.
    const bool smooth = a.quantity.functional == Functional::smooth;
    check_same(summed("jackknife_clustered"),
               find_method("jackknife_clustered").make(a.quantity, rows, {}), smooth ? 1e-3 : 1e-8);
  }
}

TEST_CASE("more units than are held: parts of them have the same width but for its own error") {
  Sample rows;
  rows.terms.resize(1);
  rows.rows = Rows::grouped;
  constexpr int kMany = 40'000;
  rows.groups = kMany;
  for (int i = 0; i < 3 * kMany; ++i) {
    Rng rng(4, 1, static_cast<std::uint64_t>(i)),
        of_unit(4, 2, static_cast<std::uint64_t>(i % kMany));
    rows.group.push_back(i % kMany);
    rows.terms[0].push_back(of_unit.normal() + rng.normal());
  }
  const Quantity mean = mean_quantity(-1e9, 1e9);
  const Estimate parts =
      summed_interval(mean, moments_of(rows), units_of(rows), "clustered_t", 0.95);
  const Estimate whole = find_method("clustered_t").make(mean, rows, {});
  CHECK(parts.value() == doctest::Approx(whole.value()).epsilon(1e-9));
  // 4,096 parts: the standard error has one of 1/√(2·4,096) = 1.1 %.
  const double ratio = (parts.upper() - parts.lower()) / (whole.upper() - whole.lower());
  CHECK(std::abs(ratio - 1) < 0.035);
  CHECK(parts.interval()->method.find("4,096 parts") != std::string::npos);
}

TEST_CASE("placements by hand") {
  const std::vector<double> score{1, 2, 2, 3}, label{0, 1, 0, 1};
  ScoreCounts counts({1, 2, 3});
  counts.add(score, label);
  const auto u = ScorePlacements(counts).terms(counts.bins(score), label);
  CHECK(u[0] == label);
  CHECK(u[1] == std::vector<double>{0, 0.75, 0, 1});  // no below, and half of those beside
  CHECK(u[2] == std::vector<double>{1, 0, 0.75, 0});  // yes above
}

TEST_CASE("an area of groups: placements among a third of the rows, sums of units of all") {
  Sample sample = rows_of(2, true);
  sample.rows = Rows::grouped;
  for (int i = 0; i < kRows;
       ++i) {  // scores that are alike within a unit and know something of the label
    Rng rng(3, 8, static_cast<std::uint64_t>(i)),
        own(3, 9, static_cast<std::uint64_t>(sample.group[static_cast<std::size_t>(i)]));
    const auto at = static_cast<std::size_t>(i);
    sample.terms[0][at] = std::round(20 * (own.normal() + rng.normal() + sample.terms[1][at]));
  }
  const auto edges = ScoreCounts::edges_of(sample.terms[0], 10'000);
  ScoreCounts all(edges), some(edges);
  all.add(sample.terms[0], sample.terms[1]);
  some.add(std::span(sample.terms[0]).first(kRows / 3),
           std::span(sample.terms[1]).first(kRows / 3));
  for (const char* method : {"clustered_t", "jackknife_clustered"}) {
    const Estimate of_rows = find_method(method).make(area_quantity(), sample, {});
    const auto summed = [&](const ScoreCounts& counts) {
      Sample placed = sample;
      placed.terms = ScorePlacements(counts).terms(counts.bins(sample.terms[0]), sample.terms[1]);
      return summed_interval(all, moments_of(placed), units_of(placed), method, 0.95);
    };
    // By all rows' own placements the tangent is the area's: exactly its influence.
    const Estimate exact = summed(all), near = summed(some);
    CHECK(exact.value() == doctest::Approx(of_rows.value()).epsilon(1e-12));
    CHECK(near.value() == doctest::Approx(of_rows.value()).epsilon(1e-12));
    const double width = of_rows.upper() - of_rows.lower();
    CHECK(exact.upper() - exact.lower() == doctest::Approx(width).epsilon(0.02));
    CHECK(near.upper() - near.lower() == doctest::Approx(width).epsilon(0.05));
    // Rows taken as independent are surer than they are.
    const std::vector<std::uint8_t> labels(sample.terms[1].begin(), sample.terms[1].end());
    ClassScores scores = split_by_label(sample.terms[0], labels);
    const Estimate alone = delong_auc(scores);
    CHECK(width > 1.1 * (alone.upper() - alone.lower()));
  }
  ScoreCounts one_class(edges);
  one_class.add(std::vector<double>{1, 2}, std::vector<double>{0, 0});
  CHECK_THROWS_AS(ScorePlacements{one_class}, Error);
}

TEST_CASE("areas in bins, quantiles in sketches") {
  Sample rows;
  rows.terms.resize(2);
  for (int i = 0; i < 20'000; ++i) {
    Rng rng(5, 1, static_cast<std::uint64_t>(i));
    const bool yes = rng.uniform() < 0.1;
    rows.terms[0].push_back(rng.normal() + yes);
    rows.terms[1].push_back(yes);
  }
  const Estimate whole = find_method("delong").make(area_quantity(), rows, {});
  ScoreCounts exact(ScoreCounts::edges_of(rows.terms[0], 20'000));
  exact.add(rows.terms[0], rows.terms[1]);
  check_same(summed_interval(exact, "delong", 0.95), whole);
  check_same(summed_interval(exact, "jackknife_auc", 0.95),
             find_method("jackknife_auc").make(area_quantity(), rows, {}));
  ScoreCounts coarse(ScoreCounts::edges_of(rows.terms[0], 200));
  coarse.add(rows.terms[0], rows.terms[1]);
  const Estimate e = summed_interval(coarse, "delong", 0.95);
  CHECK(e.lower() <= whole.lower());
  CHECK(e.upper() >= whole.upper());
  CHECK(e.upper() - e.lower() < whole.upper() - whole.lower() + 3 * coarse.error());

  QuantileSketch sketch(65536);
  sketch.add(rows.terms[0]);
  const double half = 1.96 * std::sqrt(0.09 / 20'000);
  const Estimate q = summed_interval(0.9, sketch, half, 0.95, "sketch");
  Sample values{.terms = {rows.terms[0]}};
  const Estimate order = find_method("interpolated_order").make(quantile_quantity(0.9), values, {});
  CHECK(q.value() == doctest::Approx(order.value()).epsilon(0.001));
  CHECK(q.lower() == doctest::Approx(order.lower()).epsilon(0.003));
  CHECK(q.upper() == doctest::Approx(order.upper()).epsilon(0.003));
  CHECK(std::isinf(summed_interval(0.9, sketch, 0.2, 0.95, "sketch").upper()));
}

TEST_CASE("no rows, no spread, another method") {
  const Quantity mean = mean_quantity(-1, 1);
  CHECK_FALSE(summed_interval(mean, VectorMoments(1), "student_t", 0.95).is_defined());
  VectorMoments one(1);
  one.add(std::vector<double>{0.5});
  CHECK_FALSE(summed_interval(mean, one, "student_t", 0.95).interval().has_value());
  CHECK_THROWS_AS(summed_interval(mean, one, "bca", 0.95), Error);
  CHECK_THROWS_AS(summed_interval(mean, one, UnitSums(1), "student_t", 0.95), Error);
  CHECK_FALSE(summed_interval(ScoreCounts({0.5}), "delong", 0.95).is_defined());
  CHECK_FALSE(summed_interval(0.5, QuantileSketch(100), 0.1, 0.95, "sketch").is_defined());
}
