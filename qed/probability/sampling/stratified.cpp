// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/sampling/stratified.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/base/error.h"

namespace qed::probability {

std::vector<std::int64_t> stratified_allocation(std::span<const std::int64_t> rows,
                                                std::int64_t total,
                                                std::span<const double> spread) {
  require(
      spread.empty() || spread.size() == rows.size(), ErrorCode::bad_shape,
      std::to_string(spread.size()) + " spreads for " + std::to_string(rows.size()) + " strata");
  std::vector<double> worth(rows.size());
  std::int64_t strata = 0, most = 0;
  for (std::size_t h = 0; h < rows.size(); ++h) {
    const double s = spread.empty() ? 1 : spread[h];
    require(rows[h] >= 0 && s >= 0 && std::isfinite(s), ErrorCode::bad_value,
            "rows and spreads of strata must not be negative");
    worth[h] = static_cast<double>(rows[h]) * s;
    if (worth[h] > 0) ++strata, most += rows[h];
  }
  require(strata <= total && total <= most, ErrorCode::bad_option,
          std::to_string(total) + " draws from " + std::to_string(strata) + " strata of " +
              std::to_string(most) + " rows",
          "at least one a stratum and at most its rows");

  // n_h = clamp(c worth_h, 1, rows_h) with the c that spends all draws.
  const auto wanted = [&](std::size_t h, double c) {
    return worth[h] > 0 ? std::clamp(c * worth[h], 1.0, static_cast<double>(rows[h])) : 0.0;
  };
  double low = 0, high = 0;
  for (std::size_t h = 0; h < rows.size(); ++h)
    if (worth[h] > 0) high = std::max(high, static_cast<double>(rows[h]) / worth[h]);
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = (low + high) / 2;
    double all = 0;
    for (std::size_t h = 0; h < rows.size(); ++h) all += wanted(h, middle);
    (all < static_cast<double>(total) ? low : high) = middle;
  }
  std::vector<std::int64_t> draws(rows.size());
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::int64_t left = total;
  std::vector<double> remainder(rows.size());
  for (std::size_t h = 0; h < rows.size(); ++h) {
    const double share = wanted(h, high);
    draws[h] = static_cast<std::int64_t>(share);
    remainder[h] = share - std::floor(share);
    left -= draws[h];
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (const std::size_t h : order)
    if (left > 0 && worth[h] > 0 && draws[h] < rows[h]) ++draws[h], --left;
  return draws;
}

}  // namespace qed::probability
