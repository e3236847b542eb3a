// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/intervals/methods/scale.h"
#include "qed/statistics/intervals/quantiles/woodruff.h"
#include "qed/statistics/intervals/shares/proportion.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../../tests/reference/statistics/dependent.inc"

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const std::array<std::string_view, 4> kNames{"jackknife_clustered", "wild_clustered", "clustered_t",
                                             "cluster_bootstrap"};

Estimate make(std::string_view name, const Quantity& quantity, const Sample& sample,
              const MethodOptions& options = {}) {
  for (const Method& method : grouped_methods())
    if (method.name == name) return method.make(quantity, sample, options);
  FAIL("no method of that name");
  return Estimate::undefined("");
}

Quantity any_mean() { return mean_quantity(-kInfinity, kInfinity); }
Quantity ratio() {
  return smooth_quantity(
      [](std::span<const double> m) {
        return m[1] > 0 ? std::optional(m[0] / m[1]) : std::nullopt;
      },
      0, kInfinity);
}

Sample in_groups(std::vector<std::vector<double>> terms, std::vector<std::int32_t> group) {
  const std::int32_t groups = *std::ranges::max_element(group) + 1;
  return {.terms = std::move(terms),
          .rows = Rows::grouped,
          .group = std::move(group),
          .groups = groups};
}

// The rows of dependent.py.
Sample reference_rows(int groups, int spread) {
  std::vector<double> value;
  std::vector<std::int32_t> group;
  for (int g = 0; g < groups; ++g)
    for (int i = 0; i < 1 + g % spread; ++i) {
      value.push_back((g * 37 + 11) % 23 + (i + g) * 13 % 7 / 4.0);
      group.push_back(g);
    }
  return in_groups({value}, group);
}

// Normal values of mean 0 and variance 1, correlated by icc within groups of 4, 7, 10, 15, 24 rows over and
// over, or of ten.
Sample drawn(int groups, bool uneven, double icc, Rng& rng) {
  constexpr std::array<int, 5> kSizes{4, 7, 10, 15, 24};
  std::vector<double> value;
  std::vector<std::int32_t> group;
  for (int g = 0; g < groups; ++g) {
    const double shared = std::sqrt(icc) * rng.normal();
    for (int i = 0; i < (uneven ? kSizes[static_cast<std::size_t>(g % 5)] : 10); ++i) {
      value.push_back(shared + std::sqrt(1 - icc) * rng.normal());
      group.push_back(g);
    }
  }
  return in_groups({value}, group);
}

// A score and its label, as an area asks for them.
Sample scored(Sample sample, Rng& rng) {
  auto& label = sample.terms.emplace_back();
  for (double& score : sample.terms[0]) {
    label.push_back(rng.uniform() < 0.4);
    score += label.back();
  }
  return sample;
}

void check_equal(const Estimate& a, const Estimate& b, double tolerance) {
  REQUIRE(a.interval());
  REQUIRE(b.interval());
  CHECK(a.value() == doctest::Approx(b.value()).epsilon(tolerance));
  CHECK(a.lower() == doctest::Approx(b.lower()).epsilon(tolerance));
  CHECK(a.upper() == doctest::Approx(b.upper()).epsilon(tolerance));
}

double width(const Estimate& e) { return e.upper() - e.lower(); }

// doctest's Approx is absolute for numbers below 1.
void check_width(const Estimate& e, const Estimate& expected, double tolerance) {
  CAPTURE(width(e));
  CAPTURE(width(expected));
  CHECK(std::abs(width(e) / width(expected) - 1) < tolerance);
}

}  // namespace

TEST_CASE("of a mean, each method is the function of groups that it is named after") {
  for (const auto& [groups, spread] : {std::pair{2, 3}, {5, 4}, {20, 7}, {60, 2}}) {
    const Sample rows = reference_rows(groups, spread);
    const auto sums = group_sums(rows.terms[0], rows.group, rows.groups);
    check_equal(make("clustered_t", any_mean(), rows), clustered_mean(sums), 1e-12);
    check_equal(make("jackknife_clustered", any_mean(), rows), jackknife_clustered_mean(sums),
                1e-12);
    check_equal(make("wild_clustered", any_mean(), rows), wild_clustered_mean(sums), 1e-11);
    CHECK(make("clustered_t", any_mean(), rows).n() == rows.n());
  }
}

