// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/data/table.h"

namespace qed::answers::map {

inline constexpr const char* kDemoTruth =
    "2,000 customers in five segments (34 %, 26 %, 20 %, 13 % and 7 % of them) that differ in "
    "several columns at once; "
    "customer_id and currency carry nothing, and 2 % of yearly_income is missing.";

/// A seeded table of customers with five planted segments.
data::Table customers(std::uint64_t seed);

}  // namespace qed::answers::map
