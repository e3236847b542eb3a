// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/particular/conformal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The rank-th smallest, from 1; beyond the last it is infinite. Reorders.
double smallest(std::vector<double>& values, double rank) {
  if (rank > static_cast<double>(values.size())) return kInfinity;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// ⌈(n+1) level⌉, where a product that is whole but for rounding is taken as whole.
double rank_of(std::size_t n, double level) {
  const double product = static_cast<double>(n + 1) * level, whole = std::round(product);
  return std::abs(product - whole) <= 1e-9 * product ? whole : std::ceil(product);
}

}  // namespace

double conformal_bound(std::span<const double> scores, double level) {
  require_level(level);
  std::vector<double> sorted(scores.begin(), scores.end());
  require(std::none_of(sorted.begin(), sorted.end(), [](double s) { return std::isnan(s); }),
          ErrorCode::bad_value, "conformal: scores must not be NaN");
  return smallest(sorted, rank_of(sorted.size(), level));
}

std::vector<double> mondrian_bounds(std::span<const double> scores,
                                    std::span<const std::int32_t> group, std::int32_t groups,
                                    double level) {
  require(scores.size() == group.size(), ErrorCode::bad_shape,
          "conformal: " + std::to_string(scores.size()) + " scores and " +
              std::to_string(group.size()) + " groups");
  std::vector<std::vector<double>> of(static_cast<std::size_t>(std::max(groups, 0)));
  for (std::size_t i = 0; i < scores.size(); ++i) {
    require(group[i] >= 0 && group[i] < groups, ErrorCode::bad_value,
            "conformal: group is " + std::to_string(group[i]) + ", but must be in [0, " +
                std::to_string(groups) + ")");
    of[static_cast<std::size_t>(group[i])].push_back(scores[i]);
  }
  std::vector<double> bounds;
  for (const auto& own : of) bounds.push_back(conformal_bound(own, level));
  return bounds;
}

Interval jackknife_plus(std::span<const double> prediction, std::span<const double> residual,
                        double level) {
  require_level(level);
  require(prediction.size() == residual.size(), ErrorCode::bad_shape,
          "jackknife+: " + std::to_string(prediction.size()) + " predictions and " +
              std::to_string(residual.size()) + " residuals");
  std::vector<double> low, high;
  for (std::size_t i = 0; i < residual.size(); ++i) {
    require(residual[i] >= 0 && std::isfinite(residual[i]) && std::isfinite(prediction[i]),
            ErrorCode::bad_value,
            "jackknife+: residuals must be finite and not negative, predictions finite");
    low.push_back(residual[i] - prediction[i]);  // turned, so that both are upper bounds
    high.push_back(prediction[i] + residual[i]);
  }
  const double rank = rank_of(residual.size(), level);
  return {-smallest(low, rank), smallest(high, rank), level, "jackknife+"};
}

}  // namespace qed::statistics
