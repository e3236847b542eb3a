// SPDX-License-Identifier: Apache-2.0
#pragma once
// Numbers that name or count rows, and measure nothing.
#include "qed/data/table.h"

namespace qed::data {

/// Is every number of the column a whole one? Identifiers of a file with gaps are often written 12.0. O(n).
bool are_whole(const Column& column);

/// Does the column count, 1, 2, 3, ..., and begin again, as a rank within lists does? Ten rows or more, each one more
/// than the row before it or the first value again, three in a row at least. No missing cell. O(n).
bool counts_rows(const Column& column);

}  // namespace qed::data
