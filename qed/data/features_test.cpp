// SPDX-License-Identifier: Apache-2.0
#include "qed/data/features.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"

using namespace qed;
using namespace qed::data;

namespace {

Table sample() {
  Table table;
  table.rows = 100;
  std::vector<double> money;
  std::vector<std::uint8_t> present(100, 1);
  Categories plan{{}, {"month", "year", "never"}}, churn{{}, {"No", "Yes"}};
  for (int i = 0; i < 100; ++i) {
    money.push_back(i * i);
    plan.codes.push_back(i == 7 ? 2 : i % 4 == 0 ? 1 : 0);
    churn.codes.push_back(i < 20);
  }
  present[3] = 0;
  table.columns = {{"money", ColumnType::number, money, present},
                   {"plan", ColumnType::category, plan, {}},
                   {"churn", ColumnType::category, churn, {}}};
  return table;
}

std::vector<ColumnRole> all_features(const Table& table) {
  std::vector<ColumnRole> roles;
  for (const Column& column : table.columns)
    roles.push_back({column.name, Role::feature, "varies"});
  return roles;
}

}  // namespace

TEST_CASE("numbers are standardised, categories weighted as in factor analysis of mixed data") {
  const Table table = sample();
  const auto encoder = FeatureEncoder::fit(table, all_features(table), {});
  CHECK(encoder.scale() == "standard");
  REQUIRE(encoder.features().size() == 4);  // money, plan = month, plan = year, churn = Yes
  CHECK(encoder.features()[3].name() == "churn = Yes");
  CHECK(encoder.features()[3].block == -1);
  CHECK(encoder.features()[1].block == encoder.features()[2].block);
  const MatrixF X = encoder.encode(table);
  CHECK(std::abs(X.col(3).cast<double>().mean()) < 1e-6);
  CHECK(X.col(3).cast<double>().squaredNorm() / 100 == doctest::Approx(1).epsilon(1e-6));
  // A level of share p has variance 1 − p.
  CHECK(X.col(2).cast<double>().squaredNorm() / 100 == doctest::Approx(0.75).epsilon(1e-5));
  CHECK(encoder.notes().size() == 2);  // the filled-in cell and the rare level
}

TEST_CASE("a missing number is the median, a level never seen is no level") {
  Table table = sample();
  const auto encoder = FeatureEncoder::fit(table, all_features(table), {});
  std::get<Categories>(table.columns[1].values).levels = {"weekly", "decade", "x"};
  const MatrixF X = encoder.encode(table);
  const auto& money = encoder.features()[0];
  CHECK(std::isnan(table.columns[0].numbers()[3]));
  CHECK(table.columns[0].numbers()[4] == 16);
  CHECK_THROWS_AS((void)table.columns[1].numbers(), Error);
  CHECK(X(3, 0) == doctest::Approx((money.fill - money.centre) / money.scale).epsilon(1e-6));
  CHECK(X.col(1).minCoeff() == X.col(1).maxCoeff());
}

TEST_CASE("columns are chosen, dropped and left out with their reasons") {
  const Table table = sample();
  const auto encoder = FeatureEncoder::fit(table, all_features(table),
                                           {.columns = {}, .drop = {"plan"}, .label = "churn"});
  CHECK(encoder.used_columns() == std::vector<std::string>{"money"});
  CHECK(encoder.left_out().size() == 2);
  CHECK_THROWS_WITH_AS(FeatureEncoder::fit(table, all_features(table),
                                           {.columns = {"mony"}, .drop = {}, .label = {}}),
                       doctest::Contains("mony"), Error);
  std::string hint;
  try {
    FeatureEncoder::fit(table, all_features(table),
                        {.drop = {"plan", "money", "churn"}, .hint = "the caller's"});
  } catch (const Error& error) {
    hint = error.hint();
  }
  CHECK(hint == "the caller's");
}

TEST_CASE("many columns on one scale are not rescaled; the rank scale is a normal score") {
  Table table;
  table.rows = 60;
  for (int j = 0; j < 25; ++j) {
    std::vector<double> x;
    for (int i = 0; i < 60; ++i) x.push_back(((i * 7 + j * 13) % 60) * (j < 3 ? 1.5 : 1.0));
    table.columns.push_back({"pixel" + std::to_string(j), ColumnType::number, x, {}});
  }
  const auto encoder = FeatureEncoder::fit(table, all_features(table), {});
  CHECK(encoder.scale() == "none");
  CHECK(encoder.features()[0].scale == encoder.features()[20].scale);
  const auto ranked = FeatureEncoder::fit(
      table, all_features(table), {.columns = {}, .drop = {}, .label = {}, .scale = "rank"});
  const MatrixF X = ranked.encode(table);
  CHECK(X.col(0).maxCoeff() == doctest::Approx(-X.col(0).minCoeff()).epsilon(1e-4));
}

TEST_CASE("the median is counted where whole numbers lie close together, and the same") {
  const auto fill_of = [](std::vector<double> values) {
    Table table;
    table.rows = static_cast<std::int64_t>(values.size());
    table.columns.push_back(
        {.name = "x", .type = ColumnType::number, .values = std::move(values), .present = {}});
    return FeatureEncoder::fit(table, all_features(table), {}).features()[0].fill;
  };
  CHECK(fill_of({-3, -3, 1, 5, 9}) == 1);
  CHECK(fill_of({-3, -3, 1, 4, 9, 1000}) == 2.5);
  CHECK(fill_of({-3, -3, 1, 4, 9, 1021}) == 2.5);    // beyond the range that is counted
  CHECK(fill_of({-3, -3, 1, 4.5, 9, 10}) == 2.75);  // not whole
  CHECK(fill_of({7, 7, 7, 7, 7, 7, 8, 9, 10, 11, 12, 13}) == 7.5);
}
