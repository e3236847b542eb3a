// SPDX-License-Identifier: Apache-2.0
#pragma once
// A metric as a function of means of terms a row, so that it can be had of rows that are seen once and not held.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/losses.h"
#include "qed/metrics/metric.h"

namespace qed::answers::measure {

/// θ = g(ū) with ū the means of u(row). What a metric fits to rows (the best constant, ranks among the rows of the
/// other class, a rising function of the predictions) is fitted to some of them and held: of other rows from the same
/// law, the metric is off by an error of second order, that of the fit squared.
struct Terms {
  std::size_t count = 0;
  /// Of row i of a model under label y: `count` terms; not finite where a loss is infinite.
  std::function<void(const Model& model, std::size_t row, double y, double* u)> of;
  /// Nothing where it is undefined.
  std::function<std::optional<double>(std::span<const double> means)> value;
};

/// u = (L, L⁰), g = 1 - ū₀/ū₁; nothing where ū₁ is 0.
Terms skill_terms(const Loss& loss);
/// The mean of a value a row.
Terms mean_terms(std::function<double(const Model& model, std::size_t row, double y)> value);
/// Those of a metric of the catalogue, with its g.
Terms metric_terms(const metrics::Metric& metric, const metrics::MetricSettings& settings);
/// Those of statistics::ScorePlacements among these rows, in up to 8,192 bins of scores. Nothing with one class only.
std::optional<Terms> area_terms(const Model& model, const std::vector<double>& y);
/// Those of the skill of a rising function of the model's predictions, as fitted to these rows.
Terms calibrated_terms(const Model& model, const std::vector<double>& y, const Loss& loss);
/// Of the rows that count, the share that hits: u = (of, of · hit), g = ū₁/ū₀; nothing where none counts.
using OfRow = std::function<bool(const Model& model, std::size_t row, double y)>;
Terms share_terms(OfRow hit, OfRow of);

}  // namespace qed::answers::measure
