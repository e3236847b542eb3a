// SPDX-License-Identifier: Apache-2.0
#pragma once
// A metric of predictions that is a function of means over rows: so it streams, merges, resamples, compares
// in pairs, and has a standard error by the delta method, all from the same few numbers.
#include <optional>
#include <span>

#include "qed/metrics/card.h"

namespace qed::metrics {

/// What a metric needs besides prediction and label.
struct MetricSettings {
  double threshold = 0.5;        ///< the prediction from which on the decision is yes
  double quantile = 0.5;         ///< the level that a quantile prediction claims, in (0, 1)
  double false_positive = 1;     ///< cost of a wrong yes
  double false_negative = 1;     ///< cost of a missed yes
};

/// Number of terms that a row adds, at most.
inline constexpr int kMostTerms = 6;

/// A row with prediction f and label y adds terms u(f, y); the metric is value(ū), ū their means.
struct Metric : MetricCard {
  int terms;
  void (*add)(double prediction, double label, const MetricSettings& settings, double* terms);
  /// Nothing where it is undefined (0/0).
  std::optional<double> (*value)(std::span<const double> means, const MetricSettings& settings);
  /// It is the share ū₀/ū₁ of rows of 0/1 terms: Wilson's interval holds. Others have that of the delta method.
  bool is_share() const { return interval == "wilson"; }
};

}  // namespace qed::metrics
