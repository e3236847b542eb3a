// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/demo.h"

#include <doctest/doctest.h>

#include "qed/data/roles/roles.h"

using namespace qed;

TEST_CASE("the example is the same for the same seed and differs for another") {
  const data::Table a = answers::map::customers(1), b = answers::map::customers(1),
                    c = answers::map::customers(2);
  REQUIRE(a.rows == 2000);
  const auto spend = [](const data::Table& t) {
    return std::get<std::vector<double>>(t.column("monthly_spend").values);
  };
  CHECK_UNARY(spend(a) == spend(b));
  CHECK_UNARY(spend(a) != spend(c));
}

TEST_CASE("identifier and constant are found, money is in cents") {
  const data::Table table = answers::map::customers(1);
  const auto roles = data::roles(table);
  CHECK(roles.front().role == data::Role::id);
  CHECK(roles.back().role == data::Role::constant);
  CHECK(table.column("monthly_spend").text_at(0)->size() <= 7);
  CHECK(table.column("yearly_income").missing_count() > 10);
}
