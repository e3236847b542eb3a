// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/look.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/moment.h"

namespace qed::data::csv {
namespace {

constexpr std::size_t kRowsLookedAt = 256;
constexpr std::size_t kBytesLookedAt = std::size_t{1} << 20;

using Rows = std::vector<std::vector<std::string>>;

bool is_blank_row(const std::vector<std::string>& row) {
  return row.size() == 1 && row.front().empty();
}

// The first rows; the one that the sample's end may have cut is left out.
Rows first_rows(std::string_view text, Dialect dialect) {
  Rows rows;
  const std::string_view sample = text.substr(0, kBytesLookedAt);
  Scanner s{sample.data(), sample.data() + sample.size(), dialect};
  while (s.at != s.end && rows.size() < kRowsLookedAt) {
    rows.push_back(take_row(s));
    if (is_blank_row(rows.back())) rows.pop_back();
  }
  if (rows.size() > 1 && s.at == s.end && sample.size() < text.size()) rows.pop_back();
  return rows;
}

// The share of rows with as many cells as the first one (or one more: row names), and that number.
std::pair<double, std::size_t> fit(const Rows& rows) {
  if (rows.empty() || rows.front().size() < 2) return {0, 1};
  const std::size_t d = rows.front().size();
  const auto same = std::ranges::count_if(
      rows, [&](const auto& row) { return row.size() == d || row.size() == d + 1; });
  return {static_cast<double>(same) / static_cast<double>(rows.size()), d};
}

char separator_of(std::string_view text, const std::string& given) {
  require(given.size() <= 1 || given == "\\t" || given == "tab", ErrorCode::bad_option,
          "separator: is \"" + printable(given) + "\", but must be one character",
          "for a tab write tab");
  if (!given.empty()) return given.size() > 1 ? '\t' : given.front();
  char best = ',';
  std::pair<double, std::size_t> best_fit{0, 1};
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto candidate_fit = fit(first_rows(text, {candidate, '.'}));
    if (candidate_fit > best_fit) best = candidate, best_fit = candidate_fit;
  }
  return best;
}

bool is_numeric(const std::string& cell, char decimal) {
  return parse_number(cell, decimal).has_value();
}

// A column votes for the comma when one of its cells is a number only with it; any 1.5 votes against.
char decimal_of(const Rows& rows, char separator) {
  if (separator == ',') return '.';
  bool comma = false;
  for (const auto& row : rows)
    for (const std::string& cell : row) {
      if (cell.find('.') != std::string::npos && is_numeric(cell, '.')) return '.';
      comma = comma || (cell.find(',') != std::string::npos && is_numeric(cell, ','));
    }
  return comma ? ',' : '.';
}

bool has_no_header(const Rows& rows, char decimal) {
  bool any = false;
  for (const std::string& cell : rows.front()) {
    if (is_missing_number(cell)) continue;
    if (!is_numeric(cell, decimal)) return false;
    any = true;
  }
  return any;
}

void make_distinct(Look& look) {
  std::unordered_set<std::string> taken(look.names.begin(), look.names.end());
  std::unordered_set<std::string> seen;
  for (std::size_t j = 0; j < look.names.size(); ++j) {
    std::string& name = look.names[j];
    if (name.empty()) {
      name = "column_" + std::to_string(j + 1);
      while (taken.contains(name)) name += "_";
      taken.insert(name);
      look.notes.push_back("column " + std::to_string(j + 1) + " has no name: called \"" + name +
                           "\"");
    }
    if (seen.insert(name).second) continue;
    std::size_t k = 2;
    while (taken.contains(name + "_" + std::to_string(k))) ++k;
    const std::string distinct = name + "_" + std::to_string(k);
    look.notes.push_back("the name \"" + printable(name) + "\" stands twice: column " +
                         std::to_string(j + 1) + " is called \"" + printable(distinct) + "\"");
    name = distinct;
    seen.insert(name);
    taken.insert(name);
  }
}

// A first guess, so that most columns are read once; what a column is in the end all its cells decide.
Kind guess(const Rows& rows, std::size_t j, char decimal) {
  std::size_t words = 0, fractions = 0, moments = 0, cells = 0;
  for (const auto& row : rows) {
    if (j >= row.size() || is_missing_number(row[j])) continue;
    ++cells;
    if (parse_integer(row[j])) continue;
    if (is_numeric(row[j], decimal))
      ++fractions;
    else if (parse_moment(row[j]))
      ++moments;
    else
      ++words;
  }
  if (moments > 0 && 20 * (cells - moments) <= cells) return Kind::time;
  if (20 * (words + moments) > cells) return Kind::words;
  return fractions > 0 ? Kind::number : Kind::integer;
}

void name_columns(Look& look, Rows& rows) {
  if (has_no_header(rows, look.layout.dialect.decimal)) {
    for (std::size_t j = 0; j < rows.front().size(); ++j)
      look.names.push_back("column_" + std::to_string(j + 1));
    look.notes.push_back(
        "the first row holds only numbers: it is read as data, and the columns are called "
        "column_1, "
        "column_2 and so on");
    return;
  }
  look.names = std::move(rows.front());
  rows.erase(rows.begin());
  const std::size_t d = look.names.size();
  // R's write.table gives the header one cell less than the rows.
  if (!rows.empty() &&
      std::ranges::all_of(rows, [&](const auto& row) { return row.size() == d + 1; })) {
    look.names.insert(look.names.begin(), "row");
    look.notes.push_back(
        "the header has one name fewer than the rows have cells: the first column is called "
        "\"row\"");
  }
}

void refuse_utf16(std::string_view text) {
  if (!text.starts_with("\xff\xfe") && !text.starts_with("\xfe\xff")) return;
  throw Error(ErrorCode::bad_data, "the text is UTF-16, but must be UTF-8",
              "convert it: iconv -f UTF-16 -t UTF-8 FILE > converted.csv");
}

}  // namespace

Look look_at(std::string_view text, const std::string& separator) {
  refuse_utf16(text);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Look look;
  Dialect& dialect = look.layout.dialect;
  dialect.separator = separator_of(text, separator);
  Rows rows = first_rows(text, dialect);
  require(!rows.empty(), ErrorCode::bad_data, "there is nothing in it", "is it the right file?");
  dialect.decimal = decimal_of(rows, dialect.separator);
  if (dialect.decimal == ',') look.notes.push_back("numbers are written with a decimal comma");
  const std::size_t rows_before = rows.size();
  name_columns(look, rows);
  Scanner s{text.data(), text.data() + text.size(), dialect};
  if (rows.size() < rows_before) {
    while (s.at != s.end && is_blank_row(take_row(s))) continue;
  }
  look.body = s.at;
  require(!rows.empty() || s.at != s.end, ErrorCode::bad_data, "there are no rows, only a header");
  make_distinct(look);
  for (std::size_t j = 0; j < look.names.size(); ++j)
    look.layout.kinds.push_back(guess(rows, j, dialect.decimal));
  return look;
}

}  // namespace qed::data::csv
