// SPDX-License-Identifier: Apache-2.0
#pragma once
// Probabilities of more than two classes: P (n × K), row i the probabilities of row i's classes; label (n), the class
// that happened, in {0, ..., K - 1}; K >= 2.
#include <cstdint>
#include <span>

#include "qed/linalg/matrix.h"
#include "qed/statistics/estimate.h"

namespace qed::metrics {

/// How far a row's sum may be from 1: what single precision and printed digits leave.
inline constexpr double kRowSumTolerance = 1e-4;

/// Error{bad_shape} unless P has two columns at least and one row a label; Error{bad_value} naming the first row whose
/// probabilities are not in [0, 1], do not sum to 1 within `tolerance` (with the sum found), or whose label is no
/// class. All functions below call it. Rows are used as they are, not scaled. O(n K).
void require_class_probabilities(MatrixView P, std::span<const std::int32_t> label,
                                 double tolerance = kRowSumTolerance);

// Every estimate is undefined without rows.

/// Mean of -log P(i, y_i) with Student's interval over rows. Infinite, without interval, where a class of probability
/// 0 happened: probabilities are not clipped.  Ref: [Good1952]
statistics::Estimate class_log_loss(MatrixView P, std::span<const std::int32_t> label,
                                    double level = 0.95);

/// Mean of Σ_k (P(i, k) - 1[y_i = k])², in [0, 2], with Student's interval over rows. For two classes it is twice
/// `brier_score`.  Ref: [Brier1950]
statistics::Estimate class_brier_score(MatrixView P, std::span<const std::int32_t> label,
                                       double level = 0.95);

/// The share of rows whose class is among the k with the highest probability, with Wilson's interval. Of equal
/// probabilities the lower class stands first. k = 1: accuracy. k in [1, K], else Error{bad_option}.
/// Ref: [Wilson1927]
statistics::Estimate top_k_accuracy(MatrixView P, std::span<const std::int32_t> label,
                                    std::int64_t k = 1, double level = 0.95);

/// The mean over classes of F1 = 2 TP/(predicted + actual) of the decision for the most probable class; classes that
/// are neither predicted nor happened are left out, as in scikit-learn. With d_k = (predicted + actual)/n and
/// F1_k = 2 (TP/n)/d_k, row i moves it by
///   1/C Σ_k (2 [ŷ_i = y_i = k] - F1_k ([ŷ_i = k] + [y_i = k]))/d_k,
/// of mean 0: the delta method, Student's t on the logit scale. No interval at 0 and 1. A class with a handful of rows
/// moves it as much as a large one, and the interval is as rough as that class's own.  Ref: [Vaart1998, thm 3.1]
statistics::Estimate macro_f1(MatrixView P, std::span<const std::int32_t> label,
                              double level = 0.95);

}  // namespace qed::metrics
