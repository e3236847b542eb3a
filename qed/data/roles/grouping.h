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

/// Does every group of `fine` lie within one of `coarse`, as teachers do within schools? Of the same rows. O(rows).
bool is_nested(const Grouping& fine, const Grouping& coarse);

/// Σ n_g²/n, what full dependence within groups multiplies the variance of a mean by; 1 where none repeats. O(rows).
double largest_design_effect(const Grouping& grouping);
/// Values that stand more than once. O(rows).
std::int32_t repeated_values(const Grouping& grouping);

/// Does one group hold more than half of the rows? Then what groups have in common cannot be seen from the others.
bool one_outweighs(const Grouping& grouping);

}  // namespace qed::data
