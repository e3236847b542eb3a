// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace qed::algorithms {

/// The places of values (no NaN, fewer than 2^32) in rising order, equal ones in the order they stand in; -0 is 0.
/// From 256 values on three counting passes over the upper bits in which they differ (24, of 10,000 and more 33), which
/// tell most numbers apart, and the rest by comparison. O(n) but where very many values agree in those bits alone; 32
/// bytes a value.
std::vector<std::uint32_t> rising_order(std::span<const double> values);

}  // namespace qed::algorithms
