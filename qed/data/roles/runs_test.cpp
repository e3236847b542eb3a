// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/runs.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace qed::data;

namespace {

Column hours(std::vector<std::int64_t> values) {
  return {.name = "hour",
          .type = ColumnType::integer,
          .values = std::move(values),
          .present = {1, 1, 0, 1, 1, 1}};
}

}  // namespace

TEST_CASE("moments are numbered in the order of time, and cut to days") {
  const Column time = hours({30, 2, 0, 26, 2, 50});
  const Moments m = moments_of(time, {0, 1, 2, 3, 4, 5});
  CHECK(m.number == std::vector<std::int64_t>{2, 0, -1, 1, 0, 3});
  CHECK(m.count == 4);
  CHECK(m.rows == 5);
  const Moments days = moments_of(time, {0, 1, 2, 3, 4, 5}, 24);
  CHECK(days.number == std::vector<std::int64_t>{1, 0, -1, 1, 0, 2});
  CHECK(days.count == 3);
  CHECK(moments_of(time, {2}).count == 0);
}

TEST_CASE("runs of moments, rows without one alone after them; their sums about 0") {
  const Moments m = moments_of(hours({30, 2, 0, 26, 2, 50}), {0, 1, 2, 3, 4, 5});
  const Grouping g = runs_of(m, 3);
  CHECK(g.group == std::vector<std::int32_t>{0, 0, 2, 0, 0, 1});
  CHECK(g.groups == 3);
  CHECK(g.alone == 1);
  CHECK(sums_of_runs(m, 3, {1, 2, 100, 3, 4, 6}) == std::vector<double>{2, -2});
  CHECK(sums_of_runs(m, 1, {1, 2, 100, 3, 4, 6}) == std::vector<double>{2, -1, -3, 2});
}
