// SPDX-License-Identifier: Apache-2.0
#pragma once
// The bootstrap of the area under the ROC curve without a single resample.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "qed/base/random.h"
#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/resampling/bootstrap.h"

namespace qed::statistics {

/// Draws what the area is of a resample of the rows. Sorted rows are cut into cells within which the order of positives
/// and negatives says nothing: equal scores, or rows of one class in a row. How many draws fall on each class of each
/// cell is a multinomial count, and those counts fix the area: up to `blocks` cells the law is that of resampling.
/// Beyond, neighbouring cells make blocks of about equal shares of rows and of cells. Of a block whose positives and
/// negatives are drawn a and b times, the pairs inside it add (θ the block's own area, h the 0, ½ or 1 of a pair i, j)
///   mean ab θ,  variance ab ((b-1) Var E(h|i) + (a-1) Var E(h|j) + Var h),
/// and a Gaussian number of that mean and variance is added for all blocks. So mean and variance are exact for any
/// number of blocks. Gaussian instead of exact is a share of the variance of 1/blocks², and some times that where the
/// classes hardly overlap (1.2 at an area of 0.76, 2.9 at 0.98, 6.6 at 0.998).
/// Ref: [Bamber1975, Vaart1998, sec. 12.2]
class ResampledArea {
 public:
  /// scores: both classes sorted and not empty, else Error{bad_data}; blocks >= 1, else Error{bad_option}.
  /// O(n) time, 50 bytes a block, and 4 a row where there are at most 16 rows a block.
  ResampledArea(const ClassScores& scores, std::int64_t blocks);

  /// The area of one resample; none where it has one class only. O(min(blocks, n)): counts are drawn for each block, or
  /// the rows one by one where they are at most 16 a block.
  std::optional<double> operator()(Rng& rng) const;

  /// As many as are drawn from, and whether each is one cell, so that the law is exact.
  std::int64_t blocks() const { return static_cast<std::int64_t>(pairs_.size()); }
  bool is_exact() const { return exact_; }

 private:
  struct Pairs {  // of one block
    double area = 0, by_positive = 0, by_negative = 0, spread = 0;
  };
  struct Drawn {
    double positives = 0, negatives = 0;
  };
  void add(std::span<const std::int64_t> positives, std::span<const std::int64_t> negatives);
  std::vector<Drawn> counts(Rng& rng) const;

  std::vector<Pairs> pairs_;
  std::vector<double> positives_, negatives_;  // of each block
  // Twice each row's block, and 1 more for a negative; empty where counts are drawn for each block.
  std::vector<std::uint32_t> place_;
  double all_positives_ = 0, all_negatives_ = 0;
  bool exact_ = true;
};

/// The area, and its interval from replicates drawn by ResampledArea: of every cell up to 20,000 rows, else of 1,024
/// blocks. So the law is exact up to 20,000 rows, or up to 1,024 cells (few distinct scores, few rows of a class);
/// beyond, a few millionths of the variance are Gaussian instead. Replicate b has a stream of its own: the same bits
/// for every number of threads. The jackknife of `bca` leaves out one row at a time: (m θ̂ - V₁₀(i))/(m - 1) for a
/// positive of m, V₁₀ as in AreaUnderCurve, and so for the others. score (n, finite), label (n, 0 or 1), else
/// Error{bad_shape, bad_value}. One class only: undefined; no interval where more than 1 % of the resamples have one
/// class only. Error{bad_option} for options.groups (`bootstrap` takes them) and for `studentised`.
/// O(n + replicates min(n, 1024)) time, O(n) memory.  Ref: [Efron1987, DeLongEtAl1988]
Estimate bootstrap_area(std::span<const double> score, std::span<const std::uint8_t> label,
                        const BootstrapOptions& options = {});

}  // namespace qed::statistics
