// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/data/table.h"

namespace qed::answers {

/// A hash of whose row it is, for some rows of a batch: the same for equal values of the column in every batch (a
/// number is one whether it is typed integer or not), of as good as random bits; a missing one is of its own kind.
/// rows: places in the column; first_row: the file's row of the column's first cell. O(rows), words by their length.
std::vector<std::uint64_t> unit_hashes(const data::Column& column,
                                       const std::vector<std::int64_t>& rows,
                                       std::int64_t first_row);

}  // namespace qed::answers
