// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/particular/prediction_powered.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {

PredictionPowered prediction_powered_mean(std::span<const double> label,
                                          std::span<const double> predicted,
                                          std::span<const double> unlabelled, double level) {
  require_level(level);
  require(label.size() == predicted.size(), ErrorCode::bad_shape,
          "prediction-powered mean: " + std::to_string(label.size()) + " labels and " +
              std::to_string(predicted.size()) + " predictions of the same rows");
  require(label.size() >= 2 && unlabelled.size() >= 2, ErrorCode::bad_shape,
          "prediction-powered mean: needs two labelled and two other rows at least");
  const double n = static_cast<double>(label.size()), N = static_cast<double>(unlabelled.size());
  const Moments y = moments(label), f = moments(predicted), F = moments(unlabelled);
  require(std::isfinite(y.variance + f.variance + F.variance), ErrorCode::bad_value,
          "prediction-powered mean: values must be finite");
  double covariance = 0;
  for (std::size_t i = 0; i < label.size(); ++i)
    covariance += (label[i] - y.mean) * (predicted[i] - f.mean);
  covariance /= n - 1;
  const double spread = merged(f, F).variance;
  const double lambda =
      spread > 0 ? std::clamp(covariance / ((1 + n / N) * spread), 0.0, 1.0) : 0.0;
  const double residual = y.variance - 2 * lambda * covariance + lambda * lambda * f.variance;
  const double variance = std::max(0.0, residual) / n + lambda * lambda * F.variance / N;
  const double value = y.mean + lambda * (F.mean - f.mean);
  const double half = two_sided_t(n - 1, level) * std::sqrt(variance);
  Estimate mean(value, {value - half, value + half, level, "PPI++"});
  mean.with_n(static_cast<std::int64_t>(label.size()));
  return {mean, lambda, variance > 0 ? y.variance / n / variance : 1.0};
}

}  // namespace qed::statistics
