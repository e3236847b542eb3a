// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/grouping.h"

#include <doctest/doctest.h>

using namespace qed::data;

TEST_CASE("rows by value, numbered as they appear; a missing value is alone") {
  const Column numbers{
      "id", ColumnType::integer, std::vector<std::int64_t>{7, 3, 0, 7, 0, 3}, {1, 1, 0, 1, 0, 1}};
  const Grouping of_numbers = grouping(numbers, {0, 1, 2, 3, 4, 5});
  CHECK(of_numbers.group == std::vector<std::int32_t>{0, 1, 2, 0, 3, 1});
  CHECK(of_numbers.groups == 4);
  CHECK(of_numbers.alone == 2);
  CHECK(of_numbers.values() == 2);
  const Grouping some = grouping(numbers, {5, 3, 1});
  CHECK(some.group == std::vector<std::int32_t>{0, 1, 0});
  CHECK(some.groups == 2);
  const Column words{
      "city", ColumnType::category, Categories{{1, 0, -1, 1}, {"Bonn", "Kiel"}}, {1, 1, 0, 1}};
  CHECK(grouping(words, {0, 1, 2, 3}).group == std::vector<std::int32_t>{0, 1, 2, 0});
  CHECK(grouping(words, {}).groups == 0);
  const Column texts{"note", ColumnType::text, Texts{{0, 2, 2, 4, 6}, "abcdab"}, {1, 0, 1, 1}};
  const Grouping of_texts = grouping(texts, {3, 2, 1, 0});
  CHECK(of_texts.group == std::vector<std::int32_t>{0, 1, 2, 0});
  CHECK(of_texts.alone == 1);
  const Column flags{"ok", ColumnType::boolean, std::vector<std::uint8_t>{1, 0, 1}, {}};
  CHECK(grouping(flags, {0, 1, 2}).group == std::vector<std::int32_t>{0, 1, 0});
}

TEST_CASE("a group outweighs the others with more than half of the rows") {
  CHECK(one_outweighs({.group = {0, 0, 1}, .groups = 2}));
  CHECK_FALSE(one_outweighs({.group = {0, 0, 1, 1}, .groups = 2}));
  CHECK_FALSE(one_outweighs({}));
}

TEST_CASE("teachers lie within schools; values that repeat, and what that costs at most") {
  const Grouping teachers{.group = {0, 0, 1, 2, 2}, .groups = 3};
  const Grouping schools{.group = {0, 0, 0, 1, 1}, .groups = 2};
  CHECK(is_nested(teachers, schools));
  CHECK_FALSE(is_nested(schools, teachers));
  CHECK(largest_design_effect(teachers) == doctest::Approx(9 / 5.0));
  CHECK(repeated_values(teachers) == 2);
  CHECK(largest_design_effect({.group = {0, 1, 2}, .groups = 3}) == 1);
  CHECK(repeated_values({}) == 0);
}
