// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a sample read in batches owes to the table read whole: the same types, and in every row the file's row.
#include <stdexcept>

#include "qed/data/read.h"

namespace qed::data {

inline constexpr std::int64_t kFuzzSample = 3;

/// read(options) reads the same bytes both times.
template <class Read>
void check_same_sample(Read read) {
  const Table whole = read(ReadOptions{});
  const Table part = read(ReadOptions{.sample = kFuzzSample, .memory = 0});
  const auto fail = [](const char* what) { throw std::runtime_error(what); };
  if (part.rows_in_file != whole.rows) fail("the sample counts other rows");
  if (part.columns.size() != whole.columns.size()) fail("the sample has other columns");
  for (std::size_t j = 0; j < whole.columns.size(); ++j) {
    if (part.columns[j].type != whole.columns[j].type) fail("a column has another type");
    for (std::int64_t i = 0; i < part.rows; ++i) {
      const std::int64_t row = part.row_of.empty() ? i : part.row_of[static_cast<std::size_t>(i)];
      if (part.columns[j].text_at(i) != whole.columns[j].text_at(row)) fail("a cell differs");
    }
  }
}

}  // namespace qed::data
