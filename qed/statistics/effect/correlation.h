// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// Pearson's correlation r of n independent pairs of a Gaussian law, on the scale where its variance is 1/(n - 3):
///   tanh(artanh r ± z/√(n - 3)).
/// Of other laws its error is another: heavier tails, larger. r in [-1, 1], n >= 0, else Error{bad_value}. No interval
/// for fewer than four pairs and for r = ±1. O(1).  Ref: [Fisher1921]
Estimate fisher_correlation(double r, std::int64_t n, double level = 0.95);

/// Neighbours' correlation r₁ = Σ xₜxₜ₋₁/Σ xₜ² of a series of mean 0, with r₁ ± z/√n, what independence gives about
/// it. Fewer than three values, or none that differs: undefined. O(n).  Ref: [Bartlett1946]
Estimate neighbour_correlation(std::span<const double> x, double level = 0.95);
/// Do neighbours resemble each other? r₁ is beyond its upper half per cent under independence.
bool are_alike(const Estimate& neighbours);

}  // namespace qed::statistics
