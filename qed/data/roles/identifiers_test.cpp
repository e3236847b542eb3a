// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/identifiers.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <utility>
#include <vector>

using namespace qed::data;

namespace {

bool counts(std::vector<std::int64_t> values) {
  return counts_rows({"rank", ColumnType::integer, std::move(values), {}});
}

}  // namespace

TEST_CASE("counters begin again at their first value") {
  CHECK(counts({1, 2, 3, 1, 2, 3, 4, 1, 2, 3}));
  CHECK(counts({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  CHECK_FALSE(counts({1, 2, 3, 1, 2, 4, 1, 2, 3, 4}));
  CHECK_FALSE(counts({0, 1, 0, 1, 0, 0, 1, 0, 1, 0}));  // two values
  CHECK_FALSE(counts({1, 2, 3}));
}

TEST_CASE("whole numbers, whatever their type") {
  CHECK(are_whole({"id", ColumnType::integer, std::vector<std::int64_t>{1, 2}, {}}));
  CHECK(are_whole({"id", ColumnType::number, std::vector<double>{1, 2, 0}, {1, 1, 0}}));
  CHECK_FALSE(are_whole({"x", ColumnType::number, std::vector<double>{1, 2.5}, {}}));
  CHECK_FALSE(are_whole({"w", ColumnType::category, Categories{{0}, {"a"}}, {}}));
}
