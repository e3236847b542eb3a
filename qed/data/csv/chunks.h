// SPDX-License-Identifier: Apache-2.0
#pragma once
// Chunks of a text, read, as a table.
#include <span>
#include <vector>

#include "qed/data/csv/file.h"

namespace qed::data::csv {

using Chunks = std::vector<Chunk>;

/// What the chunks' cells were, by column.
std::vector<Tally> tallies_of(const Chunks& chunks, std::size_t columns);

/// The kinds that columns must be read again with, `skip` for those that stand.
std::vector<Kind> changes(const Layout& layout, const std::vector<Tally>& tallies);
bool any(const std::vector<Kind>& kinds);

/// Reads the columns that `again` names anew, in chunks and layout. end: of the text.
void read_again(Chunks& chunks, Layout& layout, const std::vector<Kind>& again, const char* end);

/// What the cells of each column of the chunks alone say that it is.
std::vector<Decision> decisions_of(Chunks& chunks, const Layout& layout);

/// decided: what the whole file says of its columns, when the chunks are only a part of it; else null. Chunks are used
/// up.
Table table_of(const File& file, Chunks& chunks, const Layout& layout,
               const std::vector<Decision>* decided);

/// Those columns of one chunk, in that order, as `decided` has them; the chunk is left as it is. Numbers are integers
/// where all of the chunk's are, and categories text where its words hardly repeat.
Table table_of(const File& file, Chunk& chunk, std::span<const std::size_t> columns,
               const std::vector<Decision>& decided);

}  // namespace qed::data::csv
