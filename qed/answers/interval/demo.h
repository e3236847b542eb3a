// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/data/table.h"

namespace qed::answers::interval {

inline constexpr const char* kDemoTruth =
    "visits of 300 customers: the mean spend is 42 (a customer's visits hang together, intra-class "
    "correlation 0.4), 6 % of visits are returned, and risk_score ranks a returned visit above "
    "another with probability 0.8.";

/// A seeded table of visits: several rows a customer, money, a rare label and its score.
data::Table visits(std::uint64_t seed);

}  // namespace qed::answers::interval
