// SPDX-License-Identifier: Apache-2.0
#pragma once
// Rows that stand more than once, cell for cell.
#include <cstdint>
#include <vector>

#include "qed/data/table.h"

namespace qed::data {

/// Rows beyond the first of each set of equal ones, of those given, where columns could tell rows apart: one of them
/// differs in half of the rows, and by chance, columns taken as independent, at most a tenth as many pairs would be
/// equal. 0 where they could not, as in a table of answers from 1 to 5. Equal by a hash of 64 bits. A missing cell
/// equals a missing cell. O(rows columns), and a sort of each column where rows are equal.
std::int64_t copied_rows(const Table& table, const std::vector<std::int64_t>& rows);

}  // namespace qed::data
