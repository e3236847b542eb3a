// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qed::data {

/// Microseconds since 1970-01-01T00:00Z of a date in the proleptic Gregorian calendar; nothing when there is no
/// such day. Years 1 to 9999.
std::optional<std::int64_t> moment_of_date(std::int64_t year, std::int64_t month, std::int64_t day);

/// An ISO 8601 date or date and time: 2024-02-29, 2024/02/29, 2024-02-29 13:05, 2024-02-29T13:05:06.123456Z,
/// with an offset +02:00. Without an offset the time is taken as UTC. The whole text must match.
std::optional<std::int64_t> parse_moment(std::string_view text);

/// A date as people write it, 28/02/2024, 28.02.24, 28-Feb-2024 or February 28, 2024, and what it says by itself.
struct WrittenDate {
  enum class Order : std::uint8_t {
    open,    ///< 03/02/2024, 3-2-2024: only the whole column can say which is the day
    dotted,  ///< 03.02.2024, 03.02.24: day and month, unless the column has 02.28.2024
    named    ///< 3-Feb-2024: `first` is the day, `second` the month
  };
  std::int64_t first, second, year;
  Order order = Order::open;
};

/// Day, month and year in digits with / . or - between them, of the year four digits, behind two-digit parts with
/// dots two; or an English month, by its name or first three letters, with the day before or behind it and a year of
/// two or four digits: 3 January 2023, 03-Jan-23, Jan 3, 2023. Years of two digits are 1969 to 2068. The whole text
/// must match, and be a day in one of the two orders.
std::optional<WrittenDate> parse_written_date(std::string_view text);

/// Microseconds since 1970-01-01T00:00Z; nothing where there is no such day in that order. A named month has its own.
std::optional<std::int64_t> moment_of_date(const WrittenDate& date, bool day_first);

/// "2024-02-29" for midnight, else "2024-02-29T13:05:06.123456Z" without trailing zeros.
std::string spell_moment(std::int64_t microseconds);

}  // namespace qed::data
