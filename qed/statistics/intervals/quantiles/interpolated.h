// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// The p-quantile of independent values of a continuous law, between order statistics that are interpolated to the
/// level: with c_r = P(K >= r), K binomial(n, p), and c_l >= 1 - α/2 > c_{l+1}, the lower end is
///   (1 - λ) x₍ₗ₎ + λ x₍ₗ₊₁₎,  λ = (n-l) p I/(l (1-p) (1-I) + (n-l) p I),  I = (c_l - 1 + α/2)/(c_l - c_{l+1}),
/// and the upper end its mirror image. Shorter than `quantile_interval`, whose coverage is above the level by up to a
/// place; at p = ½ it is Hettmansperger and Sheather's. Covers within half a point for smooth laws.
/// Too few values for the level: the end is infinite. Values not NaN (Error{bad_value}), p in (0, 1)
/// (Error{bad_option}). None: undefined. O(n log n).  Ref: [Nyblom1992, HettmanspergerSheather1986]
Estimate interpolated_quantile_interval(std::span<const double> values, double p = 0.5,
                                        double level = 0.95);

}  // namespace qed::statistics
