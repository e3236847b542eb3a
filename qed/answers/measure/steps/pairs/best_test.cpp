// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/pairs/best.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers::measure;

namespace {

// n labels in numbers, in units of `per_unit` rows that share a part of their error, and a prediction for each bias.
// Errors of the models have the correlation `shared`.
Rows rows_of(int n, int per_unit, const std::vector<double>& bias, double shared,
             std::uint64_t seed) {
  Rows rows{.task = Task::regression, .y = {}, .classes = {}, .models = {}};
  for (std::size_t j = 0; j < bias.size(); ++j)
    rows.models.push_back(
        {.name = std::string(1, static_cast<char>('a' + j)), .form = Form::mean, .f = {}});
  for (int i = 0; i < n; ++i) {
    Rng row(seed, 1, static_cast<std::uint64_t>(i));
    const double common = row.normal();
    rows.y.push_back(3 * row.normal());
    for (std::size_t j = 0; j < bias.size(); ++j) {
      Rng unit(seed, 2 + j, static_cast<std::uint64_t>(i / per_unit));
      const double own = (per_unit > 1 ? unit.normal() : 0) + row.normal();
      rows.models[j].f.push_back(rows.y.back() + bias[j] + std::sqrt(shared) * common +
                                 std::sqrt(1 - shared) * own);
    }
    if (per_unit > 1) rows.group.push_back(i / per_unit), rows.groups = i / per_unit + 1;
  }
  for (Model& m : rows.models) m.order = algorithms::rising_order(m.f);
  return rows;
}

Measure primary_of(const Rows& rows) { return measures(rows, Form::mean, {}).front(); }

std::vector<std::size_t> ranked(const Measure& measure, const Rows& rows) {
  std::vector<std::size_t> order(rows.models.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::size_t j) { return measure.of(rows, rows.models[j])->value; });
  return order;
}

statistics::Estimate difference(const Measure& measure, const Rows& rows, std::size_t a,
                                std::size_t b, double level) {
  return difference_of(*measure.of(rows, rows.models[a]), *measure.of(rows, rows.models[b]), rows,
                       level);
}

}  // namespace

TEST_CASE("against the best: p is at most alpha just where the interval leaves 0 out") {
  int inside = 0, outside = 0;
  for (std::uint64_t s = 0; s < 30; ++s)
    for (const int per_unit : {1, 4}) {
      const Rows rows = rows_of(200, per_unit, {0, 0.3, 0.6, 0.9}, 0.5, s);
      const Measure measure = primary_of(rows);
      const auto order = ranked(measure, rows);
      const auto best = against_best(measure, rows, order, 0.95, 1);
      REQUIRE(best);
      CHECK_FALSE(best->p_value[order[0]].has_value());
      for (std::size_t k = 1; k < 4; ++k) {
        const auto d = difference(measure, rows, order[0], order[k], best->pair_level);
        CHECK((d.lower() > 0) == (*best->p_value[order[k]] <= 0.05));
        (d.lower() > 0 ? outside : inside) += 1;
      }
    }
  CHECK(inside > 30);  // both are met
  CHECK(outside > 30);
}

TEST_CASE("models that resemble each other cost less than Bonferroni, others never more") {
  const auto level_of = [](const Rows& rows) {
    const Measure measure = primary_of(rows);
    return against_best(measure, rows, ranked(measure, rows), 0.95, 1)->pair_level;
  };
  const double bonferroni = 1 - 0.05 / 5;
  const double own = level_of(rows_of(400, 1, {0, 0, 0, 0, 0, 0}, 0, 2));
  CHECK(own > 0.98);
  CHECK(own <= bonferroni);
  // Five that are nearly one, and one that is not: the differences are two kinds.
  Rows alike = rows_of(400, 1, {0, 0.2, 0.2, 0.2, 0.2, 0.2}, 0, 3);
  for (std::size_t j = 2; j < 6; ++j)
    for (std::size_t i = 0; i < alike.n(); ++i)
      alike.models[j].f[i] = alike.models[1].f[i] + 1e-3 * static_cast<double>(j);
  CHECK(level_of(alike) < 0.985);
  Rows same = alike;  // no difference has a spread
  for (Model& m : same.models) m.f = same.models[0].f;
  CHECK(level_of(same) == 0.95);
}

TEST_CASE("fewer than three models, or 20 units: nothing") {
  const Rows rows = rows_of(60, 4, {0, 0.5, 1}, 0.5, 1);  // 15 units
  const Measure measure = primary_of(rows);
  CHECK_FALSE(against_best(measure, rows, ranked(measure, rows), 0.95, 1));
  const Rows more = rows_of(80, 4, {0, 0.5, 1}, 0.5, 1);
  const auto order = ranked(primary_of(more), more);
  CHECK(against_best(primary_of(more), more, order, 0.95, 1));
  CHECK_FALSE(against_best(primary_of(more), more, std::span(order).first(2), 0.95, 1));
}

TEST_SUITE("long") {
  TEST_CASE("the interval of the two best of five covers, and equal ones seldom win") {
    // 500 samples: 25 with four standard deviations 20; the chosen two differ least of all, so fewer are expected.
    for (const int per_unit : {1, 4}) {
      int wins = 0;
      for (std::uint64_t s = 0; s < 500; ++s) {
        const Rows rows = rows_of(160, per_unit, {0, 0, 0, 0, 0}, 0.5, 100 + s);
        const Measure measure = primary_of(rows);
        const auto order = ranked(measure, rows);
        const auto best = against_best(measure, rows, order, 0.95, s);
        wins += difference(measure, rows, order[0], order[1], best->pair_level).lower() > 0;
      }
      MESSAGE(wins, " of 500 equal ones won");
      CHECK(wins < 45);
    }
  }
}
