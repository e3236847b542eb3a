// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "qed/statistics/estimate.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {

/// Standardised mean difference of two independent groups (Cohen's d without equal variances):
///   d = (x̄ - ȳ) / s,  s² = (sₓ² + s_y²)/2,
///   Var d ≈ d² (sₓ⁴/(n-1) + s_y⁴/(m-1)) / 8s⁴ + (sₓ²/(n-1) + s_y²/(m-1)) / s².
/// Unit: standard deviations. Undefined when a group has fewer than two values or both are constant. O(n + m).
/// Ref: [Bonett2008, eq. 10-11]
Estimate standardised_difference(std::span<const double> inside, std::span<const double> outside,
                                 double level = 0.95);
/// The same from the moments of the two groups. O(1).
Estimate standardised_difference(const Moments& inside, const Moments& outside,
                                 double level = 0.95);

/// Difference of two independent shares k₁/n₁ - k₂/n₂ with Newcombe's interval from the two Wilson intervals
/// [lᵢ, uᵢ]:  [δ - √((p̂₁-l₁)² + (u₂-p̂₂)²), δ + √((u₁-p̂₁)² + (p̂₂-l₂)²)]. Undefined when a group is empty.
/// Ref: [Newcombe1998, method 10]
Estimate share_difference(std::int64_t hits_1, std::int64_t n_1, std::int64_t hits_2,
                          std::int64_t n_2, double level = 0.95);

/// Cramér's V = √(χ²/(n min(r-1, c-1))) of an r x c table of counts (row-major) and the interval from inverting the
/// non-central χ² law of the statistic. Empty rows and columns are left out. Undefined below 2 x 2.
/// Ref: [Smithson2003, ch. 4]
Estimate cramers_v(std::span<const std::int64_t> counts, std::size_t rows, std::size_t columns,
                   double level = 0.95);

}  // namespace qed::statistics
