// SPDX-License-Identifier: Apache-2.0
#pragma once
// Means of rows that come in groups (customers, days, hospitals): groups are independent, rows of one
// are not.
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// What a group adds: its number of rows and their sum.
struct GroupSum {
  double rows = 0, sum = 0;
};
/// value (n, finite), group (n ids in [0, groups)): groups without rows are left out.
/// Error{bad_shape, bad_value}. O(n + groups).
std::vector<GroupSum> group_sums(std::span<const double> value, std::span<const std::int32_t> group,
                                 std::int32_t groups);

/// x̄ = Σ S_g / Σ n_g with the variance that is robust to any dependence within groups,
///   V = G/(G-1) Σ (S_g - n_g x̄)² / n²,    x̄ ± t_{G-1} √V.
/// Fewer than two groups: no interval. O(G).  Ref: [CameronMiller2015, sec. II, VI]
Estimate clustered_mean(std::span<const GroupSum> groups, double level = 0.95);

/// The same, with the quantile of |x̄* - x̄|/√V* in place of Student's: residual sums S_g - n_g x̄ are
/// given random weights of mean 0 and variance 1, Rademacher's ±1 for more than 12 groups, Webb's six
/// points for fewer (2^G sign patterns are too few then). Replicate b has a stream of its own. For few
/// or uneven groups. O(replicates G).  Ref: [CameronGelbachMiller2008, Webb2023]
Estimate wild_clustered_mean(std::span<const GroupSum> groups, double level = 0.95,
                             std::int64_t replicates = 1999, std::uint64_t seed = 1);

/// Intra-class correlation of a one-way layout by analysis of variance, (MSB - MSW)/(MSB + (n₀-1) MSW),
/// n₀ the size of a group that counts, and the design effect 1 + (n₀ - 1) ρ: how many times the
/// variance of as many independent rows. Undefined with fewer than two groups or no repeated group.
/// Ref: [Donner1986]
struct DesignEffect {
  Estimate correlation;
  double effect = 1;
};
DesignEffect design_effect(std::span<const double> value, std::span<const std::int32_t> group,
                           std::int32_t groups);

}  // namespace qed::statistics
