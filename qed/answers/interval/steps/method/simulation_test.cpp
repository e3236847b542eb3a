// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/method/simulation.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace qed;
using namespace qed::answers::interval;
using statistics::Functional;
using statistics::Sample;

namespace {

Regime regime(Functional functional, std::int64_t n) {
  return {.functional = functional, .n = n, .units = n};
}
std::int64_t count(const std::vector<double>& x, double value) {
  return std::ranges::count(x, value);
}

}  // namespace

TEST_CASE("a part of rows of which few have a label keeps the labels") {
  Sample bound{.terms = {{}, {}}};
  for (int i = 0; i < 5100; ++i) bound.terms[0].push_back(i % 51 == 0), bound.terms[1].push_back(i);
  Regime powered = regime(Functional::smooth, 5100);
  powered.form = statistics::Form::prediction_powered;
  const auto part = rows_to_simulate(powered, bound, 1000);
  CHECK(part.n() == 1000);
  CHECK(count(part.terms[0], 1) == 100);
  CHECK(part.terms[1][99] == 99 * 51);
  CHECK(part.terms[1].back() > 5090);  // from all over the rows
  CHECK(count(rows_to_simulate(powered, bound, 200).terms[0], 1) == 50);
  CHECK(rows_to_simulate(powered, bound, 5100).n() == 5100);
  CHECK(rows_to_simulate(regime(Functional::smooth, 5100), bound, 1000).n() == 5100);
  for (double& is_labelled : bound.terms[0]) is_labelled = 1;
  CHECK(rows_to_simulate(powered, bound, 1000).n() == 5100);  // not rarer: any rows will do
}

TEST_CASE("a part of rows for an area keeps those of the rarer label, up to a quarter") {
  Sample scores{.terms = {{}, {}}};
  for (int i = 0; i < 10'000; ++i)
    scores.terms[0].push_back(i), scores.terms[1].push_back(i % 100 == 7);
  const auto part = rows_to_simulate(regime(Functional::area, 10'000), scores, 500);
  CHECK(count(part.terms[1], 1) == 100);
  CHECK(part.n() == 500);
  CHECK(part.terms[0].front() < 30);
  CHECK(part.terms[0].back() > 9970);
  CHECK(rows_to_simulate(regime(Functional::area, 400), scores, 500).n() == 10'000);
  for (double& label : scores.terms[1]) label = 1 - label;  // whichever is rarer
  CHECK(count(rows_to_simulate(regime(Functional::area, 10'000), scores, 500).terms[1], 0) == 100);
}

TEST_CASE(
    "shares have more rows, ranks and many terms fewer; groups and skewed values may have more") {
  const auto& any = statistics::find_method("student_t");
  const auto of = [&](const Regime& r, std::size_t terms, const statistics::Method& method) {
    const Sample sample{.terms = std::vector(terms, std::vector<double>(50'000)), .rows = r.rows};
    return simulation_of(r, sample, method);
  };
  CHECK(of(regime(Functional::mean, 50'000), 1, any).rows == 2000);
  CHECK(of(regime(Functional::mean, 50'000), 1, any).most_rows == 2000);
  CHECK(of(regime(Functional::share, 50'000), 1, any).rows == 20'000);
  CHECK(of(regime(Functional::quantile, 50'000), 1, any).rows == 800);
  CHECK(of(regime(Functional::area, 50'000), 2, any).rows == 500);
  CHECK(of(regime(Functional::smooth, 50'000), 4, any).rows == 1000);
  const auto skewed = of(regime(Functional::mean, 50'000), 1, statistics::find_method("guarded_t"));
  CHECK(skewed.most_rows == 8000);
  CHECK(skewed.more_rounds < of(regime(Functional::mean, 50'000), 1, any).more_rounds);
  Regime grouped = regime(Functional::mean, 50'000);
  grouped.rows = statistics::Rows::grouped;
  CHECK(of(grouped, 1, any).most_rows == 50'000);
}
