// SPDX-License-Identifier: Apache-2.0
#pragma once
// How often something happens in many trials, without making the trials.
#include <cstdint>
#include <span>

#include "qed/base/random.h"

namespace qed::probability {

/// Successes of n trials of probability p, exact in law. With q = min(p, 1-p): where n q < 10 by inversion, the
/// masses added from 0 on; else by transformed rejection with squeeze, at most 1.5 pairs of uniform numbers a draw on
/// average whatever n is. The masses are ratios to the mode's, with a relative rounding of 1e-15 √(n q) at most.
/// n in [0, 2^53], p in [0, 1], else Error{bad_value}. O(1).  Ref: [Hormann1993, alg. BTRS]
std::int64_t draw_binomial(Rng& rng, std::int64_t n, double p);

/// log k! - (½ log 2π + (k + ½) log(k + 1) - (k + 1)) of a whole k >= 0, to 4e-13: what Stirling's formula about k + 1
/// leaves out. A table, then the series; unlike lgamma it writes no global sign, so threads may call it.
/// Ref: [Hormann1993, sec. 3]
double factorial_correction(double k);

/// counts[k] is how many of n trials fall on kind k, with probabilities w_k/Σw: a binomial count a kind, of the trials
/// and the weight that are left. A kind of weight 0 is never drawn. weights and counts (kinds): weights finite, not
/// negative, not all 0, else Error{bad_value}; as many counts as weights, else Error{bad_shape}; n as above.
/// O(kinds) whatever n is.  Ref: [Devroye1986, ch. XI]
void draw_multinomial(Rng& rng, std::int64_t n, std::span<const double> weights,
                      std::span<std::int64_t> counts);

}  // namespace qed::probability
