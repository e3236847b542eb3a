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
double sum_from(const Hypergeometric& law, std::int64_t k, std::int64_t lowest, std::int64_t highest, int step) {
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

}  // namespace

double log_factorial(std::int64_t n) {
  require(n >= 0, ErrorCode::bad_value, "log_factorial: n must be 0 or more");
  return boost::math::lgamma(static_cast<double>(n) + 1);
}

double log_binomial_coefficient(std::int64_t n, std::int64_t k) {
  require(n >= 0, ErrorCode::bad_value, "log_binomial_coefficient: n must be 0 or more");
  if (k < 0 || k > n) return -std::numeric_limits<double>::infinity();
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

double hypergeometric_mass(const Hypergeometric& law, std::int64_t k) {
  if (k < 0 || k > law.marked || law.draws - k > law.total - law.marked || k > law.draws) return 0;
  return std::exp(log_binomial_coefficient(law.marked, k) +
                  log_binomial_coefficient(law.total - law.marked, law.draws - k) -
                  log_binomial_coefficient(law.total, law.draws));
}

double hypergeometric_tail(const Hypergeometric& law, std::int64_t k) {
  const std::int64_t lowest = std::max<std::int64_t>(0, law.draws + law.marked - law.total);
  const std::int64_t highest = std::min(law.draws, law.marked);
  if (k <= lowest) return 1;
  if (k > highest) return 0;
  const double mode = (static_cast<double>(law.draws) + 1) * (static_cast<double>(law.marked) + 1) /
                      (static_cast<double>(law.total) + 2);
  if (static_cast<double>(k) >= mode) return std::min(1.0, sum_from(law, k, lowest, highest, +1));
  return std::max(0.0, 1 - sum_from(law, k - 1, lowest, highest, -1));
}

}  // namespace qed::probability
