// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/ranking.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/answers/measure/steps/chance.h"
#include "qed/answers/measure/steps/operate.h"
#include "qed/answers/measure/steps/refuse.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers::measure;

namespace {

#include "../../../../tests/reference/metrics/ranking.inc"

constexpr int kQueries = 11;

Rows lists(Model model) {
  Rows rows{.task = Task::ranking, .y = {}, .classes = {}, .models = {std::move(model)}};
  return rows;
}

void finish(Rows& rows) {
  for (Model& m : rows.models) m.order = algorithms::rising_order(m.f);
  rows.queries = 0;
  for (const std::int32_t q : rows.query) rows.queries = std::max(rows.queries, q + 1);
  rows.group = rows.query, rows.groups = rows.queries;
}

// The rows of tests/reference/metrics/ranking.py with relevant ones: 11 queries of 20 rows with ties and grades.
Rows reference() {
  Rows rows = lists({.name = "a", .form = Form::ranks, .f = {}});
  for (int q = 0; q < kQueries; ++q)
    for (int i = q; i < 240; i += 12) {
      rows.query.push_back(q);
      rows.models[0].f.push_back((i * 37 + 11) % 7 * 0.5 + i * 13 % 3);
      rows.y.push_back(std::max(0, (i * 53 + 7) % 31 % 9 - 5));
    }
  finish(rows);
  return rows;
}

// Lists of different lengths, each with a relevant row, under a score that sees some of it.
Rows uneven(int queries, double strength, std::uint64_t seed) {
  Rng rng(seed, 7);
  Rows rows = lists({.name = "a", .form = Form::ranks, .f = {}});
  for (int q = 0; q < queries; ++q) {
    const auto n = 2 + static_cast<int>(rng.below(20)),
               relevant = 1 + static_cast<int>(rng.below(3));
    for (int i = 0; i < n; ++i) {
      rows.query.push_back(q);
      rows.y.push_back(i < relevant ? 1 + static_cast<double>(rng.below(3)) : 0);
      rows.models[0].f.push_back(rng.normal() + strength * rows.y.back());
    }
  }
  finish(rows);
  return rows;
}

Measure named(const Rows& rows, const Asked& asked, const std::string& name) {
  for (const Measure& m : ranking_measures(rows, asked))
    if (m.name == name) return m;
  FAIL("no metric " << name);
  return ranking_measures(rows, asked).front();
}

// √(Σ (v - v̄)²/(Q(Q - 1))).
double error_of(const std::vector<double>& v) {
  const auto n = static_cast<double>(v.size());
  const double mean = std::accumulate(v.begin(), v.end(), 0.0) / n;
  double squares = 0;
  for (const double x : v) squares += (x - mean) * (x - mean);
  return std::sqrt(squares / n / (n - 1));
}

double mean_over(double KnownRanking::* field) {
  double sum = 0;
  for (const KnownRanking& known : kRanking) sum += known.*field / kQueries;
  return sum;
}

}  // namespace

TEST_CASE(
    "metrics of lists are scikit-learn's, or those of enumerated orders, as means over queries") {
  const Rows rows = reference();
  const Asked asked{.loss = {}, .top = 5};
  const auto value = [&](const char* name) {
    return named(rows, asked, name).of(rows, rows.models[0])->value;
  };
  const auto near = [](double v) { return doctest::Approx(v).epsilon(1e-13); };
  CHECK(value("ndcg_5") == near(mean_over(&KnownRanking::exponential_at)));
  CHECK(value("ndcg_5_linear") == near(mean_over(&KnownRanking::linear_at)));
  CHECK(value("mean_reciprocal_rank") == near(mean_over(&KnownRanking::reciprocal)));
  CHECK(value("precision_5") == near(mean_over(&KnownRanking::precision)));
  CHECK(recall_measure(5).of(rows, rows.models[0])->value ==
        near(mean_over(&KnownRanking::recall)));
}

