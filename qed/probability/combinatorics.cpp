// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/combinatorics.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "qed/base/error.h"

namespace qed::probability {
namespace {

/// Σ P(X = j) over j = k, k + step, ... while inside [lowest, highest], by the ratio of neighbouring masses:
///   P(j+1)/P(j) = (marked - j)(draws - j) / ((j + 1)(total - marked - draws + j + 1)).
/// Stops when a term no longer changes the sum (the terms fall away from the mode).
double sum_from(const Hypergeometric& law, std::int64_t k, std::int64_t lowest,
                std::int64_t highest, int step) {
  if (k < lowest || k > highest) return 0;
  const auto ratio_up = [&](std::int64_t j) {
    const auto real = [](std::int64_t x) { return static_cast<double>(x); };
    return real(law.marked - j) * real(law.draws - j) /
           (real(j + 1) * real(law.total - law.marked - law.draws + j + 1));
  };
  double term = hypergeometric_mass(law, k), sum = term;
  for (std::int64_t j = k; j + step >= lowest && j + step <= highest; j += step) {
    term *= step > 0 ? ratio_up(j) : 1 / ratio_up(j - 1);
    if (sum + term == sum) break;
    sum += term;
  }
  return sum;
}

/// C(n, k) p^k (1-p)^(n-k) for 0 <= k <= n, 0 < p < 1.  Ref: [Loader2000, eq. 4]
double binomial_mass(double k, double n, double p) {
  if (k == 0) return std::exp(n * std::log1p(-p));
  if (k == n) return std::exp(n * std::log(p));
  const double log_ratio = stirling_error(n) - stirling_error(k) - stirling_error(n - k) -
                           deviance_part(k, n * p) - deviance_part(n - k, n * (1 - p));
  return std::exp(log_ratio) * std::sqrt(n / (2 * M_PI * k * (n - k)));
}

struct Range {
  std::int64_t lowest, highest;
};
Range support_of(const Hypergeometric& law) {
  return {std::max<std::int64_t>(0, law.draws + law.marked - law.total),
          std::min(law.draws, law.marked)};
}

double mode_of(const Hypergeometric& law) {
  return (static_cast<double>(law.draws) + 1) * (static_cast<double>(law.marked) + 1) /
         (static_cast<double>(law.total) + 2);
}

}  // namespace

double stirling_error(double n) {
  if (n == 0) return 0;
  if (n < 16)
    return boost::math::lgamma(n + 1) - (n + 0.5) * std::log(n) + n - std::log(2 * M_PI) / 2;
  const double n2 = n * n;
  return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / (1188 * n2)) / n2) / n2) / n2) /
         n;
}

double deviance_part(double x, double m) {
  if (x == 0) return m;
  if (std::abs(x - m) >= 0.1 * (x + m)) return x * std::log(x / m) + m - x;
  const double v = (x - m) / (x + m);
  double sum = (x - m) * v, power = 2 * x * v;
  for (int j = 1; j < 100; ++j) {
    power *= v * v;
    const double next = sum + power / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

double log_factorial(std::int64_t n) {
  require(n >= 0, ErrorCode::bad_value, "log_factorial: n must be 0 or more");
  return boost::math::lgamma(static_cast<double>(n) + 1);
}

double log_binomial_coefficient(std::int64_t n, std::int64_t k) {
  require(n >= 0, ErrorCode::bad_value, "log_binomial_coefficient: n must be 0 or more");
  if (k < 0 || k > n) return -std::numeric_limits<double>::infinity();
  k = std::min(k, n - k);
  if (k == 0) return 0;
  // k log(n/k) + (n-k) log(n/(n-k)), both positive, where the difference of log n! would lose the digits of n log n.
  const auto N = static_cast<double>(n), K = static_cast<double>(k);
  const auto rest = static_cast<double>(n - k);
  return K * std::log(N / K) - (rest + 0.5) * std::log1p(-K / N) - std::log(2 * M_PI * K) / 2 +
         stirling_error(N) - stirling_error(K) - stirling_error(rest);
}

// With p = draws/total the powers of p cancel in
//   P(X = k) = b(k; marked, p) b(draws - k; total - marked, p) / b(draws; total, p),  b the binomial mass.
double hypergeometric_mass(const Hypergeometric& law, std::int64_t k) {
  const auto [lowest, highest] = support_of(law);
  if (k < lowest || k > highest) return 0;
  if (lowest == highest) return 1;
  const auto real = [](std::int64_t x) { return static_cast<double>(x); };
  const double total = real(law.total), draws = real(law.draws), p = draws / total;
  return binomial_mass(real(k), real(law.marked), p) *
         (binomial_mass(real(law.draws - k), real(law.total - law.marked), p) /
          binomial_mass(draws, total, p));
}

double hypergeometric_tail(const Hypergeometric& law, std::int64_t k) {
  const auto [lowest, highest] = support_of(law);
  if (k <= lowest) return 1;
  if (k > highest) return 0;
  if (static_cast<double>(k) >= mode_of(law))
    return std::min(1.0, sum_from(law, k, lowest, highest, +1));
  return std::max(0.0, 1 - sum_from(law, k - 1, lowest, highest, -1));
}

double hypergeometric_lower_tail(const Hypergeometric& law, std::int64_t k) {
  const auto [lowest, highest] = support_of(law);
  if (k < lowest) return 0;
  if (k >= highest) return 1;
  if (static_cast<double>(k) < mode_of(law))
    return std::min(1.0, sum_from(law, k, lowest, highest, -1));
  return std::max(0.0, 1 - sum_from(law, k + 1, lowest, highest, +1));
}

}  // namespace qed::probability
