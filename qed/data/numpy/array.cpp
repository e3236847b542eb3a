// SPDX-License-Identifier: Apache-2.0
#include "qed/data/numpy/array.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/data/bytes/memory.h"
#include "qed/data/sample/sample.h"

namespace qed::data::numpy {
namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint = {}) {
  throw Error(ErrorCode::bad_data, message, hint);
}

// The text between the value's start and the , or } that ends it; parentheses and quotes are kept together.
std::string_view header_value(std::string_view header, std::string_view key) {
  const std::size_t at = header.find("'" + std::string(key) + "'");
  if (at == std::string_view::npos) refuse("the array's header does not say " + std::string(key));
  const std::size_t colon = header.find(':', at);
  if (colon == std::string_view::npos) refuse("the array's header is damaged");
  header.remove_prefix(colon + 1);
  while (header.starts_with(' ')) header.remove_prefix(1);
  const std::size_t end = header.starts_with('(')    ? header.find(')')
                          : header.starts_with('\'') ? header.find('\'', 1)
                                                     : header.find_first_of(",}");
  if (end == std::string_view::npos) refuse("the array's header is damaged");
  return header.substr(0, end);
}

std::vector<std::size_t> shape_of(std::string_view text) {
  std::vector<std::size_t> shape;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] < '0' || text[i] > '9') {
      ++i;
      continue;
    }
    std::size_t extent = 0;
    const auto [at, failed] = std::from_chars(text.data() + i, text.data() + text.size(), extent);
    if (failed != std::errc{}) refuse("the array's shape is damaged");
    shape.push_back(extent);
    i = static_cast<std::size_t>(at - text.data());
  }
  return shape;
}

// Checks that the cells that the header promises are there, before memory is taken for them.
void check_size(const Array& array) {
  std::size_t cells = 1;
  const std::size_t most =
      std::numeric_limits<std::size_t>::max() / std::max<std::size_t>(1, array.item_size);
  for (const std::size_t extent : array.shape) {
    if (extent != 0 && cells > most / extent) refuse("the array's shape is damaged");
    cells *= extent;
  }
  if (array.item_size == 0 || cells * array.item_size > array.cells.size())
    refuse("the array ends early: its header says " + std::to_string(cells) + " cells of " +
               std::to_string(array.item_size) + " bytes, but " +
               std::to_string(array.cells.size()) + " bytes follow",
           "copy or download it again");
  if (array.rows() == 0 || cells == 0) refuse("there are no rows");
}

void set_type(Array& array, std::string_view type) {
  array.big_endian = type.starts_with('>');
  if (type.starts_with('<') || type.starts_with('>') || type.starts_with('|') ||
      type.starts_with('='))
    type.remove_prefix(1);
  array.kind = type.empty() ? '?' : type.front();
  std::size_t size = 0;
  if (type.size() > 1) std::from_chars(type.data() + 1, type.data() + type.size(), size);
  array.item_size = array.kind == 'U' ? 4 * std::min<std::size_t>(size, 1u << 28) : size;
  const bool sized = size == 1 || size == 2 || size == 4 || size == 8;
  const bool known = (array.kind == 'f' && sized && size >= 2) ||
                     ((array.kind == 'i' || array.kind == 'u') && sized) ||
                     (array.kind == 'b' && size == 1) || (array.kind == 'U' && size >= 1);
  if (!known)
    refuse("cells of type \"" + printable(type) +
               "\" cannot be read: they must be f2, f4, f8, i1 to i8, u1 to u8, b1 or text",
           array.kind == 'O' ? "an array of objects needs Python: save it with another dtype" : "");
}

template <class T>
T load(const char* p, bool swap) {
  unsigned char raw[sizeof(T)];
  std::memcpy(raw, p, sizeof(T));
  if (swap) std::reverse(raw, raw + sizeof(T));
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return value;
}

double real_cell(const Array& array, const char* p) {
  const bool swap = array.big_endian != (std::endian::native == std::endian::big);
  if (array.kind == 'u') return static_cast<double>(load<std::uint64_t>(p, swap));
  if (array.item_size == 2) return half(load<std::uint16_t>(p, swap));
  return array.item_size == 4 ? static_cast<double>(load<float>(p, swap)) : load<double>(p, swap);
}

std::int64_t whole_cell(const Array& array, const char* p) {
  const bool swap = array.big_endian != (std::endian::native == std::endian::big);
  const bool is_signed = array.kind == 'i';
  switch (array.item_size) {
    case 1:
      return is_signed ? load<std::int8_t>(p, swap) : load<std::uint8_t>(p, swap);
    case 2:
      return is_signed ? load<std::int16_t>(p, swap) : load<std::uint16_t>(p, swap);
    case 4:
      return is_signed ? load<std::int32_t>(p, swap) : load<std::uint32_t>(p, swap);
    default:
      return load<std::int64_t>(p, swap);
  }
}

