// SPDX-License-Identifier: Apache-2.0
// Decisions f >= t against labels y in {0, 1}: functions of the shares of true and false positives and negatives.
#include <algorithm>
#include <cmath>

#include "qed/metrics/catalog.h"

namespace qed::metrics {
namespace {

using Means = std::span<const double>;
using Settings = MetricSettings;

// (tp, fp, fn, tn) of a row: one of them is 1.
void confusion(double f, double y, const Settings& s, double* u) {
  const bool yes = f >= s.threshold, positive = y > 0.5;
  u[0] = yes && positive;
  u[1] = yes && !positive;
  u[2] = !yes && positive;
  u[3] = !yes && !positive;
}

std::optional<double> ratio(double a, double b) {
  if (!(b > 0)) return std::nullopt;
  return a / b;
}

// Shares: (hit, eligible).
void correct(double f, double y, const Settings& s, double* u) {
  u[0] = (f >= s.threshold) == (y > 0.5);
  u[1] = 1;
}
void selected(double f, double, const Settings& s, double* u) {
  u[0] = f >= s.threshold;
  u[1] = 1;
}
void found(double f, double y, const Settings& s, double* u) {
  u[1] = y > 0.5;
  u[0] = u[1] > 0 && f >= s.threshold;
}
void right_alarms(double f, double y, const Settings& s, double* u) {
  u[1] = f >= s.threshold;
  u[0] = u[1] > 0 && y > 0.5;
}
void left_alone(double f, double y, const Settings& s, double* u) {
  u[1] = y <= 0.5;
  u[0] = u[1] > 0 && f < s.threshold;
}
void right_passes(double f, double y, const Settings& s, double* u) {
  u[1] = f < s.threshold;
  u[0] = u[1] > 0 && y <= 0.5;
}
std::optional<double> share(Means u, const Settings&) { return ratio(u[0], u[1]); }

std::optional<double> balanced(Means u, const Settings&) {
  const auto recall = ratio(u[0], u[0] + u[2]), specificity = ratio(u[3], u[3] + u[1]);
  if (!recall || !specificity) return std::nullopt;
  return (*recall + *specificity) / 2;
}
std::optional<double> informedness(Means u, const Settings& s) {
  const auto b = balanced(u, s);
  if (!b) return std::nullopt;
  return 2 * *b - 1;
}
std::optional<double> f1(Means u, const Settings&) {
  return ratio(2 * u[0], 2 * u[0] + u[1] + u[2]);
}
std::optional<double> matthews(Means u, const Settings&) {
  const double product = (u[0] + u[1]) * (u[0] + u[2]) * (u[3] + u[1]) * (u[3] + u[2]);
  const auto r = ratio(u[0] * u[3] - u[1] * u[2], std::sqrt(product));
  if (!r) return std::nullopt;
  return std::clamp(*r, -1.0, 1.0);  // outside by rounding only
}
std::optional<double> kappa(Means u, const Settings&) {
  const double chance = (u[0] + u[1]) * (u[0] + u[2]) + (u[3] + u[1]) * (u[3] + u[2]);
  return ratio(u[0] + u[3] - chance, 1 - chance);
}
std::optional<double> cost(Means u, const Settings& s) {
  return s.false_positive * u[1] + s.false_negative * u[2];
}
// Per row, in units of true positives; the odds of the threshold price a false one.
std::optional<double> benefit(Means u, const Settings& s) {
  if (!(s.threshold > 0 && s.threshold < 1)) return std::nullopt;
  return u[0] - u[1] * s.threshold / (1 - s.threshold);
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr auto kHigher = Direction::higher_is_better, kLower = Direction::lower_is_better;
constexpr Metric kMetrics[] = {
    {MetricCard{"accuracy", "share of right decisions", "(TP + TN)/n", "", Family::classification,
                kHigher, 0, 1, Elicits::decision, false, "wilson"},
     2, correct, share},
    {MetricCard{"balanced_accuracy", "mean of recall and specificity", "(TP/P + TN/N)/2", "",
                Family::classification, kHigher, 0, 1, Elicits::nothing, false, "delta"},
     4, confusion, balanced},
    {MetricCard{"precision", "share of alarms that are right", "TP/(TP + FP)", "",
                Family::classification, kHigher, 0, 1, Elicits::nothing, false, "wilson"},
     2, right_alarms, share},
    {MetricCard{"recall", "share of positives that are found", "TP/(TP + FN)", "",
                Family::classification, kHigher, 0, 1, Elicits::nothing, false, "wilson"},
     2, found, share},
    {MetricCard{"specificity", "share of negatives that are left alone", "TN/(TN + FP)", "",
                Family::classification, kHigher, 0, 1, Elicits::nothing, false, "wilson"},
     2, left_alone, share},
    {MetricCard{"negative_predictive_value", "share of passes that are right", "TN/(TN + FN)", "",
                Family::classification, kHigher, 0, 1, Elicits::nothing, false, "wilson"},
     2, right_passes, share},
    {MetricCard{"selection_rate", "share of rows decided yes", "(TP + FP)/n", "",
                Family::classification, Direction::neither, 0, 1, Elicits::nothing, false,
                "wilson"},
     2, selected, share},
    {MetricCard{"f1", "harmonic mean of precision and recall", "2 TP/(2 TP + FP + FN)",
                "VanRijsbergen1979", Family::classification, kHigher, 0, 1, Elicits::nothing, false,
                "delta"},
     4, confusion, f1},
    {MetricCard{"matthews_correlation", "correlation of decision and label",
                "(TP TN - FP FN)/sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN))", "Matthews1975",
                Family::classification, kHigher, -1, 1, Elicits::nothing, false, "delta"},
     4, confusion, matthews},
    {MetricCard{"cohen_kappa", "agreement beyond chance", "(p_o - p_e)/(1 - p_e)", "Cohen1960",
                Family::classification, kHigher, -1, 1, Elicits::nothing, false, "delta"},
     4, confusion, kappa},
    {MetricCard{"informedness", "recall plus specificity less one", "TP/P + TN/N - 1", "Youden1950",
                Family::classification, kHigher, -1, 1, Elicits::nothing, false, "delta"},
     4, confusion, informedness},
    {MetricCard{"cost", "cost of the wrong decisions a row", "(c_FP FP + c_FN FN)/n", "Elkan2001",
                Family::classification, kLower, 0, kInfinity, Elicits::decision, false, "delta"},
     4, confusion, cost},
    {MetricCard{"net_benefit", "true positives a row, less false ones at the threshold's odds",
                "TP/n - FP/n t/(1-t)", "VickersElkin2006", Family::classification, kHigher,
                -kInfinity, 1, Elicits::decision, false, "delta"},
     4, confusion, benefit}};

}  // namespace

std::span<const Metric> classification_metrics() { return kMetrics; }

}  // namespace qed::metrics
