// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/decision/roc_hull.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/metrics/decomposition/isotonic.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

using statistics::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void require_labels(std::span<const double> label) {
  for (std::size_t i = 0; i < label.size(); ++i)
    require(label[i] == 0 || label[i] == 1, ErrorCode::bad_value, [&] {
      return "roc: label " + std::to_string(i) + " is " + shortest(label[i]) +
             ", but must be 0 or 1";
    });
}

// Blocks of the isotonic fit, as counts.
struct Counts {
  double zeros, ones, threshold;
  double share() const { return ones / (zeros + ones); }
};
struct Fit {
  std::vector<Counts> blocks;  // by rising score
  double zeros = 0, ones = 0;
  double rows() const { return zeros + ones; }
  double share() const { return ones / rows(); }
};
Fit fit_of(std::span<const double> score, std::span<const double> label) {
  const auto blocks = isotonic_fit(score, label);
  require_labels(label);
  Fit fit;
  for (const IsotonicBlock& b : blocks) {
    const double ones = std::round(b.rows * b.mean);  // counts are whole, their mean is rounded
    Counts next{b.rows - ones, ones, b.lower};
    fit.zeros += next.zeros, fit.ones += next.ones;
    // Equal shares that rounding told apart are one edge.
    while (!fit.blocks.empty() &&
           fit.blocks.back().ones * next.zeros >= next.ones * fit.blocks.back().zeros) {
      const Counts& last = fit.blocks.back();
      next = {last.zeros + next.zeros, last.ones + next.ones, last.threshold};
      fit.blocks.pop_back();
    }
    fit.blocks.push_back(next);
  }
  return fit;
}

// Costs under the prior of a share q of ones in rows where the best decision for shares p is taken.
class Costs {
 public:
  explicit Costs(const CostPrior& prior)
      : alarm_(prior.a + 1, prior.b), miss_(prior.a, prior.b + 1),
        alarm_weight_(prior.a / (prior.a + prior.b)), miss_weight_(prior.b / (prior.a + prior.b)) {}
  double of_zero(double p) const { return alarm_weight_ * alarm_.cdf(p); }       // ∫_0^p c w
  double of_one(double p) const { return miss_weight_ * miss_.survival(p); }     // ∫_p^1 (1-c) w
  double least(double q) const {
    return (1 - q) * of_zero(q) + q * of_one(q);
  }  // min over c inside

 private:
  probability::Beta alarm_, miss_;
  double alarm_weight_, miss_weight_;
};

void require_prior(const std::optional<CostPrior>& prior) {
  if (!prior) return;
  require(std::isfinite(prior->a) && std::isfinite(prior->b) && prior->a > 0 && prior->b > 0,
          ErrorCode::bad_value,
          "h_measure: the prior is Beta(" + shortest(prior->a) + ", " + shortest(prior->b) +
              "), but both must be positive");
}

// H with the shares of ones p in the whole and the cost L of the fit: for the slope, p moves and the blocks stay.
double h_of(const Fit& fit, double p, const std::optional<CostPrior>& prior) {
  const Costs costs(prior ? *prior : class_share_prior(p));
  double loss = 0;
  for (const Counts& b : fit.blocks)
    loss += b.zeros * costs.of_zero(b.share()) + b.ones * costs.of_one(b.share());
  return 1 - loss / fit.rows() / costs.least(p);
}

}  // namespace

std::vector<RocPoint> roc_hull(std::span<const double> score, std::span<const double> label) {
  const Fit fit = fit_of(score, label);
  require(fit.zeros > 0 && fit.ones > 0, ErrorCode::bad_data,
          "roc: needs rows of both classes, but all are of one");
  std::vector<RocPoint> hull{{0, 0, kInfinity}};
  double zeros = 0, ones = 0;
  for (auto b = fit.blocks.rbegin(); b != fit.blocks.rend(); ++b) {
    zeros += b->zeros, ones += b->ones;
    hull.push_back({zeros / fit.zeros, ones / fit.ones, b->threshold});
  }
  return hull;
}

double hull_area(std::span<const RocPoint> hull) {
  double area = 0;
  for (std::size_t k = 1; k < hull.size(); ++k)
    area += (hull[k].false_positive_rate - hull[k - 1].false_positive_rate) *
            (hull[k].true_positive_rate + hull[k - 1].true_positive_rate) / 2;
  return area;
}

CostPrior class_share_prior(double share_of_ones) {
  require(share_of_ones >= 0 && share_of_ones <= 1, ErrorCode::bad_value,
          "h_measure: share of ones is " + shortest(share_of_ones) + ", but must be in [0, 1]");
  return {1 + share_of_ones, 2 - share_of_ones};
}

std::optional<double> h_measure(std::span<const double> score, std::span<const double> label,
                                std::optional<CostPrior> prior) {
  require_prior(prior);
  const Fit fit = fit_of(score, label);
  if (fit.zeros == 0 || fit.ones == 0) return std::nullopt;
  return std::clamp(h_of(fit, fit.share(), prior), 0.0, 1.0);  // outside by rounding only
}

Estimate h_measure_estimate(std::span<const double> score, std::span<const double> label,
                            std::optional<CostPrior> prior, double level) {
  statistics::require_level(level);
  require_prior(prior);
  const Fit fit = fit_of(score, label);
  if (fit.zeros == 0 || fit.ones == 0) return Estimate::undefined("all rows are of one class");
  const double n = fit.rows(), p = fit.share(), h = std::clamp(h_of(fit, p, prior), 0.0, 1.0);
  const auto rows = static_cast<std::int64_t>(n);
  if (fit.blocks.size() == 1 || h <= 0 || h >= 1)
    return Estimate::without_interval(h, "it is at the end of its range, where no spread is seen")
        .with_n(rows);
  const Costs costs(prior ? *prior : class_share_prior(p));
  const double base = costs.least(p), loss = (1 - h) * base;
  // Central differences: their error, a relative 1e-10, is nothing beside that of the method.
  const double step = 1e-5 * std::min(p, 1 - p);
  const double slope = (h_of(fit, p + step, prior) - h_of(fit, p - step, prior)) / (2 * step);
  double squares = 0;
  for (const Counts& b : fit.blocks) {
    const double q = b.share();
    const double zero = -(costs.of_zero(q) - loss) / base - slope * p,
                 one = -(costs.of_one(q) - loss) / base + slope * (1 - p);
    squares += b.zeros * zero * zero + b.ones * one * one;
  }
  const double error = std::sqrt(squares / (n * (n - 1)));
  const double t = statistics::two_sided_t(n - 1, level);
  const double centre = std::log(h / (1 - h)), half = t * error / (h * (1 - h));
  const auto back = [](double x) { return 1 / (1 + std::exp(-x)); };
  return Estimate(h, {std::min(h, back(centre - half)), std::max(h, back(centre + half)), level,
                      "delta method, logit scale"})
      .with_n(rows);
}

}  // namespace qed::metrics