TEST_CASE("the jackknife of a smooth function and of an area leaves out each group in turn") {
  // By definition: the rows of the others, asked again.
  Rng rng(3, 1);
  Sample rows = drawn(6, true, 0.3, rng), positive = drawn(6, true, 0.3, rng);
  for (auto* sample : {&rows, &positive})
    for (double& v : sample->terms[0]) v = std::exp(v);
  rows.terms.push_back(positive.terms[0]);
  Rng labels(3, 2);
  const Sample scores = scored(drawn(6, true, 0.3, labels), labels);
  for (const auto& [quantity, sample] : {std::pair{ratio(), rows}, {area_quantity(), scores}}) {
    const double value = value_of(quantity, sample).value();
    double squares = 0;
    for (std::int32_t g = 0; g < 6; ++g) {
      Sample others{.terms = std::vector<std::vector<double>>(2)};
      for (std::size_t i = 0; i < sample.group.size(); ++i)
        for (std::size_t k = 0; k < 2 && sample.group[i] != g; ++k)
          others.terms[k].push_back(sample.terms[k][i]);
      squares += std::pow(value_of(quantity, others).value() - value, 2);
    }
    const auto sums = group_sums(sample.terms[0], sample.group, 6);
    const Estimate unit = jackknife_clustered_mean(sums);  // its quantile, off a known variance
    double of_mean = 0, total = 0, n = 0;
    for (const GroupSum& s : sums) total += s.sum, n += s.rows;
    for (const GroupSum& s : sums)
      of_mean += std::pow((total - s.sum) / (n - s.rows) - total / n, 2);
    const double t = width(unit) / 2 / std::sqrt(5.0 / 6 * of_mean);
    check_equal(make("jackknife_clustered", quantity, sample),
                RangeScale(quantity.lower, quantity.upper)
                    .interval(value, std::sqrt(5.0 / 6 * squares), t, 0.95, "definition"),
                1e-11);
  }
}

TEST_CASE("shares against a logistic regression of statsmodels with cluster-robust errors") {
  for (const auto& row : kShareOfGroups) {
    CAPTURE(row[0]);
    Sample rows = reference_rows(static_cast<int>(row[0]), static_cast<int>(row[1]));
    for (double& v : rows.terms[0]) v = v > 11;
    const Estimate e = make("clustered_t", share_quantity(), rows);
    CHECK(e.value() == doctest::Approx(row[2]).epsilon(1e-12));
    CHECK(e.lower() == doctest::Approx(row[3]).epsilon(1e-9));
    CHECK(e.upper() == doctest::Approx(row[4]).epsilon(1e-9));
  }
}

TEST_CASE(
    "names of groups and the order of rows do not matter; rows copied within groups change "
    "nothing") {
  Rng rng(7, 1);
  Sample rows = scored(drawn(12, true, 0.3, rng), rng);
  Sample renamed = rows, twice = rows;
  for (std::int32_t& g : renamed.group) g = (g * 5 + 3) % 12 * 2;  // every other id has no rows
  renamed.groups = 30;
  std::ranges::reverse(renamed.group);
  for (auto& column : renamed.terms) std::ranges::reverse(column);
  for (auto& column : twice.terms)
    column.insert(column.end(), column.begin(), column.begin() + rows.n());
  twice.group.insert(twice.group.end(), rows.group.begin(), rows.group.end());
  Sample values = rows, renamed_values = renamed, twice_values = twice;
  for (auto* sample : {&values, &renamed_values, &twice_values}) sample->terms.resize(1);
  for (const auto& [quantity, a, b, c] :
       {std::tuple{area_quantity(), &rows, &renamed, &twice},
        std::tuple{any_mean(), &values, &renamed_values, &twice_values},
        std::tuple{quantile_quantity(0.4), &values, &renamed_values, &twice_values}}) {
    for (const std::string_view name : kNames) {
      CAPTURE(name);
      const bool draws = name == "wild_clustered" || name == "cluster_bootstrap";
      const Estimate e = make(name, quantity, *a);
      // 1,999 draws: the standard error of a width is about 2 %.
      if (draws)
        check_width(make(name, quantity, *b), e, 0.1);
      else
        check_equal(make(name, quantity, *b), e, 1e-11);
      // The type 7 quantile of copied rows is another one, and so is the jackknife's working variance.
      if (name == "clustered_t" && quantity.functional != Functional::quantile)
        check_equal(make(name, quantity, *c), e, 1e-11);
    }
  }
}

TEST_CASE("groups of one row are independent rows") {
  Rng rng(8, 1);
  Sample rows = scored(drawn(15, false, 0, rng), rng);  // 150 rows
  for (std::size_t i = 0; i < rows.group.size(); ++i) rows.group[i] = static_cast<std::int32_t>(i);
  rows.groups = 150;
  Sample values = rows;
  values.terms.resize(1);
  const Estimate t = mean_interval(values.terms[0]);
  check_equal(make("clustered_t", any_mean(), values), t, 1e-12);
  check_equal(make("jackknife_clustered", any_mean(), values), t, 1e-11);
  for (const auto& [quantity, sample] : {std::pair{area_quantity(), rows}, {any_mean(), values}}) {
    const auto of_rows = linearised(quantity, sample).value();
    const Estimate e = make("clustered_t", quantity, sample);
    const double quantile = width(t) / 2 / std::sqrt(moments(values.terms[0]).variance / 150);
    check_equal(e,
                RangeScale(quantity.lower, quantity.upper)
                    .interval(of_rows.value, standard_error(of_rows), quantile, 0.95, ""),
                1e-11);
    for (const std::string_view name : kNames) check_width(make(name, quantity, sample), e, 0.1);
  }
  // About what order statistics say of 150 rows.
  const Estimate order = quantile_interval(values.terms[0]);
  check_width(make("clustered_t", quantile_quantity(0.5), values), order, 0.15);
}

