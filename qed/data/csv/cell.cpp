// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/cell.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace qed::data::csv {
namespace {

const char* find_quote(const char* begin, const char* end) {
  return static_cast<const char*>(std::memchr(begin, '"', static_cast<std::size_t>(end - begin)));
}

// The scanner stands on the opening quote.
Cell take_quoted(Scanner& s) {
  Cell cell;
  cell.quoted = true;
  const char* const opening = s.at;
  const char* from = ++s.at;
  for (;;) {
    const char* quote = s.at < s.end ? find_quote(s.at, s.end) : nullptr;
    if (quote == nullptr) {
      s.unclosed = opening;
      quote = s.end;
    }
    const bool doubled = quote + 1 < s.end && quote[1] == '"';
    s.at = std::min(s.end, quote + 1);
    if (doubled) {
      cell.unescaped.append(from, s.at);
      cell.owned = true;
      from = ++s.at;
      continue;
    }
    if (cell.owned) cell.unescaped.append(from, quote);
    cell.text = {from, static_cast<std::size_t>(quote - from)};
    break;
  }
  const char* const after = s.at;
  while (!s.at_cell_end()) ++s.at;
  const std::string_view rest(after, static_cast<std::size_t>(s.at - after));
  if (!trimmed(rest).empty()) {
    if (!cell.owned) cell.unescaped = cell.text;
    cell.owned = true;
    cell.unescaped += rest;
  }
  return cell;
}

constexpr std::array<std::string_view, 12> kMissingWords = {
    "NA", "N/A", "n/a", "NaN", "nan", "NAN", "null", "NULL", "Null", "?", "#N/A", "<NA>"};
constexpr std::array<std::string_view, 7> kMissingNumbers = {"None", "none", "-", "--",
                                                             ".",    "-nan", "na"};

}  // namespace

Cell take_cell(Scanner& s) {
  const char* const begin = s.at;
  while (s.at != s.end && *s.at == ' ' && !s.ends_cell(*s.at)) ++s.at;
  if (s.at != s.end && *s.at == '"') return take_quoted(s);
  while (!s.at_cell_end()) ++s.at;
  return {{begin, static_cast<std::size_t>(s.at - begin)}, false, {}, false};
}

std::vector<std::string> take_row(Scanner& s) {
  std::vector<std::string> row;
  for (;;) {
    row.emplace_back(trimmed(take_cell(s).view()));
    if (s.at == s.end || *s.at != s.dialect.separator) break;
    ++s.at;
  }
  s.skip_newline();
  return row;
}

bool is_missing_word(std::string_view text) {
  return text.empty() ||
         (text.size() <= 4 && std::ranges::find(kMissingWords, text) != kMissingWords.end());
}

bool is_missing_number(std::string_view text) {
  return is_missing_word(text) || std::ranges::find(kMissingNumbers, text) != kMissingNumbers.end();
}

std::optional<double> parse_number(std::string_view text, char decimal) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.front() == '+') return std::nullopt;
  double value = 0;
  const char* const end = text.data() + text.size();
  const fast_float::parse_options options{fast_float::chars_format::general, decimal};
  const auto [at, failed] = fast_float::from_chars_advanced(text.data(), end, value, options);
  // Beyond the range of double the value is an infinity or zero, as strtod has it.
  if (at != end || failed == std::errc::invalid_argument || std::isnan(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, failed] = std::from_chars(text.data(), end, value);
  if (at != end || failed != std::errc{}) return std::nullopt;
  return value;
}

}  // namespace qed::data::csv
