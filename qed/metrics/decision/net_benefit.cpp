// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/decision/net_benefit.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

using statistics::Estimate;

void check(std::span<const double> probability, std::span<const double> label,
           std::span<const double> thresholds) {
  require(probability.size() == label.size(), ErrorCode::bad_shape,
          "net benefit: " + std::to_string(probability.size()) + " probabilities and " +
              std::to_string(label.size()) + " labels");
  require(!label.empty(), ErrorCode::bad_data, "net benefit: there are no rows");
  for (std::size_t i = 0; i < label.size(); ++i) {
    require(probability[i] >= 0 && probability[i] <= 1, ErrorCode::bad_value, [&] {
      return "net benefit: probability " + std::to_string(i) + " is " + shortest(probability[i]) +
             ", but must be in [0, 1]";
    });
    require(label[i] == 0 || label[i] == 1, ErrorCode::bad_value, [&] {
      return "net benefit: label " + std::to_string(i) + " is " + shortest(label[i]) +
             ", but must be 0 or 1";
    });
  }
  for (const double t : thresholds)
    require(t >= 0 && t < 1, ErrorCode::bad_value,
            "net benefit: threshold is " + shortest(t) + ", but must be in [0, 1)");
}

// Rows by what they add: `ones` rows add `gain`, `zeros` rows add `loss`, the other rows of n nothing.
struct Groups {
  double ones, gain, zeros, loss;
};

// A mean of such rows and Student's interval.
Estimate mean_of(const Groups& g, double n, double t, double level, const char* method) {
  const double mean = (g.ones * g.gain + g.zeros * g.loss) / n;
  const double rest = n - g.ones - g.zeros;
  const double squares = g.ones * (g.gain - mean) * (g.gain - mean) +
                         g.zeros * (g.loss - mean) * (g.loss - mean) + rest * mean * mean;
  const auto rows = static_cast<std::int64_t>(n);
  if (n < 2) return Estimate::without_interval(mean, "one row has no spread").with_n(rows);
  if (squares <= 0)
    return Estimate::without_interval(mean, "all rows add the same: no spread is seen")
        .with_n(rows);
  const double half = t * std::sqrt(squares / (n - 1) / n);
  return Estimate(mean, {mean - half, mean + half, level, method}).with_n(rows);
}

// NB/π: with w the odds of the threshold, row i moves it by (v_i - S y_i)/π.
Estimate standardised_of(double hits, double alarms, double w, double ones, double n, double t,
                         double level) {
  const auto rows = static_cast<std::int64_t>(n);
  if (ones == 0) return Estimate::undefined("no row is a one").with_n(rows);
  const double S = (hits - w * alarms) / ones, share = ones / n;
  // Ones that are hit, ones that are missed, zeros that are treated; the mean is 0.
  const double squares = hits * (1 - S) * (1 - S) + (ones - hits) * S * S + alarms * w * w;
  if (n < 2) return Estimate::without_interval(S, "one row has no spread").with_n(rows);
  if (squares <= 0)
    return Estimate::without_interval(S, "all rows add the same: no spread is seen").with_n(rows);
  const double half = t * std::sqrt(squares / (n - 1) / n) / share;
  return Estimate(S, {S - half, S + half, level, "delta method"}).with_n(rows);
}

// Sorted probabilities of the rows of one class; how many are at least t.
double at_least(const std::vector<double>& sorted, double t) {
  return static_cast<double>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), t));
}

}  // namespace

std::vector<NetBenefit> net_benefit_curve(std::span<const double> probability,
                                          std::span<const double> label,
                                          std::span<const double> thresholds, double level) {
  statistics::require_level(level);
  check(probability, label, thresholds);
  std::vector<double> of_ones, of_zeros;
  for (std::size_t i = 0; i < label.size(); ++i)
    (label[i] == 1 ? of_ones : of_zeros).push_back(probability[i]);
  std::ranges::sort(of_ones);
  std::ranges::sort(of_zeros);
  const double n = static_cast<double>(label.size()), ones = static_cast<double>(of_ones.size()),
               zeros = static_cast<double>(of_zeros.size());
  const double t = n < 2 ? 0 : statistics::two_sided_t(n - 1, level);
  std::vector<NetBenefit> curve;
  for (const double threshold : thresholds) {
    const double w = threshold / (1 - threshold);
    const double hits = at_least(of_ones, threshold), alarms = at_least(of_zeros, threshold);
    curve.push_back(
        {threshold, mean_of({hits, 1, alarms, -w}, n, t, level, "Student's t over rows"),
         mean_of({ones, 1, zeros, -w}, n, t, level, "Student's t over rows"),
         // What treating all adds in the rows that the model leaves out.
         mean_of({ones - hits, -1, zeros - alarms, w}, n, t, level, "Student's t, paired rows"),
         standardised_of(hits, alarms, w, ones, n, t, level)});
  }
  return curve;
}

}  // namespace qed::metrics
