// SPDX-License-Identifier: Apache-2.0
#pragma once
// A metric of predictions that is a function of means over rows: so it streams, merges, resamples, compares
// in pairs, and has a standard error by the delta method, all from the same few numbers.
#include <optional>
#include <span>
#include <string_view>

namespace qed::metrics {

/// neither: it describes, and is best at a target (a bias at 0).
enum class Direction { higher_is_better, lower_is_better, neither };

/// What a forecaster who wants the best expected value must report of the label's law.
enum class Elicits {
  nothing,      ///< no functional: can be gamed (accuracy of a share, a bias)
  decision,     ///< which side of a threshold: a decision at fixed costs
  probability,  ///< P(label = 1): proper scores
  mean,
  median,
  quantile
};

/// What a metric needs besides prediction and label.
struct MetricSettings {
  double threshold = 0.5;        ///< the prediction from which on the decision is yes
  double quantile = 0.5;         ///< the level that a quantile prediction claims, in (0, 1)
  double false_positive = 1;     ///< cost of a wrong yes
  double false_negative = 1;     ///< cost of a missed yes
};

/// Number of terms that a row adds, at most.
inline constexpr int kMostTerms = 6;

/// A line of the catalogue. A row with prediction f and label y adds terms u(f, y); the metric is
/// value(ū), ū their means.
struct Metric {
  std::string_view name;      ///< "brier_score", as scikit-learn spells it where it has one
  std::string_view summary;   ///< one line
  std::string_view formula;
  std::string_view ref;       ///< key in docs/refs.bib
  Direction direction;
  double lower, upper;        ///< the values it can take; ends may be infinite
  Elicits elicits;
  bool strictly;              ///< only the true functional is best
  int terms;
  void (*add)(double prediction, double label, const MetricSettings& settings, double* terms);
  /// Nothing where it is undefined (0/0).
  std::optional<double> (*value)(std::span<const double> means, const MetricSettings& settings);
  /// The metric is the share ū₀/ū₁ of rows of 0/1 terms: Wilson's interval holds.
  bool is_share = false;
};

}  // namespace qed::metrics
