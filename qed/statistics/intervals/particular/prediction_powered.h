// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// A mean from few labels and many predictions (PPI++): with f the predictions of the n labelled rows y
/// and F those of N others,
///   θ̂ = ȳ + λ (F̄ - f̄),   λ = cov(y, f) / ((1 + n/N) Var f), in [0, 1],
///   Var θ̂ = S²(y - λ f)/n + λ² S²(F)/N.
/// λ is the weight that makes the variance least, so useless predictions cost nothing but its own
/// estimation: θ̂ ± t_{n-1} √Var.
struct PredictionPowered {
  Estimate mean;        ///< θ̂ with its interval
  double lambda = 0;    ///< weight of the predictions
  double gain = 1;      ///< rows of labels alone that would be as precise, over n
};
/// label, predicted (n >= 2), unlabelled (N >= 2): finite, one unit; Error{bad_shape, bad_value}
/// otherwise. O(n + N).  Ref: [AngelopoulosDuchiZrnic2023]
PredictionPowered prediction_powered_mean(std::span<const double> label,
                                          std::span<const double> predicted,
                                          std::span<const double> unlabelled, double level = 0.95);

}  // namespace qed::statistics
