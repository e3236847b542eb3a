// SPDX-License-Identifier: Apache-2.0
#pragma once
// Means of rows that come in groups (customers, days, hospitals): groups are independent, rows of one
// are not.
#include <cstdint>
#include <optional>
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

/// The same by leaving out each group in turn (CR3), x̄₋g = (S - S_g)/(n - n_g):
///   V = (G-1)/G Σ (x̄₋g - x̄)²,    x̄ ± t_ν √V,    ν as below.
/// Of equal groups it is clustered_mean to the last digit. Of uneven ones that covers too little, for a large
/// group pulls x̄ towards itself; this does not. Measured at 95 %, normal values of intra-class correlation 0.3,
/// clustered_mean, wild_clustered_mean and this one:
///   sizes 4, 7, 10, 15, 24 over and over     5 groups 0.92 0.90 0.97, 10: 0.93 0.95 0.96, 30: 0.94 0.95 0.95
///   sizes 2, 5, 10, 20, 60                   5 groups 0.80 0.77 0.99, 10: 0.85 0.90 0.96, 30: 0.92 0.94 0.94
/// Fewer than two groups: no interval. O(G).  Ref: [BellMcCaffrey2002, CameronMiller2015, sec. VI]
Estimate jackknife_clustered_mean(std::span<const GroupSum> groups, double level = 0.95);

/// Satterthwaite's ν = 2 (E V)²/var V of that V where rows are independent and of one variance: with
/// a_g = 1/(n - n_g)² and C_gh = n_g δ_gh - n_g n_h/n the covariance of the S_g - n_g x̄,
///   ν = (Σ a_g C_gg)² / Σ a_g a_h C_gh²,
/// G - 1 for equal groups, about 1 where one holds most rows. G >= 2 groups, else Error{bad_shape}. O(G).
/// Ref: [BellMcCaffrey2002, sec. 4]
double jackknife_degrees_of_freedom(std::span<const GroupSum> groups);

/// One-way analysis of variance of G groups that have rows, n > G rows in all.
struct OneWay {
  std::int64_t rows = 0, groups = 0;  ///< n, G
  double between = 0, within = 0;     ///< Σ n_g (x̄_g - x̄)²/(G-1), ΣΣ (x - x̄_g)²/(n-G)
  double size = 0;                    ///< n₀ = (n - Σ n_g²/n)/(G-1): of a group that counts
  double correlation = 0;  ///< intra-class: (between - within)/(between + (n₀-1) within)
  double variance_between = 0;  ///< component: (between - within)/n₀, at least 0
  double variance_within = 0;  ///< component: within

  /// The F statistic, of G-1 and n-G degrees of freedom; infinite where no group varies.
  double f() const { return between / within; }
  /// 1 + (n₀ - 1) correlation, at least 1.
  double design_effect() const;
};
/// Nothing with fewer than two groups, no repeated one, or constant values. In two passes about the first
/// value: no digits are lost to a large mean but those that the doubles do not hold. Errors as group_sums.
/// O(n + groups).  Ref: [Donner1986, NistStrd]
std::optional<OneWay> one_way(std::span<const double> value, std::span<const std::int32_t> group,
                              std::int32_t groups);

/// The intra-class correlation of one_way, and the design effect: how many times the variance of as many independent
/// rows. Its interval is what F = between/within of normal values gives it: with f the F of which F is so many times
/// too large, ρ = (f - 1)/(f + n₀ - 1); none, with the reason, where no group varies. Undefined, with the reason,
/// where one_way is.  Ref: [Donner1986]
struct DesignEffect {
  Estimate correlation;
  double effect = 1;
};
DesignEffect design_effect(std::span<const double> value, std::span<const std::int32_t> group,
                           std::int32_t groups, double level = 0.95);

}  // namespace qed::statistics
