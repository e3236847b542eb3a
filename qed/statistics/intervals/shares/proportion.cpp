// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/proportion.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

void check(std::int64_t hits, std::int64_t n, double level) {
  require_level(level);
  require(hits >= 0 && hits <= n, ErrorCode::bad_value,
          "proportion: hits is " + std::to_string(hits) + ", but must be in [0, " +
              std::to_string(n) + "]");
}

}  // namespace

Estimate exact_proportion(std::int64_t hits, std::int64_t count, double level) {
  check(hits, count, level);
  if (count == 0) return Estimate::undefined("no rows");
  const double k = static_cast<double>(hits), n = static_cast<double>(count);
  const double tail = (1 - level) / 2;
  const double lower = hits == 0 ? 0 : probability::Beta(k, n - k + 1).quantile(tail);
  const double upper = hits == count ? 1 : probability::Beta(k + 1, n - k).upper_quantile(tail);
  return Estimate(k / n, {lower, upper, level, "Clopper-Pearson"}).with_n(count);
}

Estimate one_sided_proportion(std::int64_t hits, std::int64_t count, double level) {
  check(hits, count, level);
  if (count == 0) return Estimate::undefined("no rows");
  require(hits == 0 || hits == count, ErrorCode::bad_value,
          "one_sided_proportion: hits is " + std::to_string(hits) + ", but must be 0 or " +
              std::to_string(count));
  const double log_end = std::log1p(-level) / static_cast<double>(count);  // log alpha^(1/n)
  if (hits == 0)
    return Estimate(0, {0, -std::expm1(log_end), level, "exact, one-sided"}).with_n(count);
  return Estimate(1, {std::exp(log_end), 1, level, "exact, one-sided"}).with_n(count);
}

Estimate jeffreys_proportion(std::int64_t hits, std::int64_t count, double level) {
  check(hits, count, level);
  if (count == 0) return Estimate::undefined("no rows");
  const double k = static_cast<double>(hits), n = static_cast<double>(count), p = k / n;
  const probability::Beta posterior(k + 0.5, n - k + 0.5);
  const double lower = hits == 0 ? 0 : posterior.quantile((1 - level) / 2);
  const double upper = hits == count ? 1 : posterior.upper_quantile((1 - level) / 2);
  // At one hit of few rows p can lie outside of a short interval at a low level.
  return Estimate(p, {std::min(lower, p), std::max(upper, p), level, "Jeffreys"}).with_n(count);
}

Estimate agresti_coull_proportion(std::int64_t hits, std::int64_t count, double level) {
  check(hits, count, level);
  if (count == 0) return Estimate::undefined("no rows");
  const double k = static_cast<double>(hits), n = static_cast<double>(count);
  const double z = probability::Normal().upper_quantile((1 - level) / 2), z2 = z * z;
  const double p = (k + z2 / 2) / (n + z2), half = z * std::sqrt(p * (1 - p) / (n + z2));
  return Estimate(k / n, {std::max(0.0, p - half), std::min(1.0, p + half), level, "Agresti-Coull"})
      .with_n(count);
}

Estimate continuity_proportion(std::int64_t hits, std::int64_t count, double level) {
  check(hits, count, level);
  if (count == 0) return Estimate::undefined("no rows");
  const double k = static_cast<double>(hits), n = static_cast<double>(count);
  const double z = two_sided_z(level), z2 = z * z;
  const auto end = [&](double counted, double side) {
    return (counted + z2 / 2 + side * z * std::sqrt(counted * (1 - counted / n) + z2 / 4)) /
           (n + z2);
  };
  const double lower = hits == 0 ? 0 : end(k - 0.5, -1);
  const double upper = hits == count ? 1 : end(k + 0.5, 1);
  return Estimate(k / n, {lower, upper, level, "Wilson, corrected for continuity"}).with_n(count);
}

}  // namespace qed::statistics
