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

/// The two leading parts of 28/02/2024, 2.28.2024 or 28-2-2024 and the year: which is day and which is month only
/// the whole column can say.
struct SlashDate {
  std::int64_t first, second, year;
};
std::optional<SlashDate> parse_slash_date(std::string_view text);

/// "2024-02-29" for midnight, else "2024-02-29T13:05:06.123456Z" without trailing zeros.
std::string spell_moment(std::int64_t microseconds);

}  // namespace qed::data
