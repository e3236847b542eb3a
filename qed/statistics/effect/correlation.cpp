// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/effect/correlation.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {

Estimate fisher_correlation(double r, std::int64_t n, double level) {
  require_level(level);
  require(r >= -1 && r <= 1, ErrorCode::bad_value, "fisher_correlation: r must be in [-1, 1]");
  require(n >= 0, ErrorCode::bad_value, "fisher_correlation: n must be 0 or more");
  if (n < 4) return Estimate::without_interval(r, "it takes four pairs").with_n(n);
  if (std::abs(r) == 1)
    return Estimate::without_interval(r, "the pairs lie on a line: no spread is seen").with_n(n);
  const double half = two_sided_z(level) / std::sqrt(static_cast<double>(n - 3));
  const double centre = std::atanh(r);
  return Estimate(r, {std::tanh(centre - half), std::tanh(centre + half), level, "Fisher's z"})
      .with_n(n);
}

Estimate neighbour_correlation(std::span<const double> x, double level) {
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    squares += x[i] * x[i];
    if (i > 0) products += x[i] * x[i - 1];
  }
  if (!(squares > 0) || x.size() < 3) return Estimate::undefined("no value differs");
  const double r = products / squares,
               half = two_sided_z(level) / std::sqrt(static_cast<double>(x.size()));
  return Estimate(r, {std::max(-1.0, r - half), std::min(1.0, r + half), level,
                      "Bartlett's standard error"})
      .with_n(static_cast<std::int64_t>(x.size()));
}

bool are_alike(const Estimate& neighbours) {
  constexpr double kAlikeZ = 2.576;  // a false alarm in 200, on the side of dependence
  return neighbours.is_defined() &&
         neighbours.value() > kAlikeZ / std::sqrt(static_cast<double>(neighbours.n()));
}

}  // namespace qed::statistics
