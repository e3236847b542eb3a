// SPDX-License-Identifier: Apache-2.0
#pragma once
// One interval for each value of a column, all holding together.
#include <string>
#include <vector>

#include "qed/answers/interval/steps/unit.h"

namespace qed::answers::interval {

struct GroupInterval {
  std::string value;
  std::int64_t rows = 0, units = 0;
  statistics::Estimate estimate = statistics::Estimate::undefined("no row");
  std::string method = {};
};

/// How the missing values of a column are called.
inline constexpr const char* kMissingPart = "(missing)";
/// Error{bad_option} for more than 200 values of the column.
void require_few_groups(std::size_t count, const std::string& column);

class AllRows;
/// Each at level 1 - alpha/k, k the number of values (Bonferroni), so that all hold together at `level`; by the table,
/// on the group's own rows. all: where all rows of a file that was not held answer, else null. Values in the order of
/// their number of rows. Errors as require_few_groups.
std::vector<GroupInterval> group_intervals(const Prepared& prepared, const Unit& unit,
                                           const AllRows* all, const IntervalOptions& options,
                                           const Run& run);

}  // namespace qed::answers::interval