TEST_CASE(
    "areas of more than 200 groups: the jackknife of the influence, close to that of the area") {
  Rng rng(9, 1);
  const Sample many = scored(drawn(201, false, 0.3, rng), rng);
  Sample fewer = many;
  const auto kept = static_cast<std::size_t>(many.n() - 10);
  for (auto& column : fewer.terms) column.resize(kept);
  fewer.group.resize(kept);
  fewer.groups = 200;
  check_width(make("jackknife_clustered", area_quantity(), many),
              make("jackknife_clustered", area_quantity(), fewer), 0.03);
}

TEST_CASE("the area under a yes/no score is a function of means: one interval by two roads") {
  // ½ (1 + P(s | y) - P(s | not y)).
  const Quantity smooth = smooth_quantity(
      [](std::span<const double> m) -> std::optional<double> {
        if (!(m[1] > 0 && m[1] < 1)) return std::nullopt;
        return (1 + m[0] / m[1] - (m[2] - m[0]) / (1 - m[1])) / 2;
      },
      0, 1);
  Rng rng(12, 1);
  Sample rows = scored(drawn(12, true, 0.3, rng), rng);
  for (double& score : rows.terms[0]) score = score > 0.5;
  Sample means = rows;
  means.terms = {rows.terms[0], rows.terms[1], rows.terms[0]};
  for (std::size_t i = 0; i < rows.group.size(); ++i) means.terms[0][i] *= rows.terms[1][i];
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    // The gradient of the function is a difference.
    check_equal(make(name, area_quantity(), rows), make(name, smooth, means), 1e-8);
  }
}

TEST_CASE("a share without hits: exact, as if each group were a row") {
  const Sample none = in_groups({std::vector<double>(12, 0)}, {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4});
  Sample all = none;
  all.terms[0].assign(12, 1);
  for (const std::string_view name : kNames) {
    const Estimate e = make(name, share_quantity(), none);
    CHECK(e.value() == 0);
    CHECK(e.lower() == 0);
    CHECK(e.upper() == doctest::Approx(1 - std::pow(0.025, 1.0 / 5)).epsilon(1e-12));
    CHECK(make(name, share_quantity(), all).lower() ==
          doctest::Approx(std::pow(0.025, 1.0 / 5)).epsilon(1e-12));
    CHECK(e.n() == 12);
  }
}

TEST_CASE("no interval, with the reason") {
  Rng rng(10, 1);
  const Sample rows = scored(drawn(5, true, 0.3, rng), rng);
  Sample one = rows, apart = rows, single = rows, constant = rows, empty;
  std::ranges::fill(one.group, 3);
  for (std::size_t i = 0; i < apart.terms[0].size(); ++i) {
    apart.terms[0][i] = apart.terms[1][i];                            // all positives are above
    single.terms[1][i] = single.group[i] == 2 && i % 2 == 0;  // all positives in one group
  }
  constant.terms = {std::vector<double>(rows.group.size(), 2.5)};
  empty.rows = Rows::grouped;
  empty.terms = {{}};
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const Estimate of_one = make(name, area_quantity(), one);
    CHECK(of_one.is_defined());
    CHECK(of_one.reason() == "one group has no spread between groups");
    CHECK(make(name, area_quantity(), apart).reason() ==
          "it is at the end of its range, where no spread is seen");
    CHECK(make(name, any_mean(), constant).reason() ==
          "the groups do not differ: no spread is seen");
    CHECK(make(name, quantile_quantity(0.5), constant).reason() ==
          "the groups do not differ: no spread is seen");
    CHECK_FALSE(make(name, any_mean(), empty).is_defined());
    Sample no_label = rows;
    std::ranges::fill(no_label.terms[1], 0);
    CHECK_FALSE(make(name, area_quantity(), no_label).is_defined());
    CHECK_THROWS_AS(make(name, new_case_quantity(), constant), Error);
    CHECK_THROWS_AS(make(name, any_mean(), constant, {.level = 1}), Error);
  }
  CHECK(make("jackknife_clustered", area_quantity(), single).reason() ==
        "it is undefined without one of the groups");
}

