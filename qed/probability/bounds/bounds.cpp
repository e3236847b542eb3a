// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/bounds/bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::probability {
namespace {

void require_rows(std::int64_t n, std::int64_t least = 1) {
  require(n >= least, ErrorCode::bad_value,
          "a bound needs at least " + std::to_string(least) + " values, not " + std::to_string(n));
}
void require_positive(double x, const char* what) {
  require(x > 0 && std::isfinite(x), ErrorCode::bad_value,
          std::string(what) + " must be positive and finite, not " + shortest(x));
}
// log(1/alpha).
double log_inverse(double alpha) {
  require(alpha > 0 && alpha < 1, ErrorCode::bad_value,
          "alpha must be between 0 and 1, not " + shortest(alpha));
  return -std::log(alpha);
}

double square(double x) { return x * x; }

}  // namespace

double hoeffding_tail(std::int64_t n, double t, double range) {
  require_rows(n), require_positive(range, "the range");
  return t <= 0 ? 1 : std::exp(-2 * static_cast<double>(n) * square(t / range));
}

double hoeffding_width(std::int64_t n, double alpha, double range) {
  require_rows(n), require_positive(range, "the range");
  return range * std::sqrt(log_inverse(alpha) / (2 * static_cast<double>(n)));
}

double bernstein_tail(std::int64_t n, double t, double variance, double largest) {
  require_rows(n), require_positive(largest, "the largest deviation");
  require(variance >= 0 && std::isfinite(variance), ErrorCode::bad_value,
          "a variance cannot be " + shortest(variance));
  if (t <= 0) return 1;
  return std::exp(-static_cast<double>(n) * square(t) / (2 * variance + 2 * largest * t / 3));
}

double bernstein_width(std::int64_t n, double alpha, double variance, double largest) {
  require_rows(n), require_positive(largest, "the largest deviation");
  require(variance >= 0 && std::isfinite(variance), ErrorCode::bad_value,
          "a variance cannot be " + shortest(variance));
  // n t² - 2cL/3 t - 2σ²L = 0.
  const double rows = static_cast<double>(n), L = log_inverse(alpha), half = largest * L / 3;
  return (half + std::sqrt(square(half) + 2 * rows * variance * L)) / rows;
}

double empirical_bernstein_width(std::int64_t n, double alpha, double sample_variance,
                                 double range) {
  require_rows(n, 2), require_positive(range, "the range");
  require(sample_variance >= 0 && std::isfinite(sample_variance), ErrorCode::bad_value,
          "a variance cannot be " + shortest(sample_variance));
  const double rows = static_cast<double>(n), L = log_inverse(alpha) + std::numbers::ln2;
  return std::sqrt(2 * sample_variance * L / rows) + 7 * range * L / (3 * (rows - 1));
}

double chernoff_tail(std::int64_t n, double x, const std::function<double(double)>& log_mgf,
                     double s_max) {
  require_rows(n);
  require(s_max > 0, ErrorCode::bad_value, "s_max must be positive");
  const auto rows = static_cast<double>(n);
  const auto exponent = [&](double s) {
    const double value = rows * (log_mgf(s) - s * x);
    return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
  };
  // Convex with exponent(0) = 0: step out until it rises, then shrink the bracket.
  const auto outward = [&](double s) { return std::isinf(s_max) ? 2 * s : (s + s_max) / 2; };
  double low = 0, high = std::isinf(s_max) ? 1 : s_max / 2;
  for (int step = 0; step < 200 && exponent(outward(high)) < exponent(high); ++step)
    high = outward(high);
  high = outward(high);
  constexpr double kGolden = std::numbers::phi - 1;
  double a = high - kGolden * (high - low), b = low + kGolden * (high - low);
  double at_a = exponent(a), at_b = exponent(b);
  for (int step = 0; step < 200 && high - low > 1e-10 * high; ++step) {
    if (at_a <= at_b) {
      high = b, b = a, at_b = at_a;
      a = high - kGolden * (high - low), at_a = exponent(a);
    } else {
      low = a, a = b, at_a = at_b;
      b = low + kGolden * (high - low), at_b = exponent(b);
    }
  }
  return std::exp(std::min({0.0, at_a, at_b}));
}

}  // namespace qed::probability
