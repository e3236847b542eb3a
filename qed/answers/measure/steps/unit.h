// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "qed/data/table.h"

namespace qed::answers::measure {

/// A column named like an identifier in which a value stands more than once, `taken` ones left out. O(n log n).
std::optional<std::string> guess_unit(const data::Table& table, const std::set<std::string>& taken);

/// Rows by the values of a column; a row without one is alone.
struct Grouping {
  std::vector<std::int32_t> group;
  std::int32_t groups = 0;
};
Grouping grouping(const data::Column& column, const std::vector<std::int64_t>& rows);

}  // namespace qed::answers::measure
