// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// 1{xᵢ <= q} of every row, or 1{xᵢ < q} where the share of those is nearer to p (ties at q), about its mean: what
/// each row adds to the share of rows below the p-quantile q. O(n).
std::vector<double> below_quantile(std::span<const double> values, double p, double q);

/// Woodruff: the p-quantile q of rows whose share below it is known to half, at the level:
///   logit p ± half/(p(1-p)) = logit (l, u),    [x₍⌈nl⌉₎, x₍⌊nu⌋₊₁₎],
/// whatever rows depend on each other, as `half` allows for it; no density is asked for. The share has the
/// spread of m = p(1-p) z²/half² independent rows: where a quantile beyond all m is not too rare,
/// p^m > α/2 (or (1-p)^m), that end is infinite, as that of quantile_interval.
/// values: not empty, finite; p in (0, 1); half > 0. O(n).  Ref: [Woodruff1952]
Estimate woodruff_quantile(std::span<const double> values, double p, double q, double half,
                           double level, std::string method);

}  // namespace qed::statistics
