// SPDX-License-Identifier: Apache-2.0
#pragma once
// The value of a metric with its interval, and of the difference of two models on the same rows.
#include <array>
#include <cstdint>
#include <span>

#include "qed/metrics/metric.h"
#include "qed/statistics/estimate.h"
#include "qed/statistics/summaries/vector_moments.h"

namespace qed::metrics {

/// What a metric needs of the rows it has seen: a mergeable summary of O(terms²) numbers.
class MetricSummary {
 public:
  MetricSummary(const Metric& metric, const MetricSettings& settings);
  void add(double prediction, double label);
  void merge(const MetricSummary& other);
  /// The metric and its interval. A share: Wilson's on its counts. Else by the delta method,
  ///   Var g(ū) = ∇gᵀ Cov(u) ∇g / n,
  /// Student's t on a scale that keeps the range: logit in [0, 1], log in [0, ∞), log(1 - v) in (-∞, 1],
  /// arc tangent in [-1, 1]. Undefined where the metric is; no interval, with the reason, at an end of
  /// the range or with one row.  Ref: [Vaart1998, thm 3.1]
  statistics::Estimate estimate(double level = 0.95) const;
  std::int64_t n() const { return rows_; }

 private:
  const Metric* metric_;
  MetricSettings settings_;
  statistics::VectorMoments moments_;             // infinite terms as 0
  std::array<bool, kMostTerms> infinite_ = {};    // terms that were infinite in a row
  std::int64_t rows_ = 0;
};

/// The metric of all rows. prediction, label (n, finite): Error{bad_shape}. O(n).
statistics::Estimate metric_estimate(const Metric& metric, std::span<const double> prediction,
                                     std::span<const double> label,
                                     const MetricSettings& settings = {}, double level = 0.95);

/// g(ū₁) - g(ū₂) of two models on the same rows, by the delta method over the joint terms, ± t_{n-1}.
/// Undefined where either metric is. O(n).
statistics::Estimate paired_difference(const Metric& metric, std::span<const double> first,
                                       std::span<const double> second,
                                       std::span<const double> label,
                                       const MetricSettings& settings = {}, double level = 0.95);

}  // namespace qed::metrics
