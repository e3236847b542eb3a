// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "qed/data/csv/piece.h"

namespace qed::data::csv {

struct Layout {
  Dialect dialect = {};
  std::vector<Kind> kinds = {};  ///< one for each column of the file
  bool keeps_rows = false;       ///< chunks say where their rows begin
};

/// The rows that begin in [begin, nominal_end).
struct Chunk {
  std::vector<Piece> pieces;
  const char* begin = nullptr;
  const char* end = nullptr;        ///< where the next chunk's first row begins
  std::int64_t rows = 0;
  std::vector<std::uint32_t>
      row_at;  ///< where each row begins, from `begin`; empty unless asked for
  const char* ragged = nullptr;  ///< a row with another number of cells: reading stopped there
  std::size_t ragged_cells = 0;
  const char* unclosed = nullptr;  ///< a quote that never closes
};

/// Of each column, whether the words of a chunk hardly repeat: chunks read later keep its words as they stand. A hint
/// for speed alone, which never changes the table.
using Hints = std::vector<std::atomic<bool>>;

/// Reads the rows that begin at `begin` and later, up to the first that begins at or behind `nominal_end`.
/// Stops at a row with another number of cells. Blank rows are passed over (in a one-column file they are missing
/// cells). hints: asked and told, where there are some.
Chunk read_chunk(const char* begin, const char* nominal_end, const char* text_end,
                 const Layout& layout, Hints* hints = nullptr);

/// Where the first row begins at or behind `from`, when `in_quotes` says whether `from - 1` stands in a quoted cell:
/// a guess, because a quote within an unquoted cell misleads it.
const char* guess_row_start(const char* from, const char* text_end, bool in_quotes);

}  // namespace qed::data::csv
