// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/ranking/ranking.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/intervals.h"

namespace {

using namespace qed;
using namespace qed::metrics;
using Values = std::vector<double>;

#include "../../../tests/reference/metrics/ranking.inc"

// The rows of ranking.py: 12 queries of 20 rows, the last without relevant ones.
struct Rows {
  Values score, grade;
  std::vector<std::int32_t> query;
};
Rows rows_of_reference() {
  Rows rows;
  for (int i = 0; i < 240; ++i) {
    rows.query.push_back(i % 12);
    rows.score.push_back((i * 37 + 11) % 7 * 0.5 + i * 13 % 3);
    rows.grade.push_back(i % 12 == 11 ? 0 : std::max(0, (i * 53 + 7) % 31 % 9 - 5));
  }
  return rows;
}
Rows query_of(const Rows& rows, std::int32_t q) {
  Rows one;
  for (std::size_t i = 0; i < rows.query.size(); ++i)
    if (rows.query[i] == q) {
      one.score.push_back(rows.score[i]);
      one.grade.push_back(rows.grade[i]);
    }
  return one;
}

std::optional<double> precision_at_5(std::span<const double> s, std::span<const double> y) {
  return precision_at_k(s, y, 5);
}
std::optional<double> ndcg_of_all(std::span<const double> s, std::span<const double> y) {
  return ndcg(s, y);
}

}  // namespace

// Sums of a few dozen terms of size 1: 1e-14.
TEST_CASE("ranking metrics with ties against scikit-learn and enumerated orders") {
  const Rows rows = rows_of_reference();
  for (std::int32_t q = 0; q < 11; ++q) {
    CAPTURE(q);
    const Rows one = query_of(rows, q);
    const KnownRanking& known = kRanking[q];
    const auto near = [](double value) {
      return doctest::Approx(value).epsilon(1e-14).scale(1e-2);
    };
    CHECK(*average_precision(one.score, one.grade) == near(known.average_precision));
    CHECK(*precision_at_k(one.score, one.grade, 5) == near(known.precision));
    CHECK(*recall_at_k(one.score, one.grade, 5) == near(known.recall));
    CHECK(*ndcg(one.score, one.grade, Gain::linear) == near(known.linear));
    CHECK(*ndcg(one.score, one.grade, Gain::linear, 5) == near(known.linear_at));
    CHECK(*ndcg(one.score, one.grade) == near(known.exponential));
    CHECK(*ndcg(one.score, one.grade, Gain::exponential, 5) == near(known.exponential_at));
    CHECK(*reciprocal_rank(one.score, one.grade) == near(known.reciprocal));
  }
}

TEST_CASE("ranking metrics by hand") {
  const Values score{0.9, 0.8, 0.7, 0.1}, y{0, 1, 0, 1};
  CHECK(*average_precision(score, y) == doctest::Approx(0.5));  // ½ (1/2 + 2/4)
  CHECK(*precision_at_k(score, y, 3) == doctest::Approx(1.0 / 3));
  CHECK(*precision_at_k(score, y, 10) == doctest::Approx(0.2));
  CHECK(*recall_at_k(score, y, 3) == 0.5);
  CHECK(*recall_at_k(score, y, 10) == 1);
  CHECK(*reciprocal_rank(score, y) == 0.5);
  const double ideal = 1 + 1 / std::log2(3.0);
  CHECK(*ndcg(score, y) == doctest::Approx((1 / std::log2(3.0) + 1 / std::log2(5.0)) / ideal));
  // All of one score: the share of relevant rows, and the mean of 1/j over where the first may fall.
  const Values same(4, 1.0), one{0, 0, 1, 0};
  CHECK(*average_precision(same, y) == 0.5);
  CHECK(*precision_at_k(same, y, 1) == 0.5);
  CHECK(*reciprocal_rank(same, one) == doctest::Approx((1 + 0.5 + 1.0 / 3 + 0.25) / 4));
  CHECK(*reciprocal_rank(same, y) == doctest::Approx(0.5 + 1.0 / 3 / 2 + 1.0 / 6 / 3));
}

