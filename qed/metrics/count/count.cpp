// SPDX-License-Identifier: Apache-2.0
// Predicted means f > 0 against counts or amounts y >= 0.
#include <cmath>
#include <limits>

#include "qed/metrics/catalog.h"

namespace qed::metrics {
namespace {

using Means = std::span<const double>;
using Settings = MetricSettings;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double x_log_x(double x) { return x > 0 ? x * std::log(x) : 0; }

// d = 2 (y log(y/f) - y + f); beside it y and y log y, for the deviance of the mean.
void poisson(double f, double y, const Settings&, double* u) {
  u[0] = 2 * (x_log_x(y) - (y > 0 ? y * std::log(f) : 0) - y + f);
  u[1] = y;
  u[2] = x_log_x(y);
}
void gamma(double f, double y, const Settings&, double* u) {
  u[0] = 2 * (y / f - 1 - std::log(y / f));  // infinite at y = 0
}

std::optional<double> first(Means u, const Settings&) {
  if (!std::isfinite(u[0])) return std::nullopt;
  return u[0];
}
std::optional<double> explained(Means u, const Settings&) {
  const double base = 2 * (u[2] - x_log_x(u[1]));
  if (!(base > 0) || !std::isfinite(u[0])) return std::nullopt;
  return 1 - u[0] / base;
}

constexpr Metric kMetrics[] = {
    {MetricCard{"mean_poisson_deviance", "deviance of counts", "2 mean (y log(y/f) - y + f)",
                "Gneiting2011", Family::count, Direction::lower_is_better, 0, kInfinity,
                Elicits::mean, true, "delta"},
     3, poisson, first},
    {MetricCard{"d2_poisson", "Poisson deviance against that of the mean", "1 - D(f)/D(mean y)",
                "Gneiting2011", Family::count, Direction::higher_is_better, -kInfinity, 1,
                Elicits::mean, true, "delta"},
     3, poisson, explained},
    {MetricCard{"mean_gamma_deviance", "deviance of amounts, relative errors count",
                "2 mean (y/f - 1 - log(y/f))", "Gneiting2011", Family::count,
                Direction::lower_is_better, 0, kInfinity, Elicits::mean, true, "delta"},
     1, gamma, first}};

}  // namespace

std::span<const Metric> count_metrics() { return kMetrics; }

}  // namespace qed::metrics
