// SPDX-License-Identifier: Apache-2.0
// Probabilities p of label 1 against labels y in {0, 1}.
#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/metrics/catalog.h"

namespace qed::metrics {
namespace {

using Means = std::span<const double>;
using Settings = MetricSettings;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void squared(double p, double y, const Settings&, double* u) { u[0] = (p - y) * (p - y), u[1] = y; }
// -log of the probability given to what happened; infinite for a certainty that fails.
void logarithmic(double p, double y, const Settings&, double* u) {
  u[0] = y > 0.5 ? -std::log(p) : -std::log1p(-p);
  u[1] = y;
}
void spherical_terms(double p, double y, const Settings&, double* u) {
  u[0] = (y > 0.5 ? p : 1 - p) / std::hypot(p, 1 - p);
}
void difference(double p, double y, const Settings&, double* u) { u[0] = p - y; }

std::optional<double> first(Means u, const Settings&) { return u[0]; }
double entropy(double q) {
  return q <= 0 || q >= 1 ? 0 : -q * std::log(q) - (1 - q) * std::log1p(-q);
}
// 1 - score/score of the base rate.
std::optional<double> brier_skill(Means u, const Settings&) {
  const double base = u[1] * (1 - u[1]);
  if (!(base > 0)) return std::nullopt;
  return 1 - u[0] / base;
}
std::optional<double> log_skill(Means u, const Settings&) {
  const double base = entropy(u[1]);
  if (!(base > 0)) return std::nullopt;
  return 1 - u[0] / base;
}

constexpr auto kHigher = Direction::higher_is_better, kLower = Direction::lower_is_better;
constexpr Metric kMetrics[] = {
    {MetricCard{"brier_score", "mean squared error of the probability", "mean (p - y)^2",
                "Brier1950", Family::probability, kLower, 0, 1, Elicits::probability, true,
                "delta"},
     2, squared, first},
    {MetricCard{"log_loss", "mean surprise: -log of the probability of what happened",
                "-mean (y log p + (1-y) log(1-p))", "Good1952", Family::probability, kLower, 0,
                kInfinity, Elicits::probability, true, "delta"},
     2, logarithmic, first},
    {MetricCard{"spherical_score", "cosine between forecast and outcome",
                "mean p_y/sqrt(p^2 + (1-p)^2)", "GneitingRaftery2007", Family::probability, kHigher,
                0, 1, Elicits::probability, true, "delta"},
     1, spherical_terms, first},
    {MetricCard{"brier_skill", "Brier score against that of the base rate",
                "1 - BS/(q(1-q)), q = mean y", "Murphy1973", Family::probability, kHigher,
                -kInfinity, 1, Elicits::probability, true, "delta"},
     2, squared, brier_skill},
    {MetricCard{"log_loss_skill", "log loss against that of the base rate",
                "1 - LL/H(q), q = mean y", "GneitingRaftery2007", Family::probability, kHigher,
                -kInfinity, 1, Elicits::probability, true, "delta"},
     2, logarithmic, log_skill},
    {MetricCard{"calibration_in_the_large", "mean probability less the share of ones",
                "mean p - mean y", "Cox1958", Family::probability, Direction::neither, -1, 1,
                Elicits::nothing, false, "delta"},
     1, difference, first}};

}  // namespace

std::span<const Metric> probability_metrics() { return kMetrics; }

}  // namespace qed::metrics
