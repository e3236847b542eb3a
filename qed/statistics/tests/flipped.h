// SPDX-License-Identifier: Apache-2.0
#pragma once
// Means of many columns at once, by turning the signs of whole rows: max-T of paired differences, and which of several
// is the best.
#include <cstdint>
#include <span>
#include <vector>

namespace qed::statistics {

struct FlipOptions {
  double level = 0.95;
  std::int64_t replicates = 9999;
  std::uint64_t seed = 1;
};

/// Which of k means are not 0?
struct SignFlipMaxT {
  std::vector<double> mean;
  std::vector<double> statistic;  ///< Student's t of each column; 0 where all of it is 0
  std::vector<double> p_value;    ///< adjusted: reject those <= 1 - level
  /// c: mean_j ± c se_j holds for all columns together; infinite where rows are too few for the level.
  double quantile = 0;
  std::int64_t replicates = 0;  ///< 2ⁿ where every flip was looked at
};
/// Westfall and Young's step-down max-T of one sample. A flip turns the sign of whole rows, so that columns keep their
/// dependence; t is studentised again under each. With |t₍₁₎| >= ... >= |t₍ₖ₎| and q₍ᵢ₎ = max_{j >= i} |t*₍ⱼ₎|:
///   p₍ᵢ₎ = max_{j <= i} (1 + #{q₍ⱼ₎ >= |t₍ⱼ₎|})/(1 + B),  by all 2ⁿ flips #/2ⁿ, where these are no more than 1 + B.
/// The chance of any false rejection is at most 1 - level, whichever means are 0, where rows of those columns are
/// jointly symmetric about 0 (exact at any n); else as n grows, since t is studentised.
/// c is the level's quantile of max_j |t*_j| of the columns less their means: joint coverage as n grows; a column
/// without spread has no part in it. Squares do not change with signs, so t* is a rising function of |Σ ± d|/√(n Σ d²)
/// and a flip costs a sum; of more than 1,024 rows, equal parts turn together, a subgroup of the flips, and t is that
/// of their sums. columns: k >= 1 of n >= 2 rows, finite (Error{bad_shape, bad_value}); level in (0, 1), at least one
/// replicate (Error{bad_option}). The same bits for every number of threads. O(n k + B k min(n, 1024)).
/// Ref: [WestfallYoung1993, RomanoWolf2005]
SignFlipMaxT sign_flip_max_t(std::span<const std::vector<double>> columns,
                             const FlipOptions& options = {});

/// One column against all others, larger means being better.
struct ComparisonsWithOne {
  std::vector<double> difference;  ///< mean of `first` less that of column j
  std::vector<double> statistic;  ///< difference over its paired standard error
  std::vector<double> p_value;  ///< adjusted; 1 for `first` itself and where no spread is seen
  double quantile = 0;  ///< c, as above: p <= 1 - level where |difference| > c se
};
/// Comparisons with the best of k, though it was chosen on these rows: which one it truly is can be any, so
///   c = max_i c_i,  c_i the level's quantile of max_{j != i} |t*_ij|,
/// t*_ij that of the paired differences of i and j less their means under flips of whole rows, and p as strict. With
/// the chance `level`, as n grows, every interval of the truly best against the others holds; so a column whose whole
/// interval lies above 0 against all others is falsely called the best in no more than 1 - level of samples. c is no
/// more than Bonferroni's quantile of k - 1 comparisons, and less by what the columns resemble each other.
/// first: of k >= 2 columns; the rest as above. O(n k + B k (k + min(n, 1024))).
/// Ref: [Hsu1984, WestfallYoung1993, RomanoWolf2005]
ComparisonsWithOne compare_with_best(std::span<const std::vector<double>> columns,
                                     std::size_t first, const FlipOptions& options = {});

}  // namespace qed::statistics
