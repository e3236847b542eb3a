// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/confidence_sequence.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

namespace bm =
    boost::math;  // whose lgamma, unlike the C library's, may be called by several threads

constexpr std::size_t kGrid = 1000;

double grid(std::size_t g) { return static_cast<double>(g) / kGrid; }

double mixture_rho2(double tightest, double level) {
  require_level(level);
  require(
      tightest >= 1 && std::isfinite(tightest), ErrorCode::bad_option,
      "confidence sequence: tightest is " + std::to_string(tightest) + ", but must be at least 1");
  const double twice = -2 * std::log(1 - level);
  return (twice + std::log(1 + twice)) / tightest;
}

// Half of the interval at time t, in standard deviations of a row.
double mixture_width(double t, double rho2, double level) {
  const double scaled = t * rho2 + 1;
  return std::sqrt(2 * scaled / (t * t * rho2) * std::log(std::sqrt(scaled) / (1 - level)));
}

}  // namespace

BettingSequence::BettingSequence(double lower, double upper, double level)
    : lower_(lower), upper_(upper), level_(level), up_(kGrid + 1, 0), down_(kGrid + 1, 0),
      last_(kGrid) {
  require_level(level);
  require(std::isfinite(lower) && std::isfinite(upper) && lower < upper, ErrorCode::bad_option,
          "confidence sequence: the range must be finite, lower below upper");
}

void BettingSequence::add(double value) {
  require(value >= lower_ && value <= upper_, ErrorCode::bad_value,
          "confidence sequence: value is " + std::to_string(value) + ", but must be in [" +
              std::to_string(lower_) + ", " + std::to_string(upper_) + "]");
  const double x = (value - lower_) / (upper_ - lower_), alpha = 1 - level_;
  // The bet sees the rows before this one only.
  const double before = static_cast<double>(n_), i = before + 1;
  const double variance = (0.25 + squares_) / (before + 1);
  const double bet = std::sqrt(2 * std::log(2 / alpha) / (i * std::log(i + 1) * variance));
  const double beaten = std::log(2 / alpha);
  for (std::size_t g = first_; g <= last_; ++g) {
    const double m = grid(g);
    up_[g] += std::log1p(std::min(bet, m > 0 ? 0.5 / m : bet) * (x - m));
    down_[g] += std::log1p(-std::min(bet, m < 1 ? 0.5 / (1 - m) : bet) * (x - m));
  }
  // Small m are beaten by those who bet on larger, large m by the others.
  while (first_ < last_ && up_[first_] >= beaten) ++first_;
  while (last_ > first_ && down_[last_] >= beaten) --last_;
  ++n_;
  sum_ += x;
  const double mean = (0.5 + sum_) / (static_cast<double>(n_) + 1);
  squares_ += (x - mean) * (x - mean);
}

Estimate BettingSequence::estimate() const {
  if (n_ == 0) return Estimate::undefined("no rows");
  const double range = upper_ - lower_, mean = lower_ + range * sum_ / static_cast<double>(n_);
  // A grid point stands for those up to its neighbours.
  const double low = lower_ + range * grid(first_ == 0 ? 0 : first_ - 1);
  const double high = lower_ + range * grid(last_ == kGrid ? kGrid : last_ + 1);
  return Estimate(mean, {std::min(low, mean), std::max(high, mean), level_, "betting sequence"})
      .with_n(n_);
}

MixtureSequence::MixtureSequence(double tightest, double level)
    : rho2_(mixture_rho2(tightest, level)), level_(level) {}

void MixtureSequence::add(double value) {
  require(std::isfinite(value), ErrorCode::bad_value, "confidence sequence: value is not finite");
  ++n_;
  const double off = value - mean_;
  mean_ += off / static_cast<double>(n_);
  squares_ += off * (value - mean_);
}

Estimate MixtureSequence::estimate() const {
  if (n_ == 0) return Estimate::undefined("no rows");
  if (n_ == 1) return Estimate::without_interval(mean_, "one value has no spread").with_n(1);
  const double t = static_cast<double>(n_);
  const double half = std::sqrt(squares_ / t) * mixture_width(t, rho2_, level_);
  return Estimate(mean_, {mean_ - half, mean_ + half, level_, "normal mixture sequence"})
      .with_n(n_);
}

Estimate mixture_of_influence(double value, std::span<const double> influence, double tightest,
                              double level) {
  const double rho2 = mixture_rho2(tightest, level), t = static_cast<double>(influence.size());
  const auto n = static_cast<std::int64_t>(influence.size());
  if (n == 0) return Estimate::undefined("no rows");
  if (n == 1) return Estimate::without_interval(value, "one value has no spread").with_n(1);
  double squares = 0;
  for (const double psi : influence) squares += psi * psi;
  const double half = std::sqrt(squares / t) * mixture_width(t, rho2, level);
  return Estimate(value, {value - half, value + half, level, "normal mixture sequence"}).with_n(n);
}

Estimate mixture_share(std::int64_t hits, std::int64_t count, double level) {
  require_level(level);
  require(hits >= 0 && hits <= count, ErrorCode::bad_value,
          "mixture_share: hits is " + std::to_string(hits) + ", but must be in [0, " +
              std::to_string(count) + "]");
  if (count == 0) return Estimate::undefined("no rows");
  const double k = static_cast<double>(hits), n = static_cast<double>(count), share = k / n;
  const double log_beta = bm::lgamma(k + 1) + bm::lgamma(n - k + 1) - bm::lgamma(n + 2);
  const auto is_beaten = [&](double p) {
    const double yes = hits > 0 ? k * std::log(p) : 0;
    const double no = hits < count ? (n - k) * std::log1p(-p) : 0;
    return log_beta - yes - no >= -std::log(1 - level);
  };
  const auto end = [&](double outside) {
    if (share == outside) return outside;
    double inside = share;
    for (int step = 0; step < 1100; ++step) {
      const double middle = (inside + outside) / 2;
      if (middle == inside || middle == outside) break;
      (is_beaten(middle) ? outside : inside) = middle;
    }
    return outside;
  };
  return Estimate(share, {end(0), end(1), level, "beta mixture sequence"}).with_n(count);
}

}  // namespace qed::statistics
