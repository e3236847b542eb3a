// SPDX-License-Identifier: Apache-2.0
// Dates as people write them: 28/02/2024, 28.02.24, 28-Feb-2024, February 28, 2024.
#include <array>

#include "qed/data/moment.h"

namespace qed::data {
namespace {

using Order = WrittenDate::Order;

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

// A cursor over the text; a part that does not match is 0 or nothing.
struct Cursor {
  std::string_view rest;

  char next() const { return rest.empty() ? '\0' : rest.front(); }
  bool take(char c) {
    if (next() != c || rest.empty()) return false;
    rest.remove_prefix(1);
    return true;
  }
  // As many digits as there are, and how many.
  std::size_t digits(std::int64_t& value) {
    std::size_t count = 0;
    for (value = 0; count < rest.size() && count < 5 && is_digit(rest[count]); ++count)
      value = value * 10 + (rest[count] - '0');
    rest.remove_prefix(count);
    return count;
  }
  // 1 to 12 for Jan, Sept, June or JUNE; 0 for another word.
  std::int64_t month() {
    std::size_t size = 0;
    while (size < rest.size() && is_letter(rest[size])) ++size;
    const std::string_view word = rest.substr(0, size);
    rest.remove_prefix(size);
    for (std::size_t m = 0; m < kMonths.size(); ++m)
      if (stands_for(word, kMonths[m])) return static_cast<std::int64_t>(m) + 1;
    return 0;
  }

 private:
  static bool stands_for(std::string_view word, std::string_view name) {
    const bool is_short = word.size() == 3 || (word.size() == 4 && name == "september");
    if (!is_short && word.size() != name.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i)
      if ((word[i] | 0x20) != name[i]) return false;
    return true;
  }
};

// The year at the text's end: four digits, or two.
bool take_year(Cursor& at, std::int64_t& year, bool may_be_short) {
  const std::size_t digits = at.digits(year);
  if (digits == 2 && may_be_short) year += year < 69 ? 2000 : 1900;
  return at.rest.empty() && (digits == 4 || (digits == 2 && may_be_short));
}

std::optional<WrittenDate> named(std::int64_t day, std::int64_t month, Cursor& at) {
  WrittenDate date{day, month, 0, Order::named};
  if (month == 0 || !take_year(at, date.year, true) || !moment_of_date(date, true))
    return std::nullopt;
  return date;
}

// "Jan 03, 2023", "January 3 2023", "Jan-03-2023".
std::optional<WrittenDate> month_then_day(Cursor at) {
  const std::int64_t month = at.month();
  if (month == 0) return std::nullopt;
  at.take('.');
  std::int64_t day = 0;
  if (!at.take(' ') && !at.take('-')) return std::nullopt;
  if (const std::size_t digits = at.digits(day); digits == 0 || digits > 2) return std::nullopt;
  const bool comma = at.take(',');
  if (!at.take(' ') && !at.take('-') && !comma) return std::nullopt;
  return named(day, month, at);
}

}  // namespace

std::optional<WrittenDate> parse_written_date(std::string_view text) {
  if (text.size() < 8 || text.size() > 20) return std::nullopt;
  Cursor at{text};
  if (is_letter(at.next())) return month_then_day(at);
  WrittenDate date{};
  const std::size_t first = at.digits(date.first);
  const char between = at.next();
  if (first == 0 || first > 2 || !at.take(between)) return std::nullopt;
  if (between != '/' && between != '.' && between != '-' && between != ' ') return std::nullopt;
  if (is_letter(at.next())) {  // "03-Jan-2023", "3 January 2023", "3 Jan, 2023"
    const std::int64_t month = at.month();
    at.take(',');
    return at.take(between) ? named(date.first, month, at) : std::nullopt;
  }
  const std::size_t second = at.digits(date.second);
  if (between == ' ' || second == 0 || second > 2 || !at.take(between)) return std::nullopt;
  if (between == '.') date.order = Order::dotted;
  // Of eight bytes or more, so that 1.2.10 is none: a version has such numbers too.
  if (!take_year(at, date.year, between == '.')) return std::nullopt;
  const bool is_day = moment_of_date(date, true) || moment_of_date(date, false);
  return is_day ? std::optional(date) : std::nullopt;
}

std::optional<std::int64_t> moment_of_date(const WrittenDate& date, bool day_first) {
  return day_first || date.order == Order::named
             ? moment_of_date(date.year, date.second, date.first)
             : moment_of_date(date.year, date.first, date.second);
}

}  // namespace qed::data
