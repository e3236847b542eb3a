// SPDX-License-Identifier: Apache-2.0
#pragma once
// One cell of text: where it ends and what it says.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::data::csv {

struct Dialect {
  char separator = ',';
  char decimal = '.';
};

/// A place in the text that moves over cells. A row ends at \n, \r\n or \r.
struct Scanner {
  const char* at;
  const char* end;
  Dialect dialect;
  const char* unclosed = nullptr;  ///< where a quoted cell opened that never closes

  bool ends_cell(char c) const { return c == dialect.separator || c == '\n' || c == '\r'; }
  bool at_cell_end() const { return at == end || ends_cell(*at); }
  void skip_newline() {
    if (at != end && *at == '\r') ++at;
    if (at != end && *at == '\n') ++at;
  }
};

/// `text` points into the file, or into `unescaped` where doubled quotes were undone.
struct Cell {
  std::string_view text;
  bool quoted = false;
  std::string unescaped;
  bool owned = false;
  std::string_view view() const { return owned ? std::string_view(unescaped) : text; }
};

/// Takes the cell at the scanner and stops at its separator, newline or the end. A quote opens a quoted cell only
/// at the cell's start; "" within is one quote; what follows the closing quote belongs to the cell.
Cell take_cell(Scanner& scanner);

/// The row at the scanner, which ends behind its newline.
std::vector<std::string> take_row(Scanner& scanner);

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// What a missing cell is written as: empty, NA, N/A, NaN, null, ? in any column; None, -, . ... in numeric ones.
bool is_missing_word(std::string_view text);
bool is_missing_number(std::string_view text);

/// A whole cell as a number; inf and infinity count, nan does not. Ref: [Lemire2021]
std::optional<double> parse_number(std::string_view text, char decimal);
/// Decimal digits with an optional sign, within int64.
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace qed::data::csv
