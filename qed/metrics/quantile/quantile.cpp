// SPDX-License-Identifier: Apache-2.0
// Predicted quantiles f of level τ against numbers y.
#include <cmath>
#include <limits>

#include "qed/metrics/catalog.h"

namespace qed::metrics {
namespace {

using Means = std::span<const double>;
using Settings = MetricSettings;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void pinball(double f, double y, const Settings& s, double* u) {
  u[0] = y >= f ? s.quantile * (y - f) : (1 - s.quantile) * (f - y);
}
void below(double f, double y, const Settings&, double* u) { u[0] = y <= f, u[1] = 1; }

std::optional<double> first(Means u, const Settings&) { return u[0]; }
std::optional<double> share(Means u, const Settings&) { return u[0] / u[1]; }

constexpr Metric kMetrics[] = {
    {MetricCard{"pinball_loss", "quantile loss", "mean (tau - 1[y < f])(y - f)",
                "KoenkerBassett1978", Family::quantile, Direction::lower_is_better, 0, kInfinity,
                Elicits::quantile, true, "delta"},
     1, pinball, first},
    {MetricCard{"quantile_coverage", "share of labels at or below the prediction, to be tau",
                "mean 1[y <= f]", "Gneiting2011", Family::quantile, Direction::neither, 0, 1,
                Elicits::nothing, false, "wilson"},
     2, below, share}};

}  // namespace

std::span<const Metric> quantile_metrics() { return kMetrics; }

}  // namespace qed::metrics
