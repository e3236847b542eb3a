// SPDX-License-Identifier: Apache-2.0
// Predicted numbers f against numbers y.
#include <cmath>
#include <limits>

#include "qed/metrics/catalog.h"

namespace qed::metrics {
namespace {

using Means = std::span<const double>;
using Settings = MetricSettings;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void squared(double f, double y, const Settings&, double* u) { u[0] = (f - y) * (f - y); }
void absolute(double f, double y, const Settings&, double* u) { u[0] = std::abs(f - y); }
void signed_error(double f, double y, const Settings&, double* u) { u[0] = f - y; }
void relative(double f, double y, const Settings&, double* u) {
  u[0] = std::abs(f - y) / std::abs(y);  // infinite at y = 0: the mean is not defined then
}
void with_moments(double f, double y, const Settings&, double* u) {
  u[0] = (f - y) * (f - y), u[1] = y, u[2] = y * y;
}

std::optional<double> first(Means u, const Settings&) { return u[0]; }
std::optional<double> finite_first(Means u, const Settings&) {
  if (!std::isfinite(u[0])) return std::nullopt;
  return u[0];
}
std::optional<double> root(Means u, const Settings&) { return std::sqrt(u[0]); }
std::optional<double> r2(Means u, const Settings&) {
  const double spread = u[2] - u[1] * u[1];
  if (!(spread > 1e-14 * u[2])) return std::nullopt;
  return 1 - u[0] / spread;
}

constexpr auto kHigher = Direction::higher_is_better, kLower = Direction::lower_is_better;
constexpr Metric kMetrics[] = {
    {MetricCard{"mean_squared_error", "mean squared error", "mean (f - y)^2", "",
                Family::regression, kLower, 0, kInfinity, Elicits::mean, true, "delta"},
     1, squared, first},
    {MetricCard{"root_mean_squared_error", "typical error, large ones weigh more",
                "sqrt(mean (f - y)^2)", "", Family::regression, kLower, 0, kInfinity, Elicits::mean,
                true, "delta"},
     1, squared, root},
    {MetricCard{"mean_absolute_error", "mean absolute error", "mean |f - y|", "",
                Family::regression, kLower, 0, kInfinity, Elicits::median, true, "delta"},
     1, absolute, first},
    {MetricCard{"r2", "squared error against that of the mean", "1 - mean (f - y)^2/Var y", "",
                Family::regression, kHigher, -kInfinity, 1, Elicits::mean, true, "delta"},
     3, with_moments, r2},
    {MetricCard{"bias", "mean of prediction less label", "mean (f - y)", "", Family::regression,
                Direction::neither, -kInfinity, kInfinity, Elicits::nothing, false, "delta"},
     1, signed_error, first},
    {MetricCard{"mean_absolute_percentage_error", "mean error relative to the label",
                "mean |f - y|/|y|", "Gneiting2011", Family::regression, kLower, 0, kInfinity,
                Elicits::nothing, false, "delta"},
     1, relative, finite_first}};

}  // namespace

std::span<const Metric> regression_metrics() { return kMetrics; }

}  // namespace qed::metrics
