// SPDX-License-Identifier: Apache-2.0
#pragma once
// Tests of means by permutation of studentised statistics: exact where rows can be exchanged, and right for many rows
// where only the means are equal.
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/resampling/permutation.h"
#include "qed/statistics/tests/tests.h"

namespace qed::statistics {

/// Do two groups have one mean? Welch's t = (x̄ - ȳ)/√(s²_x/m + s²_y/n) among its values when rows change groups,
/// p = (1 + #{|t*| >= |t|})/(1 + B). Exact under one law of both; for unequal variances the level holds as rows grow,
/// which it does not for the plain difference of means. Fewer than two rows of a group, or no spread: no p.
/// Values finite (Error{bad_value}). options: replicates, seed, enough; strata and groups as they are there, rows of x
/// first. O(B (m + n)).  Ref: [Janssen1997, ChungRomano2013]
TestResult studentised_permutation_test(std::span<const double> x, std::span<const double> y,
                                        const PermutationOptions& options = {});

/// Many means compared at once: which of k columns differ between two groups?
struct MaxT {
  std::vector<double>
      statistic;  ///< Welch's t of each column, second group less first; 0 where nothing varies
  std::vector<double> p_value;    ///< adjusted: reject those <= alpha
  std::int64_t replicates = 0;
};
/// Westfall and Young's step-down max-T: with |t₍₁₎| >= ... >= |t₍ₖ₎| and, of a permutation of whole rows,
/// q₍ᵢ₎ = max_{j >= i} |t*₍ⱼ₎|:  p₍ᵢ₎ = max_{j <= i} (1 + #{q₍ⱼ₎ >= |t₍ⱼ₎|})/(1 + B). The chance of any false rejection
/// is at most alpha whichever means differ; less is lost than by `holm` where columns resemble each other, for their
/// dependence is kept. columns (k of n, finite), second (n flags): two rows of each group at least, else
/// Error{bad_shape, bad_value}. The same bits for every number of threads. O(B k n).
/// Ref: [WestfallYoung1993, GeDudoitSpeed2003]
MaxT max_t_test(std::span<const std::vector<double>> columns, std::span<const std::uint8_t> second,
                std::int64_t replicates = 1999, std::uint64_t seed = 1);

}  // namespace qed::statistics