TEST_CASE("ranking metrics: no relevant row is no value; what is refused") {
  const Values score{3, 2, 1}, none{0, 0, 0}, y{1, 0, 2};
  CHECK_FALSE(average_precision(score, none));
  CHECK_FALSE(precision_at_k(score, none, 1));
  CHECK_FALSE(recall_at_k(score, none, 1));
  CHECK_FALSE(ndcg(score, none));
  CHECK_FALSE(reciprocal_rank(score, none));
  CHECK_FALSE(average_precision({}, {}));
  CHECK_FALSE(ndcg({}, {}));
  CHECK_THROWS_AS(average_precision(score, Values{1}), Error);
  CHECK_THROWS_AS(average_precision(Values{NAN, 1, 2}, y), Error);
  CHECK_THROWS_AS(reciprocal_rank(score, Values{1, -1, 0}), Error);
  CHECK_THROWS_AS(precision_at_k(score, y, 0), Error);
  CHECK_THROWS_AS(recall_at_k(score, y, -1), Error);
  CHECK_THROWS_AS(ndcg(score, y, Gain::linear, -1), Error);
  CHECK_THROWS_AS(ndcg(score, Values{1, 2000, 0}), Error);
  CHECK(*ndcg(score, Values{1, 2000, 0}, Gain::linear) < 1);
}

TEST_CASE("the mean over queries is Student's over the values of queries that have one") {
  const Rows rows = rows_of_reference();
  const QueryMean found =
      mean_over_queries(average_precision, rows.score, rows.grade, rows.query, 14);
  REQUIRE(found.values.size() == 14);
  CHECK(found.without_value == 1);  // query 11; 12 and 13 have no rows
  Values values;
  for (std::int32_t q = 0; q < 11; ++q) {
    values.push_back(kRanking[q].average_precision);
    CHECK(*found.values[static_cast<std::size_t>(q)] ==
          doctest::Approx(kRanking[q].average_precision).epsilon(1e-14));
  }
  for (const std::size_t q : {11U, 12U, 13U}) CHECK_FALSE(found.values[q]);
  const auto expected = statistics::mean_interval(values);
  CHECK(found.mean.n() == 11);
  CHECK(found.mean.value() == doctest::Approx(expected.value()).epsilon(1e-14));
  CHECK(found.mean.lower() == doctest::Approx(expected.lower()).epsilon(1e-13));
  CHECK(found.mean.upper() == doctest::Approx(expected.upper()).epsilon(1e-13));
}

TEST_CASE("queries whose rows stand together have the values of queries whose rows do not") {
  const Rows mixed = rows_of_reference();
  Rows together;
  for (std::int32_t q = 0; q < 12; ++q) {
    const Rows one = query_of(mixed, q);
    together.score.insert(together.score.end(), one.score.begin(), one.score.end());
    together.grade.insert(together.grade.end(), one.grade.begin(), one.grade.end());
    together.query.insert(together.query.end(), one.score.size(), q);
  }
  const auto a = mean_over_queries(ndcg_of_all, mixed.score, mixed.grade, mixed.query, 14);
  const auto b = mean_over_queries(ndcg_of_all, together.score, together.grade, together.query, 14);
  CHECK(a.values == b.values);
  CHECK(a.without_value == 1);
  CHECK(b.without_value == 1);
}

TEST_CASE(
    "a list of more rows than a table of discounts holds, and grades that are no small whole "
    "numbers") {
  Values score(3000), y(3000, 0);
  for (std::size_t i = 0; i < score.size(); ++i) score[i] = static_cast<double>(i);
  y[500] = 1;  // 2,499 rows ahead of it
  CHECK(*ndcg(score, y) == doctest::Approx(1 / std::log2(2501.0)).epsilon(1e-12));
  CHECK(*ndcg(score, y, Gain::linear, 2500) == doctest::Approx(1 / std::log2(2501.0)));
  CHECK(*ndcg(score, y, Gain::linear, 2499) == 0);
  const Values few{3, 2, 1}, halves{0.5, 2.5, 0}, high{60, 0, 61};
  const double half = std::exp2(0.5) - 1, more = std::exp2(2.5) - 1, second = 1 / std::log2(3.0);
  CHECK(*ndcg(few, halves) == doctest::Approx((half + more * second) / (more + half * second)));
  CHECK(*ndcg(few, high) == doctest::Approx((0.5 + 0.5) / (1 + 0.5 * second)));
}

