// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/power/power.h"

#include <boost/math/distributions/non_central_t.hpp>
#include <cmath>
#include <functional>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

void require_value(bool holds, const std::string& message) {
  require(holds, ErrorCode::bad_value, message);
}
void require_rows(std::int64_t n) {
  require_value(n >= 2, "power: at least 2 rows a group, not " + std::to_string(n));
}
void require_share(double p) {
  require_value(p >= 0 && p <= 1, "power: a share is in [0, 1], not " + shortest(p));
}

double normal_cdf(double z) { return probability::Normal().cdf(z); }

// P(|T| > t) for T of `df` degrees of freedom about `shift`.
double beyond(double df, double shift, double alpha) {
  const double t = probability::StudentT(df).upper_quantile(alpha / 2);
  // Where the law is Gaussian to all digits Boost's series only takes long.
  if (df > 1e7) return normal_cdf(shift - t) + normal_cdf(-shift - t);
  const boost::math::non_central_t_distribution<double> law(df, std::abs(shift));
  return cdf(complement(law, t)) + cdf(law, -t);
}

// The fewest rows whose power is enough: doubling, then halving; power rises with rows.
std::int64_t fewest(const std::function<double(std::int64_t)>& power_at, double power) {
  require(power > 0 && power < 1, ErrorCode::bad_option,
          "power: must be between 0 and 1, not " + shortest(power));
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  std::int64_t high = 2;
  while (power_at(high) < power) {
    require_value(high < kMost, "power: the effect is too small to be seen with 10^15 rows");
    high *= 2;
  }
  std::int64_t low = high / 2;  // not enough, or 1
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (power_at(middle) < power ? low : high) = middle;
  }
  return high;
}

void require_effect(double effect) {
  require_value(effect != 0 && std::isfinite(effect), "power: the effect must not be 0");
}

}  // namespace

double power_of_mean(double effect, std::int64_t n, double alpha) {
  require_level(1 - alpha), require_rows(n);
  const auto rows = static_cast<double>(n);
  return beyond(rows - 1, effect * std::sqrt(rows), alpha);
}

double power_of_two_means(double effect, std::int64_t n_1, std::int64_t n_2, double alpha) {
  require_level(1 - alpha), require_rows(n_1), require_rows(n_2);
  const auto a = static_cast<double>(n_1), b = static_cast<double>(n_2);
  return beyond(a + b - 2, effect * std::sqrt(a * b / (a + b)), alpha);
}

double power_of_two_shares(double p_1, double p_2, std::int64_t n_1, std::int64_t n_2,
                           double alpha) {
  require_rows(n_1), require_rows(n_2), require_share(p_1), require_share(p_2);
  const double z = two_sided_z(1 - alpha);
  const auto a = static_cast<double>(n_1), b = static_cast<double>(n_2);
  const double pooled = (a * p_1 + b * p_2) / (a + b), gap = std::abs(p_1 - p_2);
  const double under_null = std::sqrt(pooled * (1 - pooled) * (1 / a + 1 / b));
  const double se = std::sqrt(p_1 * (1 - p_1) / a + p_2 * (1 - p_2) / b);
  if (se == 0) return gap > z * under_null ? 1 : 0;
  return normal_cdf((gap - z * under_null) / se) + normal_cdf((-gap - z * under_null) / se);
}

double power_of_pairs(double first, double second, std::int64_t n, double alpha) {
  require_rows(n), require_share(first), require_share(second);
  require_value(first + second > 0 && first + second <= 1,
                "power: the shares of discordant pairs must add up to at most 1 and not be 0");
  const double z = two_sided_z(1 - alpha), gap = std::abs(first - second);
  const double discordant = first + second, spread = std::sqrt(discordant - gap * gap);
  const double root = std::sqrt(static_cast<double>(n));
  const double null = z * std::sqrt(discordant);
  if (spread == 0) return root * gap > null ? 1 : 0;
  return normal_cdf((root * gap - null) / spread) + normal_cdf((-root * gap - null) / spread);
}

std::int64_t rows_for_mean(double effect, double power, double alpha) {
  require_effect(effect);
  return fewest([=](std::int64_t n) { return power_of_mean(effect, n, alpha); }, power);
}
std::int64_t rows_for_two_means(double effect, double power, double alpha) {
  require_effect(effect);
  return fewest([=](std::int64_t n) { return power_of_two_means(effect, n, n, alpha); }, power);
}
std::int64_t rows_for_two_shares(double p_1, double p_2, double power, double alpha) {
  require_effect(p_1 - p_2);
  return fewest([=](std::int64_t n) { return power_of_two_shares(p_1, p_2, n, n, alpha); }, power);
}
std::int64_t rows_for_pairs(double first, double second, double power, double alpha) {
  require_effect(first - second);
  return fewest([=](std::int64_t n) { return power_of_pairs(first, second, n, alpha); }, power);
}

std::int64_t rows_for_share_width(double p, double width, double level) {
  require_share(p);
  require_value(width > 0 && width < 1, "power: a width between 0 and 1, not " + shortest(width));
  const double z = two_sided_z(level);
  // 2z √(p(1-p)/n + z²/4n²)/(1 + z²/n) at the share itself falls with n, so its inverse is by halving.
  const auto wide = [&](std::int64_t rows) {
    const auto n = static_cast<double>(rows);
    return 2 * z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  };
  return fewest([&](std::int64_t n) { return wide(n) <= width ? 1.0 : 0.0; }, 0.5);
}

}  // namespace qed::statistics
