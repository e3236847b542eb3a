// SPDX-License-Identifier: Apache-2.0
#pragma once
// One table of typed columns, whatever file it came from.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace qed::data {

enum class ColumnType { number, integer, boolean, category, text, time };
std::string_view name(ColumnType type);

/// Codes into levels: a column with few distinct words. codes[i] = -1 where missing.
struct Categories {
  std::vector<std::int32_t> codes;
  std::vector<std::string> levels;
};
/// Text of any length: the i-th is bytes[offsets[i], offsets[i+1]).
struct Texts {
  std::vector<std::uint64_t> offsets;
  std::string bytes;
};

/// A named column of one type. Missing cells are marked in `present` (empty: none is missing); the value stored in
/// a missing cell is 0, -1 (categories) or empty. A number column may hold infinities when the file says so literally
/// (a note says it); a literal NaN is a missing cell.
struct Column {
  std::string name;
  ColumnType type = ColumnType::number;
  std::variant<std::vector<double>,        // number
               std::vector<float>,  // number of single precision, as .npy and IDX files hold it
               std::vector<std::int64_t>,  // integer; time: microseconds since 1970-01-01T00:00Z
               std::vector<std::uint8_t>,  // boolean; integer of 0 to 255, as images hold it
               Categories, Texts>
      values;
  std::vector<std::uint8_t> present;  ///< n, 1 = has a value; empty: every cell has one
  std::array<std::string, 2> spelled = {"false", "true"};  ///< boolean: no and yes in the file

  std::int64_t size() const;
  bool is_missing(std::int64_t row) const {
    return !present.empty() && present[static_cast<std::size_t>(row)] == 0;
  }
  std::int64_t missing_count() const;
  bool is_numeric() const { return type == ColumnType::number || type == ColumnType::integer; }
  /// number, integer, boolean and time as a double; nothing where missing. Throws Error{bad_data} for words.
  std::optional<double> number_at(std::int64_t row) const;
  /// Every cell so, NaN where missing.
  std::vector<double> numbers() const;
  /// Any cell as text, as the file would spell it; nothing where missing.
  std::optional<std::string> text_at(std::int64_t row) const;
};

struct Table {
  std::vector<Column> columns;
  std::int64_t rows = 0;
  std::int64_t rows_in_file = 0;  ///< more than `rows` where they are a sample
  std::vector<std::int64_t> row_of =
      {};  ///< the file's row of each row, increasing; empty: all rows of the file
  std::vector<std::string>
      notes;  ///< what the reader decided that its user should know, a sentence each
  std::string source;  ///< the file's name as given, "-" for standard input
  std::string digest;  ///< of the bytes read, as data::digest has it; empty where not asked for

  /// The column of that name. Throws Error{bad_data} with the nearest name.
  const Column& column(std::string_view column_name) const;
  std::vector<std::string> column_names() const;
};

/// The table without the rows from `count` on.
Table first_rows(Table table, std::int64_t count);

/// The given rows, in that order. Levels of a category that no row has any more go, and the others are renumbered by
/// first appearance.
Table take_rows(const Table& table, const std::vector<std::int64_t>& rows);
Column take_rows(const Column& column, const std::vector<std::int64_t>& rows);
/// Levels in the order of first appearance, unused ones left out.
void renumber(Categories& categories);

}  // namespace qed::data