TEST_CASE("means over queries at the edges, and what is refused") {
  const Values score{3, 2, 1, 6, 5, 4}, y{1, 0, 0, 1, 0, 0}, none(6, 0.0);
  const std::vector<std::int32_t> query{0, 0, 0, 1, 1, 1}, single(6, 0);
  const QueryMean perfect = mean_over_queries(reciprocal_rank, score, y, query, 2);
  CHECK(perfect.mean.value() == 1);
  CHECK_FALSE(perfect.mean.interval());  // no spread is seen
  CHECK_FALSE(mean_over_queries(reciprocal_rank, score, y, single, 1).mean.interval());
  CHECK_FALSE(mean_over_queries(reciprocal_rank, score, none, query, 2).mean.is_defined());
  CHECK_FALSE(paired_over_queries(reciprocal_rank, score, score, none, query, 2).is_defined());
  CHECK(paired_over_queries(reciprocal_rank, score, score, y, query, 2).value() == 0);
  CHECK_THROWS_AS(mean_over_queries(reciprocal_rank, score, y, query, 1), Error);
  CHECK_THROWS_AS(mean_over_queries(reciprocal_rank, score, y, std::vector<std::int32_t>{0, 1}, 2),
                  Error);
  CHECK_THROWS_AS(mean_over_queries(reciprocal_rank, score, y, query, 2, 1.5), Error);
}

TEST_CASE("queries: the same bits for 1, 2 and 7 threads and for any order of rows") {
  Rng rng(4);
  Rows rows;
  for (int i = 0; i < 6000; ++i) {
    rows.query.push_back(static_cast<std::int32_t>(rng.below(500)));
    rows.score.push_back(static_cast<double>(rng.below(40)));
    rows.grade.push_back(static_cast<double>(rng.below(4)));
  }
  set_threads(1);
  const auto one = mean_over_queries(ndcg_of_all, rows.score, rows.grade, rows.query, 500);
  for (const int threads : {2, 7}) {
    set_threads(threads);
    const auto more = mean_over_queries(ndcg_of_all, rows.score, rows.grade, rows.query, 500);
    CHECK(more.values == one.values);
    CHECK(more.mean.upper() == one.mean.upper());
  }
  set_threads(0);
  std::ranges::reverse(rows.query), std::ranges::reverse(rows.score);
  std::ranges::reverse(rows.grade);
  CHECK(mean_over_queries(ndcg_of_all, rows.score, rows.grade, rows.query, 500).mean.value() ==
        doctest::Approx(one.mean.value()).epsilon(1e-13));
}

// 400 tables of 40 queries of 10 rows whose difficulty differs by query: coverage of the mean over all queries,
// binomial(400, 0.95) at exact coverage: [361, 394] is left with probability 2e-4.
TEST_CASE("coverage of the mean over queries whose rows depend on each other") {
  const auto table = [](std::uint64_t index, std::int32_t queries) {
    Rng rng(11, 3, index);
    Rows rows;
    for (std::int32_t q = 0; q < queries; ++q) {
      const double strength = 2 * rng.uniform();
      for (int r = 0; r < 10; ++r) {
        const bool relevant = r < 3;
        rows.query.push_back(q);
        rows.grade.push_back(relevant);
        rows.score.push_back(rng.normal() + strength * relevant);
      }
    }
    return mean_over_queries(precision_at_5, rows.score, rows.grade, rows.query, queries).mean;
  };
  const double truth = table(9999, 60000).value();
  int hits = 0;
  for (std::uint64_t set = 0; set < 400; ++set) hits += table(set, 40).interval()->contains(truth);
  MESSAGE("hits of 400: " << hits);
  CHECK(hits >= 361);
  CHECK(hits <= 394);
}
