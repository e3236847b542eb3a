// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "qed/data/roles/grouping.h"
#include "qed/data/table.h"

namespace qed::answers::measure {

/// A column named like an identifier in which a value stands more than once, `taken` ones left out. O(n log n).
std::optional<std::string> guess_unit(const data::Table& table, const std::set<std::string>& taken);

/// Does a column name lists: at least five values, with two rows each on average? share: of the file's rows that were
/// drawn; of a pair the two are rarely both. Numbers with fractions, moments, and yes and no name none. O(n).
bool stands_for_lists(const data::Column& column, double share = 1);

using data::Grouping;

/// Which lists to measure: all with rows where they have at most `most` rows together, else as many, drawn at random
/// under the seed, as fit; at least one.
std::vector<bool> some_lists(const std::vector<std::int64_t>& lengths, std::int64_t most,
                             std::uint64_t seed);

/// The first row (place in both) whose list has rows of more than one group; none: every list lies in one group.
std::optional<std::size_t> first_split(const std::vector<std::int32_t>& list, const Grouping& g);

/// What holds whole lists together: a column named like an identifier, `taken` ones left out, with the same value in
/// all rows of a list, at least five values, and one of them in two lists. With its grouping of the rows.
struct UnitOfLists {
  std::string column;
  Grouping grouping;
};
std::optional<UnitOfLists> guess_unit_of_lists(const data::Table& table,
                                               const std::set<std::string>& taken,
                                               const std::vector<std::int64_t>& rows,
                                               const std::vector<std::int32_t>& list,
                                               std::int32_t lists);

}  // namespace qed::answers::measure