TEST_CASE("the same bits at 1, 2 and 7 threads") {
  Rng rng(11, 1);
  const Sample rows = scored(drawn(9, true, 0.3, rng), rng);
  for (const std::string_view name : kNames) {
    set_threads(1);
    const Estimate e = make(name, area_quantity(), rows);
    for (const int count : {2, 7}) {
      set_threads(count);
      CHECK(make(name, area_quantity(), rows).lower() == e.lower());
      CHECK(make(name, area_quantity(), rows).upper() == e.upper());
    }
  }
  set_threads(0);
}

TEST_CASE("Woodruff: monotone changes of the values change its ends in the same way") {
  const Sample rows = reference_rows(20, 7);
  Sample changed = rows;
  for (double& v : changed.terms[0]) v = std::exp(v / 10);
  for (const double p : {0.3, 0.5, 0.75}) {
    const auto below = below_quantile(rows.terms[0], p, *value_of(quantile_quantity(p), rows));
    CHECK(std::abs(moments(below).mean) < 1e-15);
    const Estimate e = make("clustered_t", quantile_quantity(p), rows);
    const Estimate f = make("clustered_t", quantile_quantity(p), changed);
    CHECK(f.lower() == std::exp(e.lower() / 10));
    CHECK(f.upper() == std::exp(e.upper() / 10));
  }
  // By hand: 1..100, p = ½, half 0.1: logit ± 0.4, shares 0.4013 and 0.5987, places 41 and 60.
  std::vector<double> x;
  for (int i = 1; i <= 100; ++i) x.push_back(i * 37 % 101);
  const Estimate e = woodruff_quantile(x, 0.5, 50.5, 0.1, 0.95, "by hand");
  CHECK(e.lower() == 41);
  CHECK(e.upper() == 60);
  // Ties at the quantile: 40 zeros, 60 ones, the share that is nearer to p is that of zeros, 0.4.
  std::vector<double> tied(100, 1);
  std::fill(tied.begin(), tied.begin() + 40, 0);
  CHECK(below_quantile(tied, 0.5, 1)[0] == doctest::Approx(0.6));
  CHECK(below_quantile(tied, 0.5, 1)[99] == doctest::Approx(-0.4));
  CHECK(below_quantile(tied, 0.3, 0)[0] == doctest::Approx(0.6));
  // A share known as of m = p(1-p) z²/half² rows: 0.9^34 > 0.025 > 0.9^36.
  const double z = 1.959963984540054;
  CHECK(woodruff_quantile(x, 0.9, 90, 0.3 * z / std::sqrt(34), 0.95, "").upper() == kInfinity);
  CHECK(woodruff_quantile(x, 0.9, 90, 0.3 * z / std::sqrt(36), 0.95, "").upper() <= 100);
  CHECK(woodruff_quantile(x, 0.1, 10, 0.3 * z / std::sqrt(34), 0.95, "").lower() == -kInfinity);
  CHECK_THROWS_AS(woodruff_quantile({}, 0.5, 0, 0.1, 0.95, ""), Error);
}

// Bounds are four standard errors √(c(1-c)/replicates) or more from the coverage that longer runs gave: other
// seeds would fail less than once in a thousand.
TEST_CASE("coverage of groups of intra-class correlation 0.3" * doctest::test_suite("long")) {
  const auto covered = [](std::string_view name, const Quantity& quantity, double truth, int groups,
                          bool uneven, int replicates) {
    int hits = 0;
    for (int b = 0; b < replicates; ++b) {
      Rng rng(77, static_cast<std::uint64_t>(groups), static_cast<std::uint64_t>(b));
      const Estimate e =
          make(name, quantity, drawn(groups, uneven, 0.3, rng), {.replicates = 199, .seed = rng()});
      hits += e.interval() && e.interval()->contains(truth);
    }
    const double share = hits / static_cast<double>(replicates);
    MESSAGE(name, ", ", groups, std::string(uneven ? " uneven" : " even"), " groups: ", share);
    return share;
  };
  for (const int groups : {5, 10, 20, 30}) {
    CHECK(std::abs(covered("jackknife_clustered", any_mean(), 0, groups, false, 2000) - 0.95) <
          0.02);
    const double uneven = covered("jackknife_clustered", any_mean(), 0, groups, true, 2000);
    CHECK(uneven > 0.924);
    CHECK(uneven < 0.983);
  }
  CHECK(covered("clustered_t", any_mean(), 0, 5, true, 3000) <
        0.938);  // the reason for the jackknife
  CHECK(covered("jackknife_clustered", quantile_quantity(0.5), 0, 10, true, 1000) > 0.928);
  CHECK(covered("wild_clustered", any_mean(), 0, 20, true, 500) > 0.91);
  CHECK(covered("cluster_bootstrap", any_mean(), 0, 5, true, 500) > 0.93);
}
