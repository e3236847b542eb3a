// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace qed::probability {

/// How many of `total` draws each stratum gets: in proportion to its rows (Neyman: to rows times standard
/// deviation), rounded by largest remainders, at most its rows and, for each that has rows and spread, at least one.
/// `total` is at least the number of such strata and at most their rows, else Error{bad_option}. rows, spread (empty:
/// all equal): not negative, else Error{bad_value, bad_shape}. O(strata log strata).  Ref: [Cochran1977, sec. 5.5]
std::vector<std::int64_t> stratified_allocation(std::span<const std::int64_t> rows,
                                                std::int64_t total,
                                                std::span<const double> spread = {});

}  // namespace qed::probability
