// SPDX-License-Identifier: Apache-2.0
#pragma once
// How likely a two-sided test at level alpha is to see an effect, and how many rows it takes: what an undecided
// verdict says next. alpha, power in (0, 1), rows >= 2 a group, else Error{bad_option, bad_value}.
#include <cstdint>

namespace qed::statistics {

/// Student's test that a mean (or the mean of paired differences) is 0, of n rows whose mean is `effect` standard
/// deviations: P(|T| > t), T noncentral t with n - 1 degrees of freedom and noncentrality effect √n.
/// Ref: [Cohen1988, ch. 2]
double power_of_mean(double effect, std::int64_t n, double alpha = 0.05);
/// Of two independent groups whose means are `effect` (common) standard deviations apart: n₁ + n₂ - 2 degrees of
/// freedom, noncentrality effect √(n₁n₂/(n₁ + n₂)).  Ref: [Cohen1988, ch. 2]
double power_of_two_means(double effect, std::int64_t n_1, std::int64_t n_2, double alpha = 0.05);
/// The z-test that two shares are equal, pooled under the null:
///   Φ((|p₁ - p₂| - z √(p̄q̄(1/n₁ + 1/n₂)))/√(p₁q₁/n₁ + p₂q₂/n₂)), and the same for the other tail.
/// Ref: [FleissLevinPaik2003, sec. 4.2]
double power_of_two_shares(double p_1, double p_2, std::int64_t n_1, std::int64_t n_2,
                           double alpha = 0.05);
/// McNemar's test of n pairs of which a share `first` says yes to the first only, `second` to the second only:
///   Φ((√n |first - second| - z √(first + second))/√(first + second - (first - second)²)).
/// Ref: [Connor1987]
double power_of_pairs(double first, double second, std::int64_t n, double alpha = 0.05);

/// The fewest rows (a group, or pairs) that reach the power; nothing is too small to be seen, so the effect must not
/// be 0 (Error{bad_value}); more than 10¹⁵ rows: Error{bad_value}.
std::int64_t rows_for_mean(double effect, double power = 0.8, double alpha = 0.05);
std::int64_t rows_for_two_means(double effect, double power = 0.8, double alpha = 0.05);
std::int64_t rows_for_two_shares(double p_1, double p_2, double power = 0.8, double alpha = 0.05);
std::int64_t rows_for_pairs(double first, double second, double power = 0.8, double alpha = 0.05);

/// The fewest rows (at least 2) at which Wilson's interval, made at a share of exactly p, is at most `width` wide,
/// 0 < width < 1.  Ref: [Wilson1927]
std::int64_t rows_for_share_width(double p, double width, double level = 0.95);

}  // namespace qed::statistics
