// SPDX-License-Identifier: Apache-2.0
#include "qed/data/moment.h"

#include <chrono>
#include <cstdio>

namespace qed::data {
namespace {

constexpr std::int64_t kDay = 86'400'000'000, kHour = 3'600'000'000, kMinute = 60'000'000,
                       kSecond = 1'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The two forms that most files use need no cursor. A 0 in the form stands for any digit.
template <std::size_t Size>
bool fits(std::string_view text, const char (&form)[Size]) {
  if (text.size() != Size - 1) return false;
  bool same = true;
  for (std::size_t i = 0; i + 1 < Size; ++i)
    same &= form[i] == '0' ? is_digit(text[i]) : text[i] == form[i];
  return same;
}

std::int64_t number(std::string_view text, std::size_t at, std::size_t digits) {
  std::int64_t value = 0;
  for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

// "2024-02-29T13:05:06".
std::optional<std::int64_t> plain_moment(std::string_view text) {
  const auto date = moment_of_date(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
  const std::int64_t hour = number(text, 11, 2), minute = number(text, 14, 2),
                     second = number(text, 17, 2);
  if (!date || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return *date + hour * kHour + minute * kMinute + second * kSecond;
}

// A cursor over the text that takes fixed forms and remembers failure.
struct Cursor {
  std::string_view rest;
  bool ok = true;

  std::int64_t digits(std::size_t least, std::size_t most) {
    std::int64_t value = 0;
    std::size_t count = 0;
    while (count < most && count < rest.size() && is_digit(rest[count]))
      value = value * 10 + (rest[count++] - '0');
    ok = ok && count >= least;
    rest.remove_prefix(count);
    return value;
  }
  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
};

// ".123456": digits beyond the sixth are cut.
std::int64_t fraction(Cursor& at) {
  std::int64_t value = 0;
  int count = 0;
  for (; !at.rest.empty() && is_digit(at.rest.front()); at.rest.remove_prefix(1), ++count)
    if (count < 6) value = value * 10 + (at.rest.front() - '0');
  at.ok = at.ok && count > 0 && count <= 12;
  for (; count < 6; ++count) value *= 10;
  return value;
}

// "Z", "+02:00", "-0530" or nothing.
std::int64_t offset(Cursor& at) {
  if (at.rest.empty() || at.take('Z') || at.take('z')) return 0;
  const bool negative = at.rest.front() == '-';
  if (!at.take('+') && !at.take('-')) return at.ok = false, 0;
  const std::int64_t hours = at.digits(2, 2);
  at.take(':');
  const std::int64_t minutes = at.rest.empty() ? 0 : at.digits(2, 2);
  at.ok = at.ok && hours <= 18 && minutes < 60;
  return (negative ? -1 : 1) * (hours * kHour + minutes * kMinute);
}

std::int64_t time_of_day(Cursor& at) {
  const std::int64_t hour = at.digits(2, 2);
  at.ok = at.ok && at.take(':');
  const std::int64_t minute = at.digits(2, 2);
  std::int64_t second = 0, part = 0;
  if (at.take(':')) {
    second = at.digits(2, 2);
    if (at.take('.') || at.take(',')) part = fraction(at);
  }
  at.ok = at.ok && hour < 24 && minute < 60 && second < 61;
  return hour * kHour + minute * kMinute + second * kSecond + part;
}

}  // namespace

std::optional<std::int64_t> moment_of_date(std::int64_t year, std::int64_t month,
                                           std::int64_t day) {
  constexpr std::int64_t kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > kDays[month - 1])
    return std::nullopt;
  if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
    return std::nullopt;
  // Years that begin in March end with the leap day: (153 m + 2) / 5 days lie before month m.
  const std::int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
  const std::int64_t days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
  return (days - 719'468) * kDay;
}

std::optional<std::int64_t> parse_moment(std::string_view text) {
  if (text.size() < 8 || text.size() > 40 || !is_digit(text[3]) || is_digit(text[4]))
    return std::nullopt;
  if (fits(text, "0000-00-00"))
    return moment_of_date(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
  if (fits(text, "0000-00-00T00:00:00") || fits(text, "0000-00-00 00:00:00"))
    return plain_moment(text);
  Cursor at{text};
  const std::int64_t year = at.digits(4, 4);
  const char between = at.rest.empty() ? '\0' : at.rest.front();
  at.ok = at.ok && (between == '-' || between == '/') && at.take(between);
  const std::int64_t month = at.digits(1, 2);
  at.ok = at.ok && at.take(between);
  const std::int64_t day = at.digits(1, 2);
  if (!at.ok) return std::nullopt;
  const auto date = moment_of_date(year, month, day);
  if (!date || at.rest.empty()) return date;
  if (!at.take('T') && !at.take(' ') && !at.take('t')) return std::nullopt;
  const std::int64_t within = time_of_day(at);
  at.take(' ');
  const std::int64_t shift = offset(at);
  if (!at.ok || !at.rest.empty()) return std::nullopt;
  return *date + within - shift;
}

std::string spell_moment(std::int64_t microseconds) {
  const std::chrono::sys_time<std::chrono::microseconds> moment{
      std::chrono::microseconds(microseconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{midnight};
  const std::int64_t within = (moment - midnight).count();
  char buffer[64];
  int length =
      std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  std::string spelt(buffer, static_cast<std::size_t>(length));
  if (within == 0) return spelt;
  length = std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d", static_cast<int>(within / kHour),
                         static_cast<int>(within / kMinute % 60),
                         static_cast<int>(within / kSecond % 60));
  spelt.append(buffer, static_cast<std::size_t>(length));
  if (within % kSecond != 0) {
    length = std::snprintf(buffer, sizeof buffer, ".%06d", static_cast<int>(within % kSecond));
    spelt.append(buffer, static_cast<std::size_t>(length));
    while (spelt.back() == '0') spelt.pop_back();
  }
  return spelt + "Z";
}

}  // namespace qed::data