void append_utf8(std::string& text, std::uint32_t letter) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (letter >> shift & 0x3F)); };
  if (letter < 0x80) {
    text += static_cast<char>(letter);
  } else if (letter < 0x800) {
    text += static_cast<char>(0xC0 | letter >> 6), tail(0);
  } else if (letter < 0x10000) {
    text += static_cast<char>(0xE0 | letter >> 12), tail(6), tail(0);
  } else {
    text += static_cast<char>(0xF0 | (letter >> 18 & 7)), tail(12), tail(6), tail(0);
  }
}

// Where the cells of column j stand.
struct Stride {
  const char* first;
  std::size_t step;
};
Stride stride(const Array& array, std::size_t j) {
  const std::size_t n = array.rows(), d = array.columns();
  return array.fortran_order
             ? Stride{array.cells.data() + j * n * array.item_size, array.item_size}
             : Stride{array.cells.data() + j * array.item_size, d * array.item_size};
}

// The rows [begin, end) of those that are read.
struct Rows {
  const std::vector<std::int64_t>& chosen;  // empty: all
  std::size_t begin, end;
  std::size_t operator[](std::size_t i) const {
    return chosen.empty() ? i : static_cast<std::size_t>(chosen[i]);
  }
};

template <class T, class Value>
void append(Column& column, Rows rows, Value value) {
  auto& values = std::get<std::vector<T>>(column.values);
  for (std::size_t i = rows.begin; i < rows.end; ++i)
    values.push_back(static_cast<T>(value(rows[i])));
}

// NaN is missing.
template <class T>
void mark_missing(Column& column, Rows rows) {
  auto& values = std::get<std::vector<T>>(column.values);
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    if (!std::isnan(values[i])) continue;
    if (column.present.size() < values.size()) column.present.resize(values.size(), 1);
    column.present[i] = 0;
    values[i] = 0;
  }
}

template <class T>
void append_numbers(Column& column, const Array& array, Stride at, Rows rows) {
  const bool native = array.kind == 'f' && array.item_size == sizeof(T) &&
                      array.big_endian == (std::endian::native == std::endian::big);
  if (native)
    append<T>(column, rows,
              [&](std::size_t row) { return load<T>(at.first + row * at.step, false); });
  else
    append<T>(column, rows,
              [&](std::size_t row) { return real_cell(array, at.first + row * at.step); });
  mark_missing<T>(column, rows);
}

void append_texts(Column& column, const Array& array, Stride at, Rows rows) {
  const bool swap = array.big_endian != (std::endian::native == std::endian::big);
  auto& texts = std::get<Texts>(column.values);
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    for (std::size_t k = 0; k < array.item_size; k += 4) {
      const auto letter = load<std::uint32_t>(at.first + rows[i] * at.step + k, swap);
      if (letter == 0) break;
      append_utf8(texts.bytes, letter);
    }
    texts.offsets.push_back(texts.bytes.size());
  }
}

void append_cells(Column& column, const Array& array, Stride at, Rows rows) {
  const auto cell = [&](std::size_t row) { return whole_cell(array, at.first + row * at.step); };
  if (std::holds_alternative<Texts>(column.values))
    append_texts(column, array, at, rows);
  else if (std::holds_alternative<std::vector<float>>(column.values))
    append_numbers<float>(column, array, at, rows);
  else if (std::holds_alternative<std::vector<double>>(column.values))
    append_numbers<double>(column, array, at, rows);
  else if (column.type == ColumnType::boolean)
    append<std::uint8_t>(column, rows,
                         [&](std::size_t row) { return at.first[row * at.step] != 0; });
  else if (std::holds_alternative<std::vector<std::uint8_t>>(column.values))
    append<std::uint8_t>(column, rows, cell);
  else
    append<std::int64_t>(column, rows, cell);
}

template <class T>
std::vector<T> reserved(std::size_t n) {
  std::vector<T> values;
  reserve_filled(values, n);
  return values;
}

// A column without cells yet: as many bytes a cell as the file has, where that is exact.
Column empty_column(const Array& array, std::string name, std::size_t n) {
  Column column{std::move(name), ColumnType::integer, {}, {}};
  if (array.kind == 'U') {
    column.type = ColumnType::text;
    column.values = Texts{{0}, {}};
  } else if (array.kind == 'f' || (array.kind == 'u' && array.item_size == 8)) {
    column.type = ColumnType::number;
    if (array.item_size <= 4)
      column.values = reserved<float>(n);
    else
      column.values = reserved<double>(n);
  } else if (array.kind == 'b' || (array.kind == 'u' && array.item_size == 1)) {
    if (array.kind == 'b') column.type = ColumnType::boolean;
    column.values = reserved<std::uint8_t>(n);
  } else {
    column.values = reserved<std::int64_t>(n);
  }
  return column;
}

Table read_array(const Array& array, const std::string& name, const ReadOptions& options) {
  Table table;
  table.rows_in_file = static_cast<std::int64_t>(array.rows());
  table.row_of = chosen_rows(table.rows_in_file, array.columns(), options);
  add_columns(table, array, name, table.row_of);
  return table;
}

}  // namespace

