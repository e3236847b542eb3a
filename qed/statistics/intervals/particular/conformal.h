// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where a new case lies, whatever its law: rows that can be exchanged with it are all that is assumed.
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// Split conformal: the ⌈(n+1) level⌉-th smallest of n scores of non-conformity (|y - ŷ|, say) of rows
/// that the model has not seen. A new row's score is at most this with probability >= level, and at most
/// level + 1/(n+1) without ties. Infinite when n < level/(1 - level): no finite bound holds then.
/// scores without NaN, else Error{bad_value}. O(n).  Ref: [VovkGammermanShafer2005, LeiEtAl2018]
double conformal_bound(std::span<const double> scores, double level = 0.95);

/// Mondrian: the bound of each group by its own rows, so that it holds within every group.
/// group[i] in [0, groups); an empty group: infinite.  Ref: [VovkGammermanShafer2005, sec. 4.5]
std::vector<double> mondrian_bounds(std::span<const double> scores,
                                    std::span<const std::int32_t> group, std::int32_t groups,
                                    double level = 0.95);

/// Jackknife+: from the predictions of the new case by the n models that leave one row out each, and
/// those models' residuals at the row they left out,
///   [the ⌊(n+1) alpha⌋-th smallest of ŷ₋ᵢ - rᵢ, the ⌈(n+1) level⌉-th smallest of ŷ₋ᵢ + rᵢ].
/// Holds with probability >= 1 - 2 alpha for any law and learner, and about level in practice.
/// residual: not negative. O(n).  Ref: [BarberEtAl2021]
Interval jackknife_plus(std::span<const double> prediction, std::span<const double> residual,
                        double level = 0.95);

}  // namespace qed::statistics
