// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "qed/data/arrow/c_data.h"
#include "qed/data/table.h"

namespace qed::data::arrow {

/// A column's cells in one batch; the structs are borrowed.
struct Part {
  const Array* array;
  std::int64_t offset, length;
};

/// True for the types that become a column: numbers, booleans, words, dates, times of a day's date, decimals up to 128
/// bits, dictionaries of these, and nulls. The others (nested, binary, durations) do not.
bool can_hold(const Schema& schema);

/// The column that the parts make. Integers beyond int64 make numbers; words are a category or text by the rule of CSV;
/// NaN is missing, and so is a moment outside the years 1 to 9999, with a note. O(n) time and memory.
Column column_of(const Schema& schema, const std::vector<Part>& parts,
                 std::vector<std::string>& notes);

}  // namespace qed::data::arrow
