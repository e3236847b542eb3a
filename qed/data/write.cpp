// SPDX-License-Identifier: Apache-2.0
#include "qed/data/write.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#include "qed/base/file.h"
#include "qed/base/interrupt.h"
#include "qed/data/arrow/arrow.h"
#include "qed/data/moment.h"

namespace qed::data {
namespace {

bool is_formula(std::string_view word) {
  return !word.empty() && std::string_view("=+-@\t\r").find(word.front()) != std::string_view::npos;
}

bool must_be_quoted(std::string_view word) {
  if (word.find_first_of(",\"\r\n") != std::string_view::npos) return true;
  return !word.empty() && (std::string_view(" \t").find(word.front()) != std::string_view::npos ||
                           std::string_view(" \t").find(word.back()) != std::string_view::npos);
}

void append_word(std::string& text, std::string_view word) {
  const bool formula = is_formula(word);
  if (!formula && !must_be_quoted(word)) {
    text += word;
    return;
  }
  const bool quoted = must_be_quoted(word);
  if (quoted) text += '"';
  if (formula) text += '\'';
  for (const char c : word) {
    if (c == '"') text += '"';
    text += c;
  }
  if (quoted) text += '"';
}

template <class T>
void append_number(std::string& text, T value) {
  char buffer[32];
  text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

// Appends the cell of a row; what a column holds is looked up once, not for every cell.
using Append = std::function<void(std::string& text, std::size_t row)>;

Append appender(const Column& column) {
  if (column.type == ColumnType::time)
    return [&values = std::get<std::vector<std::int64_t>>(column.values)](
               std::string& text, std::size_t i) { text += spell_moment(values[i]); };
  if (column.type == ColumnType::boolean)
    return [&column](std::string& text, std::size_t i) {
      text += *column.text_at(static_cast<std::int64_t>(i));
    };
  if (const auto* categories = std::get_if<Categories>(&column.values)) {
    std::vector<std::string> cells;
    for (const std::string& level : categories->levels) append_word(cells.emplace_back(), level);
    return
        [cells = std::move(cells), &codes = categories->codes](std::string& text, std::size_t i) {
          if (codes[i] >= 0) text += cells[static_cast<std::size_t>(codes[i])];
        };
  }
  if (const auto* texts = std::get_if<Texts>(&column.values))
    return [texts](std::string& text, std::size_t i) {
      const std::string_view bytes = texts->bytes;
      append_word(text, bytes.substr(texts->offsets[i], texts->offsets[i + 1] - texts->offsets[i]));
    };
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values))
    return [integers](std::string& text, std::size_t i) { append_number(text, (*integers)[i]); };
  if (const auto* numbers = std::get_if<std::vector<double>>(&column.values))
    return [numbers](std::string& text, std::size_t i) { append_number(text, (*numbers)[i]); };
  return [&column](std::string& text, std::size_t i) {
    text += *column.text_at(static_cast<std::int64_t>(i));
  };
}

}  // namespace

void write_csv(const std::string& path, const Table& table) {
  std::string text;
  std::vector<Append> appenders;
  for (const Column& column : table.columns) {
    if (!appenders.empty()) text += ',';
    append_word(text, column.name);
    appenders.push_back(appender(column));
  }
  text += '\n';
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (row % 4096 == 0) check_interrupt();
    for (std::size_t j = 0; j < appenders.size(); ++j) {
      if (j > 0) text += ',';
      if (!table.columns[j].is_missing(row)) appenders[j](text, static_cast<std::size_t>(row));
    }
    text += '\n';
  }
  write_file(path, text);
}

void write_npy(const std::string& path, MatrixFView matrix) {
  static_assert(std::endian::native == std::endian::little, "'<f4' is the memory's own order");
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(matrix.rows()) + ", " + std::to_string(matrix.cols()) +
                       "), }";
  // Magic, version and length take 10 bytes; the cells begin at a multiple of 64.
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  const std::size_t begin = bytes.size(),
                    row_bytes = static_cast<std::size_t>(matrix.cols()) * sizeof(float);
  bytes.resize(begin + static_cast<std::size_t>(matrix.rows()) * row_bytes);
  for (Index i = 0; i < matrix.rows() && row_bytes > 0; ++i)
    std::memcpy(bytes.data() + begin + static_cast<std::size_t>(i) * row_bytes,
                matrix.row(i).data(), row_bytes);
  write_file(path, bytes);
}

void write_parquet(const std::string& path, const Table& table) {
  write_file(path, arrow::parquet_of(table));
}

}  // namespace qed::data
