// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// Pearson's correlation r of n independent pairs of a Gaussian law, on the scale where its variance is 1/(n - 3):
///   tanh(artanh r ± z/√(n - 3)).
/// Of other laws its error is another: heavier tails, larger. r in [-1, 1], n >= 0, else Error{bad_value}. No interval
/// for fewer than four pairs and for r = ±1. O(1).  Ref: [Fisher1921]
Estimate fisher_correlation(double r, std::int64_t n, double level = 0.95);

}  // namespace qed::statistics
