// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// n wᵢ (1{xᵢ <= q} - F(q))/Σw of every row, F(q) = Σ w 1{x <= q}/Σw, or the same of 1{xᵢ < q} where the share of those
/// is nearer to p (ties at q): what each row adds to the share of rows below the p-quantile q. weights: n of them, not
/// negative, or none for 1 each. O(n).
std::vector<double> below_quantile(std::span<const double> values, double p, double q,
                                   std::span<const double> weights = {});

/// Woodruff: the p-quantile q of rows whose share below it is known to half, at the level:
///   logit p ± half/(p(1-p)) = logit (l, u),    [x₍⌈nl⌉₎, x₍⌊nu⌋₊₁₎],
/// whatever rows depend on each other, as `half` allows for it; no density is asked for. The share has the
/// spread of m = p(1-p) z²/half² independent rows: where a quantile beyond all m is not too rare,
/// p^m > α/2 (or (1-p)^m), that end is infinite, as that of quantile_interval.
/// With weights the ends are those of the weighted distribution, inf{x: F(x) >= l} and inf{x: F(x) > u}, and half is
/// at least z √(p(1-p) Σw²)/Σw, that of weights that have nothing to do with the values: of few rows on one side the
/// spread that is seen is small where the estimate is off.
/// values: not empty, finite; p in (0, 1); half > 0. O(n), O(n log n) with weights.  Ref: [Woodruff1952]
Estimate woodruff_quantile(std::span<const double> values, double p, double q, double half,
                           double level, std::string method, std::span<const double> weights = {});

}  // namespace qed::statistics
