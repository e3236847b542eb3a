// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/data/table.h"

namespace qed::data {

/// Some rows by the values of a column, numbered by first appearance; a row without a value is a group of its own.
struct Grouping {
  std::vector<std::int32_t> group;  ///< of each of the rows
  std::int32_t groups = 0;
  std::int32_t alone = 0;  ///< of them: rows without a value

  std::int32_t values() const { return groups - alone; }
};
/// rows: places in the column. O(rows).
Grouping grouping(const Column& column, const std::vector<std::int64_t>& rows);

/// Does one group hold more than half of the rows? Then what groups have in common cannot be seen from the others.
bool one_outweighs(const Grouping& grouping);

}  // namespace qed::data
