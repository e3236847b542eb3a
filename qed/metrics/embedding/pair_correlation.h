// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "qed/linalg/matrix.h"
#include "qed/statistics/estimate.h"

namespace qed::metrics {

/// Spearman's rank correlation of two sets of distances among m points, ties at their mid-rank. Both hold the
/// m (m - 1) / 2 distances of pairs (i, j), j < i, in the order (1,0), (2,0), (2,1), ...
/// The interval treats the correlation as a U-statistic of order two: with h_ij the influence of a pair, that of its
/// ranks included, and g_i the mean of h_ij over j, the standard error is 2 s(g) / √m; cut to [-1, 1].
/// Constant distances: undefined; m < 10: without interval. O(m²).  Ref: [Hoeffding1948, sec. 7]
statistics::Estimate pair_rank_correlation(std::span<const float> a, std::span<const float> b,
                                           double level = 0.95);

/// Spearman's correlation of the distances between group centroids in the data and in the picture: is the layout of
/// the groups kept? labels: one a row, negative for rows of no group. Without interval: the groups are all there are.
/// Fewer than 3 groups: undefined. O(n (d + 2)).
statistics::Estimate layout_correlation(MatrixFView high, MatrixFView low,
                                        std::span<const std::int32_t> labels);

}  // namespace qed::metrics
