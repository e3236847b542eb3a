// SPDX-License-Identifier: Apache-2.0
#include "qed/data/moment.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace qed::data;

namespace {

std::string day(const std::string& text, bool day_first = true) {
  const auto date = parse_written_date(text);
  const auto moment = date ? moment_of_date(*date, day_first) : std::nullopt;
  return moment ? spell_moment(*moment) : "none";
}

}  // namespace

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

TEST_CASE("months by name, the day before or behind them, in both orders of a column") {
  for (const bool day_first : {true, false})
    for (const char* text :
         {"03-Jan-2023", "3 January 2023", "3-JAN-2023", "03/jan/2023", "3 Jan, 2023",
          "Jan 03, 2023", "January 3, 2023", "Jan. 3 2023", "Jan-03-2023", "03-Jan-23"})
      CHECK(day(text, day_first) == "2023-01-03");
  CHECK(day("30 September 2024") == "2024-09-30");
  CHECK(day("Sept 30, 2024") == "2024-09-30");
  CHECK(day("29-Feb-2024") == "2024-02-29");
  for (const char* text :
       {"29-Feb-2023", "32 Jan 2023", "Jan 2023", "3 Janx 2023", "Ja 03, 2023", "3 Jan 2023 x",
        "Jan 03 203", "03-Jan 2023", "Maybe 3, 2023", "3 2 2023", "Jan03,2023", "May"})
    CHECK(day(text) == "none");
}

TEST_CASE("digits: dots say day and month, others leave it open; years of two digits behind dots") {
  CHECK(day("01.02.2024") == "2024-02-01");
  CHECK(day("1.2.2024") == "2024-02-01");
  CHECK(day("01.02.24") == "2024-02-01");
  CHECK(day("01.02.69") == "1969-02-01");
  CHECK(day("01/02/2024", false) == "2024-01-02");
  CHECK(day("28/02/2024", false) == "none");
  CHECK(parse_written_date("01.02.2024")->order == WrittenDate::Order::dotted);
  CHECK(parse_written_date("01/02/2024")->order == WrittenDate::Order::open);
  CHECK(parse_written_date("1-2-2024")->order == WrittenDate::Order::open);
  for (const char* text :
       {"1.2.10", "01/02/24", "10.20.30", "31.31.2024", "1.2.3.2024", "01.02.20245", "01.02-2024",
        "123.2.2024", "2024.01.02", "01.02.", "12345678"})
    CHECK(day(text) == "none");
}
