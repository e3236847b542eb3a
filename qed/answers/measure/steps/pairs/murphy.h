// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/rows.h"

namespace qed::answers::measure {

/// Two forecasts under every consistent score at once: mean elementary scores at places θ, and their difference with a
/// band that holds at all θ together.
///   mean, probability   S_θ = |y - θ| where min(f, y) <= θ < max(f, y)
///   quantile τ          S_θ = 1 - τ where y <= θ < f,  τ where f <= θ < y
struct MurphyFinding {
  std::vector<double> theta, first, second, difference, lower, upper;
  /// θ at which the first is seen better (upper < 0), and worse (lower > 0).
  std::vector<double> better, worse;
};
/// At up to 99 places at even ranks of both forecasts. Rows are dealt into at most 2,000 blocks (units stay whole), and
/// the band is the `level` quantile of max_θ |D* - D|/se over 999 multiplier bootstrap replicates of the blocks.
/// Undefined (no places) below two blocks. O(n log thetas + 999 · 2,000 · thetas).
/// Ref: [EhmEtAl2016, ChernozhukovEtAl2013]
MurphyFinding murphy_of(const Rows& rows, const Model& first, const Model& second, Form form,
                        double quantile, double level, std::uint64_t seed);

}  // namespace qed::answers::measure
