// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "qed/data/bytes/bytes.h"
#include "qed/data/read.h"

namespace qed::data::numpy {

/// An array as it stands in a file: shape, type and the bytes of its cells, whose number has been checked.
struct Array {
  char kind = 'f';  ///< f float, i integer, u unsigned, b boolean, U text (four bytes a letter)
  std::size_t item_size = 8;  ///< bytes a cell
  bool big_endian = false;
  bool fortran_order = false;
  std::vector<std::size_t> shape;
  std::string_view cells;
  std::size_t rows() const { return shape.empty() ? 1 : shape[0]; }
  std::size_t columns() const;
};

/// Format 1 to 3 of NumPy. Throws Error{bad_data} for what is damaged, cut off or no array of plain values (objects).
Array parse_npy(std::string_view bytes);
/// The MNIST format: big-endian sizes, then the cells. Throws Error{bad_data} for what is damaged or cut off.
Array parse_idx(std::string_view bytes);
bool is_idx(std::string_view bytes);

/// The value of an IEEE 754 binary16 number.
double half(std::uint16_t bits);

/// Rows are the first axis, all others are columns: one is called `name`, several name_1, name_2 and so on.
/// rows: which of them, increasing; empty: all.
void add_columns(Table& table, const Array& array, const std::string& name,
                 const std::vector<std::int64_t>& rows = {});

/// Of options: max_rows and the sample, whose rows alone are read.
Table read_npy(std::string_view bytes, const ReadOptions& options = {});
Table read_idx(std::string_view bytes, const ReadOptions& options = {});
/// Every member of an .npz is a column or a block of columns, named by the member; all have the same rows.
Table read_npz(std::string_view bytes, const ReadOptions& options = {});

}  // namespace qed::data::numpy
