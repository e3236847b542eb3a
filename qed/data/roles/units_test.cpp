// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/units.h"

#include <doctest/doctest.h>

using namespace qed::data;

namespace {

// Four rows of each value.
Grouping values(std::int32_t count) {
  Grouping g{.group = {}, .groups = count};
  for (std::int32_t i = 0; i < 4 * count; ++i) g.group.push_back(i % count);
  return g;
}
Column named(const char* name) { return {name, ColumnType::category, Categories{}, {}}; }

}  // namespace

TEST_CASE("five places can be the unit, ten of what may be kinds, none where one outweighs") {
  CHECK(can_be_unit(named("clinic"), values(5)));
  CHECK_FALSE(can_be_unit(named("clinic"), values(4)));
  CHECK(can_be_unit(named("state"), values(5)));
  CHECK_FALSE(can_be_unit(named("order_state"), values(9)));
  CHECK(can_be_unit(named("order_state"), values(10)));
  Grouping one = values(5);
  one.group.insert(one.group.end(), 20, 0);
  CHECK_FALSE(can_be_unit(named("clinic"), one));
  // Rows without a value are no places.
  Grouping alone = values(8);
  alone.alone = 4;
  CHECK_FALSE(can_be_unit(named("clinic"), alone));
}
