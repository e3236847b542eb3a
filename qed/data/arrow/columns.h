// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "qed/data/arrow/cells.h"
#include "qed/data/table.h"

namespace qed::data::arrow {

/// True for the types that become a column: numbers, booleans, words, dates, times of a day's date, decimals up to 128
/// bits, dictionaries of these, and nulls. The others (nested, binary, durations) do not.
bool can_hold(const Schema& schema);

/// A column that grows batch by batch.
class ColumnBuilder {
 public:
  virtual ~ColumnBuilder() = default;
  /// kept: which of the part's cells stay, increasing. Throws Error{bad_data} for a code outside its dictionary.
  virtual void append(const Part& part, std::span<const std::int64_t> kept) = 0;
  /// The column, once.
  virtual Column finish(std::vector<std::string>& notes) = 0;
};

/// rows: how many cells come; kept: for how many of them room is made at once. Integers beyond int64 make numbers;
/// words are a category or text by the rule of CSV over all cells that come; NaN is missing, and so is a moment outside
/// the years 1 to 9999, with a note. O(rows) time, O(kept + words) memory.
std::unique_ptr<ColumnBuilder> column_builder(const Schema& schema, std::int64_t rows,
                                              std::int64_t kept);
/// The same for words: text, and dictionaries of any type.
std::unique_ptr<ColumnBuilder> word_builder(const Schema& schema, std::int64_t rows,
                                            std::int64_t kept);

}  // namespace qed::data::arrow