TEST_CASE("the standard error over queries is that of a mean of their values") {
  const Rows rows = reference();
  const Scored scored = *named(rows, {.loss = {}, .top = 5}, "ndcg_5").of(rows, rows.models[0]);
  std::vector<double> known;
  for (const KnownRanking& k : kRanking) known.push_back(k.exponential_at);
  CHECK(standard_error(scored.influence, rows) == doctest::Approx(error_of(known)).epsilon(1e-12));
  double sum = 0;
  for (const double psi : scored.influence) sum += psi;
  CHECK(std::abs(sum) < 1e-10);
  // Lists of 2 to 21 rows: each query weighs the same, however many rows it has.
  const Rows other = uneven(40, 0.5, 3);
  for (const Measure& m : ranking_measures(other, {})) {
    CAPTURE(m.name);
    const Scored s = *m.of(other, other.models[0]);
    std::vector<double> by_query(40);
    for (std::int32_t q = 0; q < 40; ++q) {
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < other.n(); ++i)
        if (other.query[i] == q) places.push_back(i);
      const Rows part = part_of(other, places);
      by_query[static_cast<std::size_t>(q)] = m.of(part, part.models[0])->value;
    }
    CHECK(standard_error(s.influence, other) == doctest::Approx(error_of(by_query)).epsilon(1e-12));
    const auto e = estimate_of(s, 0, 1, other, 0.95);
    CHECK(e.n() == 40);
    CHECK(e.interval()->method.starts_with("mean over queries"));
  }
}

TEST_CASE("ties of average precision: the mean over all of their orders") {
  const std::vector<double> score{3, 2, 2, 2, 2, 1, 1}, y{0, 1, 0, 1, 0, 1, 0};
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  double sum = 0, orders = 0;
  do {
    std::vector<double> untied(score.size());
    for (std::size_t i = 0; i < score.size(); ++i)
      untied[i] = score[i] + 0.01 * static_cast<double>(order[i]);
    sum += *metrics::average_precision(untied, y), orders += 1;
  } while (std::ranges::next_permutation(order).found);
  CHECK(*expected_average_precision(score, y) == doctest::Approx(sum / orders).epsilon(1e-12));
  const std::vector<double> apart{7, 3, 1, 2, 9, 4, 5};
  CHECK(*expected_average_precision(apart, y) ==
        doctest::Approx(*metrics::average_precision(apart, y)).epsilon(1e-14));
  CHECK_FALSE(expected_average_precision(score, std::vector<double>(7, 0.0)));
}

TEST_CASE("random orders by hand: one relevant row of three, the first two count") {
  Rows rows = lists({.name = "a", .form = Form::ranks, .f = {3, 2, 1}});
  rows.y = {0, 1, 0}, rows.query = {0, 0, 0};
  finish(rows);
  const Asked asked{.loss = {}, .top = 2};
  const auto chance = [&](const char* name) { return named(rows, asked, name).chance; };
  const double second = 1 / std::log2(3.0);
  CHECK(chance("ndcg_2") == doctest::Approx((1 + second) / 3));
  CHECK(chance("mean_average_precision") == doctest::Approx((1 + 1 / 2.0 + 1 / 3.0) / 3));
  CHECK(chance("mean_reciprocal_rank") == doctest::Approx((1 + 1 / 2.0 + 1 / 3.0) / 3));
  CHECK(chance("precision_2") == doctest::Approx(1 / 3.0));
  CHECK(named(rows, asked, "ndcg_2").of(rows, rows.models[0])->value == doctest::Approx(second));
  // Two grades only: linear gain would say the same, and is not listed.
  CHECK(ranking_measures(rows, asked).size() == 4);
}

TEST_CASE("which metrics fit: grades, numbers, and lists of relevant rows only") {
  Rows rows = uneven(20, 1, 5);
  CHECK(gain_of(rows) == metrics::Gain::exponential);
  CHECK(ranking_measures(rows, {}).size() == 5);
  Rows minutes = rows;
  for (double& y : minutes.y) y *= 12.5;
  CHECK(gain_of(minutes) == metrics::Gain::linear);
  const Asked linear{.loss = {}, .gain = metrics::Gain::linear};
  CHECK(ranking_measures(minutes, linear).size() == 4);
  Rows stars = rows;
  for (double& y : stars.y) y += 1;
  CHECK(ranking_measures(stars, {}).size() == 2);  // NDCG with both gains
  stars.relevant_from = 3;
  CHECK(ranking_measures(stars, {}).size() == 5);
}

