// SPDX-License-Identifier: Apache-2.0
#pragma once
// More than two models: how strictly the best is compared, since it was chosen on the rows that judge it.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "qed/answers/measure/scores/measures.h"

namespace qed::answers::measure {

/// Every model against the best by the primary metric.
struct AgainstBest {
  /// Of a single difference ± t se that is as long as the joint level asks: from that to Bonferroni's of k - 1.
  double pair_level = 0.95;
  std::vector<std::optional<double>> p_value;  ///< by model, adjusted; none of the best itself
};
/// statistics::compare_with_best of what each unit adds, v_j + (N/n) Σ_{i in g} ψ_ij: N units of n rows, mean v_j, with
/// the standard errors of difference_of. Of means the flips are those of the differences themselves, of areas and other
/// metrics those of their linear parts. Bonferroni's p and level are taken where they are nearer, as they can be by
/// the error of drawn flips, so that no interval is longer than theirs.
/// ranked: models whose metric is defined, the best first. Nothing below three of them, or 20 units. O(n k), and flips.
/// Ref: [Hsu1984, WestfallYoung1993, RomanoWolf2005]
std::optional<AgainstBest> against_best(const Measure& measure, const Rows& rows,
                                        std::span<const std::size_t> ranked, double level,
                                        std::uint64_t seed);

}  // namespace qed::answers::measure
