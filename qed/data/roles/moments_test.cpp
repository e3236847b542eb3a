// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/moments.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <utility>
#include <vector>

using namespace qed::data;

namespace {

Column column(const char* name, std::vector<std::int64_t> values) {
  return {.name = name, .type = ColumnType::integer, .values = std::move(values), .present = {}};
}
bool is_moment(const char* name, std::vector<std::int64_t> values) {
  return says_when(column(name, std::move(values)), Role::feature);
}

}  // namespace

TEST_CASE("calendar numbers are moments in any order") {
  CHECK(is_moment("year", {2021, 1999, 2020}));
  CHECK(is_moment("order_date", {20260131, 20251201}));
  CHECK(is_moment("month", {202601, 202512}));
  CHECK(is_moment("timestamp", {1'760'000'000, 1'600'000'000}));
  CHECK_FALSE(is_moment("order_date", {20260131, 20251301}));
  CHECK_FALSE(is_moment("year", {3, 1, 2}));
}

TEST_CASE("other numbers are where rows stand in their order") {
  CHECK(is_moment("day", {1, 1, 2, 3, 3, 9}));
  CHECK_FALSE(is_moment("hours_per_week", {40, 13, 50, 40}));
  CHECK_FALSE(is_moment("Time", {60, 12, 36, 6}));
  CHECK_FALSE(is_moment("age", {1, 2, 3}));  // not named so
  std::vector<std::int64_t> two_files;
  for (std::int64_t i = 0; i < 400; ++i) two_files.push_back(i % 200);
  CHECK_FALSE(is_moment("step", std::vector<std::int64_t>(two_files.rbegin(), two_files.rend())));
  CHECK(is_moment("t", two_files));
}

TEST_CASE("days of the month come again: they are moments within one month alone") {
  std::vector<std::int64_t> months, steps;  // three months of ten rows a day, in order
  for (std::int64_t i = 0; i < 900; ++i)
    months.push_back(1 + i / 10 % 30), steps.push_back(i % 450);
  CHECK_FALSE(is_moment("day", months));
  CHECK(is_moment("day", {months.begin(), months.begin() + 300}));
  CHECK(is_moment("step", steps));  // no calendar's
  CHECK(is_part_of_calendar(column("day", months)));
  CHECK_FALSE(is_part_of_calendar(column("day", steps)));
  CHECK_FALSE(is_part_of_calendar(column("step", months)));
}

TEST_CASE("dates are, whatever their name; a column without numbers is not") {
  Column dates = column("x", {1, 2});
  dates.type = ColumnType::time;
  CHECK(says_when(dates, Role::time));
  Column none = column("day", {0, 0});
  none.present = {0, 0};
  CHECK_FALSE(says_when(none, Role::empty));
}
