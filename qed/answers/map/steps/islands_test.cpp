// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/islands.h"

#include <doctest/doctest.h>

#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers;

namespace {

data::Column words(const std::string& name, std::vector<std::int32_t> codes,
                   std::vector<std::string> levels) {
  data::Column column;
  column.name = name;
  column.type = data::ColumnType::category;
  column.values = data::Categories{std::move(codes), std::move(levels)};
  return column;
}

}  // namespace

TEST_CASE(
    "a column whose levels are kept apart is named, one that is mixed or nearly constant is not") {
  // One number between -1 and 1; `shop` moves a row by 10 and so is kept apart, `mixed` does not matter, `rare` is
  // one word but for two rows, which chance alone mostly keeps together.
  const std::size_t n = 120;
  std::vector<std::int32_t> shop(n), mixed(n), rare(n);
  std::vector<std::uint8_t> flag(n);
  MatrixF X(static_cast<Index>(n), 1);
  std::vector<double> value(n);
  for (std::size_t i = 0; i < n; ++i) {
    Rng rng(5, 0, i);
    shop[i] = i % 3 == 0;
    mixed[i] = i % 4 < 2;
    rare[i] = i < 2;
    flag[i] = i % 3 == 0;
    value[i] = rng.uniform() * 2 - 1 + (shop[i] ? 10 : 0);
    X(static_cast<Index>(i), 0) = static_cast<float>(value[i]);
  }
  map::Prepared prepared;
  prepared.table.rows = static_cast<std::int64_t>(n);
  data::Column number;
  number.name = "x";
  number.values = value;
  data::Column yes;
  yes.name = "flag";
  yes.type = data::ColumnType::boolean;
  yes.values = flag;
  prepared.table.columns = {number, words("shop", shop, {"a", "b"}),
                            words("mixed", mixed, {"c", "d"}), words("rare", rare, {"e", "f"}),
                            yes};
  prepared.roles = data::roles(prepared.table);
  prepared.encoder = data::FeatureEncoder::fit(prepared.table, prepared.roles, {});
  const auto near = algorithms::neighbours(X, {.k = 10});

  const auto followed = map::followed_columns(prepared, near);
  REQUIRE(followed.size() == 2);
  CHECK(followed[0].column == "shop");  // as surprising as the other, and first in the table
  CHECK(followed[1].column == "flag");
  CHECK(followed[0].same == 1);
  // A third and two thirds of the rows: 1/9 + 4/9.
  CHECK(followed[0].by_chance == doctest::Approx(5.0 / 9));
}
