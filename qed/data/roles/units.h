// SPDX-License-Identifier: Apache-2.0
#pragma once
// When the values of a column are enough of them to be a sample of more: one rule for every question.
#include <cstdint>

#include "qed/data/roles/grouping.h"
#include "qed/data/table.h"

namespace qed::data {

/// Fewer values of an identifier or place are no sample of such: t of so few degrees of freedom says next to nothing,
/// and what is found in four clinics is of those four.
inline constexpr std::int32_t kFewestUnits = 5;
/// Of values that may be kinds of something, and not places: a field of study, the state of an order.
inline constexpr std::int32_t kFewestOfKinds = 10;

/// How many values a place needs to be the unit: kFewestUnits, or kFewestOfKinds by its name.
std::int32_t fewest_places(const Column& place);

/// Can the values of a place, whose rows resemble each other, be the unit of resampling? There are enough of them, and
/// none holds more than half of the rows. O(rows).
bool can_be_unit(const Column& place, const Grouping& grouping);

}  // namespace qed::data
