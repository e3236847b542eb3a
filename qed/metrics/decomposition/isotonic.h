// SPDX-License-Identifier: Apache-2.0
#pragma once
// Isotonic calibration and the decomposition of proper scores that it gives: how much of a score is
// miscalibration, how much discrimination, how much the labels' own uncertainty.
#include <cstdint>
#include <span>
#include <vector>

namespace qed::metrics {

/// Rows of neighbouring scores that share one calibrated probability.
struct IsotonicBlock {
  double lower = 0, upper = 0;  ///< smallest and largest score
  double rows = 0;
  double mean = 0;              ///< of the labels: rises from block to block
};

/// The non-decreasing function of the score that is nearest to the labels in squared error, by pooling
/// adjacent violators; equal scores are one block. The same function is best for every proper score.
/// score, label (n, finite): Error{bad_shape, bad_value}. O(n log n).
/// Ref: [AyerEtAl1955, BarlowBrunk1972]
std::vector<IsotonicBlock> isotonic_fit(std::span<const double> score,
                                        std::span<const double> label);

/// S̄(p, y) = MCB - DSC + UNC with p̂ the isotonic calibration of p and q = ȳ:
///   MCB = S̄(p) - S̄(p̂) >= 0,  DSC = S̄(q) - S̄(p̂) >= 0,  UNC = S̄(q).
/// Ref: [DimitriadisGneitingJordan2021]
struct ScoreDecomposition {
  double score = 0, miscalibration = 0, discrimination = 0, uncertainty = 0;
};
/// Of (p - y)². probability in [0, 1], label 0 or 1: Error{bad_shape, bad_value}; n >= 1 (Error{bad_data}).
ScoreDecomposition brier_decomposition(std::span<const double> probability,
                                       std::span<const double> label);
/// Of -log of the probability of what happened; score and miscalibration are infinite where a certain
/// prediction was wrong.
ScoreDecomposition log_loss_decomposition(std::span<const double> probability,
                                          std::span<const double> label);

}  // namespace qed::metrics