TEST_CASE(
    "NDCG is linear in the gains, and labels dealt out within queries have what random orders "
    "have") {
  const Rows rows = reference();
  const Asked asked{.loss = {}, .top = 5};
  const LinearNdcg linear = linear_ndcg(rows, rows.models[0], asked);
  double sum = 0;
  for (std::size_t i = 0; i < rows.n(); ++i) sum += linear.weight[i] * linear.gain[i];
  const Measure ndcg = named(rows, asked, "ndcg_5");
  CHECK(sum == doctest::Approx(ndcg.of(rows, rows.models[0])->value).epsilon(1e-12));
  CHECK(chance_of_lists(rows, rows.models[0], asked, 1).statistic == doctest::Approx(sum));
  const Rows good = uneven(60, 1, 8), random = uneven(60, 0, 9);
  CHECK(chance_of_lists(good, good.models[0], {}, 1).p_value == doctest::Approx(0.001));
  CHECK(chance_of_lists(random, random.models[0], {}, 1).p_value > 0.01);
}

TEST_CASE("what users meet, and what the rows say against single cases") {
  // Two lists, the second on lower scores: the relevant row is last of three, and first together with another.
  Rows rows = lists({.name = "a", .form = Form::ranks, .f = {9, 8, 7, 3, 3, 1}});
  rows.y = {0, 0, 1, 1, 0, 0}, rows.query = {0, 0, 0, 1, 1, 1};
  finish(rows);
  const auto refused = refuse(rows, rows.models[0], Form::ranks, {});
  REQUIRE(refused.size() == 3);
  CHECK(*refused[0].value == doctest::Approx(3.5 / 8));     // pairs of all rows
  CHECK(*refused[0].measured == doctest::Approx(1.5 / 4));  // pairs within queries
  CHECK(refused[0].why.find("50 %") != std::string::npos);
  CHECK(*refused[1].value ==
        doctest::Approx(2 / 6.0));     // two rows said, none right; two of four left alone
  CHECK(*refused[1].measured == doctest::Approx(4 / 6.0));
  const auto operating = operate(rows, rows.models[0], Form::ranks, {.loss = {}, .top = 2}, 0.95);
  REQUIRE(operating.size() == 3);
  CHECK(operating[0].metric == "precision@1");
  CHECK(operating[0].value.value() == 0.25);  // one of two in random order
  CHECK(operating[1].metric == "precision@2");
  CHECK(operating[2].metric == "recall@2");
  CHECK(operating[2].value.value() == 0.5);
  CHECK(operate(rows, rows.models[0], Form::ranks, {}, 0.95).size() ==
        3);  // lists are shorter than ten
}

TEST_CASE("ties, flat queries and the worst queries") {
  Rows rows = lists({.name = "a", .form = Form::ranks, .f = {1, 1, 0, 2, 2, 2, 5, 4, 3}});
  rows.y = {1, 0, 0, 1, 1, 1, 0, 0, 2}, rows.query = {0, 0, 0, 1, 1, 1, 2, 2, 2};
  finish(rows);
  CHECK(tied_rows(rows, rows.models[0]) == 2);  // of query 1 no order matters
  CHECK(queries_of_one_relevance(rows) == 1);
  const auto worst = worst_first(rows, rows.models[0], nullptr, {});
  REQUIRE(worst.size() == 3);
  CHECK(worst[0].query == 2);
  CHECK(worst[0].value == doctest::Approx(0.5));  // 1/log₂ 4
  CHECK(worst[0].relevant == 1);
  CHECK(worst[1].query == 0);
}

TEST_CASE("random scores are seen above random orders as rarely as the level says") {
  int better = 0, worse = 0;
  constexpr int kTrials = 400;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    const Rows rows = uneven(40, 0, 100 + trial);
    const Measure ndcg = ranking_measures(rows, {}).front();
    const auto d = difference_of(*ndcg.of(rows, rows.models[0]), *ndcg.of(rows, random_order(rows)),
                                 rows, 0.95);
    better += d.lower() > 0, worse += d.upper() < 0;
  }
  // Binomial(400, 0.05) is above 42 with a probability below 1e-5; both sides are possible.
  CHECK(better + worse <= 42);
  CHECK(better >= 1);
  CHECK(worse >= 1);
}
