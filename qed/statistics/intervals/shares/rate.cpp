// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/rate.h"

#include <cmath>
#include <string>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {

Estimate exact_rate(std::int64_t count, double exposure, double level) {
  require_level(level);
  require(count >= 0, ErrorCode::bad_value,
          "exact_rate: count is " + std::to_string(count) + ", but must be 0 or more");
  require(exposure > 0 && std::isfinite(exposure), ErrorCode::bad_value,
          "exact_rate: exposure must be positive and finite");
  const double k = static_cast<double>(count), tail = (1 - level) / 2;
  const double lower = count == 0 ? 0 : probability::Gamma(k).quantile(tail);
  const double upper = probability::Gamma(k + 1).upper_quantile(tail);
  return Estimate(k / exposure, {lower / exposure, upper / exposure, level, "exact, Poisson"});
}

}  // namespace qed::statistics
