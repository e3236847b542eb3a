// SPDX-License-Identifier: Apache-2.0
#include "qed/data/moment.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace qed::data;

TEST_CASE("every day of every kind of year is the calendar's") {
  constexpr std::int64_t kDay = 86'400'000'000;
  std::size_t wrong = 0;
  for (const int year : {1, 4, 100, 400, 1582, 1899, 1900, 1969, 1970, 2000, 2023, 2024, 9999})
    for (unsigned month = 0; month <= 13; ++month)
      for (unsigned day = 0; day <= 32; ++day) {
        const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                               std::chrono::day(day)};
        const auto found = moment_of_date(year, month, day);
        if (found.has_value() != date.ok()) ++wrong;
        if (!found) continue;
        if (*found != std::chrono::sys_days(date).time_since_epoch().count() * kDay) ++wrong;
        if (parse_moment(spell_moment(*found)) != found) ++wrong;
      }
  CHECK(wrong == 0);
  CHECK_FALSE(moment_of_date(0, 1, 1));
  CHECK_FALSE(moment_of_date(10000, 1, 1));
}

TEST_CASE("the forms without a cursor say what the others say") {
  for (const std::string time : {"00:00:00", "23:59:59", "13:05:60"}) {
    const auto with_zone = parse_moment("2024-02-29T" + time + "Z");
    REQUIRE(with_zone);
    CHECK(parse_moment("2024-02-29T" + time) == with_zone);
    CHECK(parse_moment("2024-02-29 " + time) == with_zone);
    CHECK(parse_moment("2024/02/29 " + time) == with_zone);
  }
  for (const std::string text :
       {"2023-02-29", "2024-02-29T24:00:00", "2024-02-29T12:60:00", "2024-02-2x", "2024-13-01",
        "2024-02/29", "2024-02-29T12:00:61", "2024-02-29X12:00:00"})
    CHECK_FALSE(parse_moment(text));
  CHECK(parse_moment("2024-2-9") == parse_moment("2024-02-09"));
}