double half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
  const double size = exponent == 31
                          ? (mantissa == 0 ? std::numeric_limits<double>::infinity() : std::nan(""))
                      : exponent == 0 ? std::ldexp(mantissa, -24)
                                      : std::ldexp(mantissa + 1024, exponent - 25);
  return (bits >> 15) != 0 ? -size : size;
}

std::size_t Array::columns() const {
  std::size_t d = 1;
  for (std::size_t k = 1; k < shape.size(); ++k) d *= shape[k];
  return d;
}

Array parse_npy(std::string_view bytes) {
  if (bytes.size() < 12 || !bytes.starts_with("\x93NUMPY"))
    refuse("it is no NumPy array, or it ends early");
  const bool long_header = bytes[6] != 1;
  const std::size_t length = long_header ? load<std::uint32_t>(bytes.data() + 8, false)
                                         : load<std::uint16_t>(bytes.data() + 8, false);
  const std::size_t begin = long_header ? 12 : 10;
  if (length > bytes.size() - begin)
    refuse("the array's header ends early", "copy or download it again");
  const std::string_view header = bytes.substr(begin, length);
  Array array;
  const std::string_view type = header_value(header, "descr");
  if (!type.starts_with('\''))
    refuse("an array of records cannot be read", "save each field as an array of its own");
  set_type(array, type.substr(1));
  array.fortran_order = header_value(header, "fortran_order") == "True";
  array.shape = shape_of(header_value(header, "shape"));
  array.cells = bytes.substr(begin + length);
  check_size(array);
  // In Fortran order only two axes keep a column's cells together.
  if (array.fortran_order && array.shape.size() > 2)
    refuse("an array of more than two axes must be in C order");
  return array;
}

bool is_idx(std::string_view bytes) {
  return bytes.size() >= 8 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] >= 8 && bytes[2] <= 14 &&
         bytes[3] >= 1 && bytes[3] <= 4;
}

Array parse_idx(std::string_view bytes) {
  if (!is_idx(bytes)) refuse("it is no IDX file");
  Array array;
  array.big_endian = true;
  switch (bytes[2]) {
    case 8:
      array.kind = 'u', array.item_size = 1;
      break;
    case 9:
      array.kind = 'i', array.item_size = 1;
      break;
    case 11:
      array.kind = 'i', array.item_size = 2;
      break;
    case 12:
      array.kind = 'i', array.item_size = 4;
      break;
    case 13:
      array.kind = 'f', array.item_size = 4;
      break;
    case 14:
      array.kind = 'f', array.item_size = 8;
      break;
    default:
      refuse("the IDX file has cells of an unknown type");
  }
  const std::size_t axes = static_cast<unsigned char>(bytes[3]);
  if (bytes.size() < 4 + 4 * axes) refuse("the IDX file ends early");
  for (std::size_t k = 0; k < axes; ++k)
    array.shape.push_back(load<std::uint32_t>(bytes.data() + 4 + 4 * k, true));
  array.cells = bytes.substr(4 + 4 * axes);
  check_size(array);
  return array;
}

// Sixteen columns at a time, so that rows of the file are gone through a cache line at a time.
void add_columns(Table& table, const Array& array, const std::string& name,
                 const std::vector<std::int64_t>& rows) {
  constexpr std::size_t kColumns = 16, kRows = 64;
  const std::size_t d = array.columns(), first = table.columns.size();
  const std::size_t n = rows.empty() ? array.rows() : rows.size();
  table.rows = static_cast<std::int64_t>(n);
  table.columns.resize(first + d);
  parallel_blocks(d, kColumns, [&](Block block) {
    for (std::size_t j = block.begin; j < block.end; ++j)
      table.columns[first + j] = empty_column(
          array, array.shape.size() < 2 ? name : name + "_" + std::to_string(j + 1), n);
    for (std::size_t begin = 0; begin < n; begin += kRows) {
      if (begin % (kRows << 10) == 0) check_interrupt();
      for (std::size_t j = block.begin; j < block.end; ++j)
        append_cells(table.columns[first + j], array, stride(array, j),
                     {rows, begin, std::min(n, begin + kRows)});
    }
    for (std::size_t j = block.begin; j < block.end; ++j)
      if (auto& present = table.columns[first + j].present; !present.empty()) present.resize(n, 1);
  });
}

Table read_npy(std::string_view bytes, const ReadOptions& options) {
  const Array array = parse_npy(bytes);
  return read_array(array, array.shape.size() < 2 ? "value" : "column", options);
}

Table read_idx(std::string_view bytes, const ReadOptions& options) {
  const Array array = parse_idx(bytes);
  return read_array(array,
                    array.shape.size() < 2    ? "label"
                    : array.shape.size() == 3 ? "pixel"
                                              : "column",
                    options);
}

}  // namespace qed::data::numpy
