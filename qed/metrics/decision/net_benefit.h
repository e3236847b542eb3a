// SPDX-License-Identifier: Apache-2.0
#pragma once
// Decision curves: is it better to act on a model's probabilities than to treat everybody, or nobody?
#include <span>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::metrics {

/// At threshold t a false alarm is worth t/(1-t) of a hit, the odds at which the user is undecided. Treat the rows with
/// p >= t:
///   NB(t) = TP/n - FP/n · t/(1-t),   treat all: π - (1-π) t/(1-t),   treat none: 0.
/// Of every row v_i = ±[p_i >= t], + for ones, times t/(1-t) for zeros: intervals are Student's of means of v_i, and of
/// the paired differences from treating all, which are 0 in rows where the decision is the same.
struct NetBenefit {
  double threshold = 0;
  statistics::Estimate model, treat_all;
  statistics::Estimate over_all;  ///< model less treat_all; over treat_none it is `model`
  /// NB/π, the share of the most that is possible: 1 for a perfect model at any t. Delta method over (v, y).
  /// Undefined without ones.
  statistics::Estimate standardised;
};
/// probability (n, in [0, 1]), label (n, 0 or 1), n >= 1: Error{bad_shape, bad_value, bad_data}. thresholds in [0, 1):
/// Error{bad_value}. Each level is that of one threshold, not of all together. No interval where v has no spread.
/// O(n log n + thresholds log n).  Ref: [VickersElkin2006, KerrEtAl2016]
std::vector<NetBenefit> net_benefit_curve(std::span<const double> probability,
                                          std::span<const double> label,
                                          std::span<const double> thresholds, double level = 0.95);

}  // namespace qed::metrics
