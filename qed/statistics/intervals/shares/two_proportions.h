// SPDX-License-Identifier: Apache-2.0
#pragma once
// Two shares against each other: k₁ of n₁ and k₂ of n₂ independent rows, or two yes/no answers
// about the same rows. Counts outside their domain: Error{bad_value}; level outside (0, 1):
// Error{bad_option}. `share_difference` (effect/) is the closed form for the difference.
#include <cstdint>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

struct Share {
  std::int64_t hits = 0, n = 0;
};

/// δ = p₁ - p₂ by inverting Miettinen and Nurminen's score test: all δ in [-1, 1] with
///   (p̂₁ - p̂₂ - δ)² <= z² (p̃₁(1-p̃₁)/n₁ + p̃₂(1-p̃₂)/n₂) N/(N-1),
/// p̃ the maximum likelihood shares with p̃₁ - p̃₂ = δ, N = n₁ + n₂. Undefined when a group is empty.
/// Ref: [MiettinenNurminen1985, eq. 8]
Estimate score_difference(const Share& first, const Share& second, double level = 0.95);

/// φ = p₁/p₂ by the same score test, in [0, ∞]: the upper end is infinite where k₂ = 0 allows any
/// ratio. Undefined when a group is empty or neither has a hit.
/// Ref: [MiettinenNurminen1985, eq. 10]
Estimate score_ratio(const Share& first, const Share& second, double level = 0.95);

/// Two answers about the same rows: how many say yes to both, to the first or to the second only,
/// to neither.
struct PairedCounts {
  std::int64_t both = 0, first_only = 0, second_only = 0, neither = 0;
  std::int64_t n() const { return both + first_only + second_only + neither; }
};

/// δ = p₁ - p₂ of paired answers by inverting Tango's score test: with b and c the discordant
/// counts, (b - c - nδ)² <= z² n (2q̃ + δ(1 - δ)) and q̃ the constrained estimate of P(second only).
/// In [-1, 1]. No rows: undefined.  Ref: [Tango1998]
Estimate paired_score_difference(const PairedCounts& counts, double level = 0.95);

}  // namespace qed::statistics
