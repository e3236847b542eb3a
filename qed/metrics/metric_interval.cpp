// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/metric_interval.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/scale.h"

namespace qed::metrics {
namespace {

using statistics::Estimate;
using Terms = std::array<double, 2 * kMostTerms>;

std::span<const double> as_span(const Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

// ∇g at the means, by central differences of relative step 1e-5: their error, a relative 1e-10, is nothing
// beside that of the delta method. A term that is 0 in every row has no variance: its slope is not asked for.
Vector gradient(const Metric& metric, const MetricSettings& settings, const Vector& means) {
  Vector slope = Vector::Zero(means.size());
  Vector moved = means;
  for (Index k = 0; k < means.size(); ++k) {
    const double step = 1e-5 * std::abs(means[k]);
    if (step == 0) continue;
    moved[k] = means[k] + step;
    const auto up = metric.value(as_span(moved), settings);
    moved[k] = means[k] - step;
    const auto down = metric.value(as_span(moved), settings);
    moved[k] = means[k];
    if (up && down) slope[k] = (*up - *down) / (2 * step);
  }
  return slope;
}

double student(std::int64_t n, double level) {
  return statistics::two_sided_t(static_cast<double>(n - 1), level);
}

void require_rows(std::size_t predictions, std::size_t labels) {
  require(predictions == labels, ErrorCode::bad_shape,
          "metric: " + std::to_string(predictions) + " predictions and " + std::to_string(labels) +
              " labels");
}

}  // namespace

MetricSummary::MetricSummary(const Metric& metric, const MetricSettings& settings)
    : metric_(&metric), settings_(settings), moments_(metric.terms) {}

void MetricSummary::add(double prediction, double label) {
  Terms terms;
  metric_->add(prediction, label, settings_, terms.data());
  ++rows_;
  // A term that is infinite makes its own mean infinite, and no other one.
  for (std::size_t k = 0; k < static_cast<std::size_t>(metric_->terms); ++k)
    if (!std::isfinite(terms[k])) infinite_[k] = true, terms[k] = 0;
  moments_.add({terms.data(), static_cast<std::size_t>(metric_->terms)});
}

void MetricSummary::merge(const MetricSummary& other) {
  moments_.merge(other.moments_);
  rows_ += other.rows_;
  for (std::size_t k = 0; k < infinite_.size(); ++k) infinite_[k] |= other.infinite_[k];
}

Estimate MetricSummary::estimate(double level) const {
  statistics::require_level(level);
  if (n() == 0) return Estimate::undefined("no rows");
  Vector means = moments_.mean();
  for (Index k = 0; k < means.size(); ++k)
    if (infinite_[static_cast<std::size_t>(k)]) means[k] = std::numeric_limits<double>::infinity();
  const auto value = metric_->value(as_span(means), settings_);
  if (!value) return Estimate::undefined("0/0: no row that it could be measured on");
  if (metric_->is_share()) {
    const double rows = static_cast<double>(n());
    const auto hits = std::llround(means[0] * rows), of = std::llround(means[1] * rows);
    return statistics::proportion_interval(hits, of, level);
  }
  const auto without = [&](const char* why) {
    return Estimate::without_interval(*value, why).with_n(n());
  };
  if (!std::isfinite(*value)) return without("it is infinite: a certain prediction was wrong");
  if (n() < 2) return without("one row has no spread");
  const Vector slope = gradient(*metric_, settings_, means);
  const double variance =
      std::max(0.0, slope.dot(moments_.covariance() * slope)) / static_cast<double>(n());
  const statistics::RangeScale scale(metric_->lower, metric_->upper);
  const std::string on = scale.name().empty() ? "" : ", " + std::string(scale.name());
  return scale
      .interval(*value, std::sqrt(variance), student(n(), level), level, "delta method" + on)
      .with_n(n());
}

Estimate metric_estimate(const Metric& metric, std::span<const double> prediction,
                         std::span<const double> label, const MetricSettings& settings,
                         double level) {
  require_rows(prediction.size(), label.size());
  MetricSummary summary(metric, settings);
  for (std::size_t i = 0; i < label.size(); ++i) summary.add(prediction[i], label[i]);
  return summary.estimate(level);
}

Estimate paired_difference(const Metric& metric, std::span<const double> first,
                           std::span<const double> second, std::span<const double> label,
                           const MetricSettings& settings, double level) {
  statistics::require_level(level);
  require_rows(first.size(), label.size());
  require_rows(second.size(), label.size());
  if (label.empty()) return Estimate::undefined("no rows");
  const Index T = metric.terms;
  statistics::VectorMoments joint(2 * T);
  for (std::size_t i = 0; i < label.size(); ++i) {
    Terms terms;
    metric.add(first[i], label[i], settings, terms.data());
    metric.add(second[i], label[i], settings, terms.data() + T);
    const std::span<const double> both{terms.data(), static_cast<std::size_t>(2 * T)};
    if (!std::ranges::all_of(both, [](double u) { return std::isfinite(u); }))
      return Estimate::undefined("infinite: a certain prediction was wrong");
    joint.add(both);
  }
  const Vector one = joint.mean().head(T), two = joint.mean().tail(T);
  const auto a = metric.value(as_span(one), settings), b = metric.value(as_span(two), settings);
  if (!a || !b) return Estimate::undefined("0/0: no row that it could be measured on");
  const std::int64_t n = joint.n();
  if (n < 2) return Estimate::without_interval(*a - *b, "one row has no spread").with_n(n);
  Vector slope(2 * T);
  slope << gradient(metric, settings, one), -gradient(metric, settings, two);
  const double variance =
      std::max(0.0, slope.dot(joint.covariance() * slope)) / static_cast<double>(n);
  const double half = student(n, level) * std::sqrt(variance), d = *a - *b;
  return Estimate(d, {d - half, d + half, level, "delta method, paired"}).with_n(n);
}

}  // namespace qed::metrics
