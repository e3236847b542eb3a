// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/sampling/counts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::probability {
namespace {

constexpr std::int64_t kMostTrials = std::int64_t{1} << 53;
constexpr double kFewSuccesses = 10;

void check_trials(std::int64_t n) {
  require(n >= 0 && n <= kMostTrials, ErrorCode::bad_value,
          "binomial: n must be in [0, 2^53], not " + std::to_string(n));
}

// n q < 10 and q <= 1/2.
std::int64_t by_inversion(Rng& rng, std::int64_t n, double q) {
  // Beyond 120 successes there is less than 1e-80: a u that gets there is what rounding left of the sum.
  const std::int64_t last = std::min<std::int64_t>(n, 120);
  const double odds = q / (1 - q), none = std::exp(static_cast<double>(n) * std::log1p(-q));
  while (true) {
    double u = rng.uniform(), mass = none;
    for (std::int64_t k = 0; k <= last; ++k) {
      if (u < mass) return k;
      u -= mass;
      mass *= odds * static_cast<double>(n - k) / static_cast<double>(k + 1);
    }
  }
}

// The constants of one law, in the names of the source.
class TransformedRejection {
 public:
  TransformedRejection(double n, double q)
      : n_(n), odds_(q / (1 - q)), m_(std::floor((n + 1) * q)) {
    const double sd = std::sqrt(n * q * (1 - q));
    b_ = 1.15 + 2.53 * sd;
    a_ = -0.0873 + 0.0248 * b_ + 0.01 * q;
    c_ = n * q + 0.5;
    inside_ = 0.92 - 4.2 / b_;
    alpha_ = (2.83 + 5.1 / b_) * sd;
  }
  double operator()(Rng& rng) const {
    while (true) {
      const double u = rng.uniform() - 0.5, v = rng.uniform();
      const double side = 0.5 - std::abs(u);
      const double k = std::floor((2 * a_ / side + b_) * u + c_);
      if (side >= 0.07 && v <= inside_) return k;
      if (!(k >= 0 && k <= n_)) continue;  // side may be 0, and k infinite
      if (std::log(v * alpha_ / (a_ / (side * side) + b_)) <= log_ratio(k)) return k;
    }
  }

 private:
  // log P(k)/P(m). Terms of the size of n cancel on paper, and not in the sum.
  double log_ratio(double k) const {
    const double d = k - m_;
    return (m_ + 0.5) * std::log1p(-d / (k + 1)) + (n_ - m_ + 0.5) * std::log1p(d / (n_ - k + 1)) +
           d * std::log(odds_ * (n_ - k + 1) / (k + 1)) + factorial_correction(m_) +
           factorial_correction(n_ - m_) - factorial_correction(k) - factorial_correction(n_ - k);
  }
  double n_, odds_, m_, b_ = 0, a_ = 0, c_ = 0, inside_ = 0, alpha_ = 0;
};

std::int64_t drawn(Rng& rng, std::int64_t n, double p) {
  if (n == 0 || p == 0) return 0;
  if (p == 1) return n;
  if (p > 0.5) return n - drawn(rng, n, 1 - p);
  const auto trials = static_cast<double>(n);
  if (trials * p < kFewSuccesses) return by_inversion(rng, n, p);
  return static_cast<std::int64_t>(TransformedRejection(trials, p)(rng));
}

}  // namespace

double factorial_correction(double k) {
  static constexpr std::array<double, 10> kSmall{
      0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509,
      0.01664469118982119, 0.01387612882307075, 0.01189670994589177, 0.01041126526197209,
      0.00925546218271273, 0.00833056343336287};
  if (k < 10) return kSmall[static_cast<std::size_t>(k)];
  const double m = k + 1, square = m * m;
  return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / (1680 * square)) / square) / square) / m;
}

std::int64_t draw_binomial(Rng& rng, std::int64_t n, double p) {
  check_trials(n);
  require(p >= 0 && p <= 1, ErrorCode::bad_value,
          "binomial: p must be in [0, 1], not " + shortest(p));
  return drawn(rng, n, p);
}

void draw_multinomial(Rng& rng, std::int64_t n, std::span<const double> weights,
                      std::span<std::int64_t> counts) {
  check_trials(n);
  require(weights.size() == counts.size(), ErrorCode::bad_shape,
          "multinomial: " + std::to_string(weights.size()) + " weights and " +
              std::to_string(counts.size()) + " counts");
  // What is left from kind k on, added from the smaller end: subtracting would leave rounding where the last are small.
  std::vector<double> left(weights.size() + 1);
  for (std::size_t k = weights.size(); k-- > 0;) {
    require(weights[k] >= 0 && std::isfinite(weights[k]), ErrorCode::bad_value,
            "a weight must be finite and not negative, not " + shortest(weights[k]));
    left[k] = left[k + 1] + weights[k];
  }
  require(left[0] > 0 && std::isfinite(left[0]), ErrorCode::bad_value,
          "weights must have a positive, finite sum");
  for (std::size_t k = 0; k < weights.size(); ++k) {
    counts[k] = left[k] > 0 ? drawn(rng, n, weights[k] / left[k]) : 0;
    n -= counts[k];
  }
}

}  // namespace qed::probability
