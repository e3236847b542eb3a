// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/multiplicity.h"

#include <algorithm>
#include <numeric>

#include "qed/base/error.h"

namespace qed::statistics {
namespace {

std::vector<std::size_t> smallest_first(std::span<const double> p) {
  for (const double value : p)
    require(value >= 0 && value <= 1, ErrorCode::bad_value, "p-values must be in [0, 1]");
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

/// min over j >= i of min(1, factor m p_(j)/j).
std::vector<double> step_up(std::span<const double> p, double factor) {
  const std::vector<std::size_t> order = smallest_first(p);
  std::vector<double> adjusted(p.size());
  double running = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    const double m = static_cast<double>(p.size()), rank = static_cast<double>(i + 1);
    running = std::min(running, factor * m / rank * p[order[i]]);
    adjusted[order[i]] = running;
  }
  return adjusted;
}

}  // namespace

std::vector<double> holm(std::span<const double> p) {
  const std::vector<std::size_t> order = smallest_first(p);
  std::vector<double> adjusted(p.size());
  double running = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    running = std::max(running, std::min(1.0, static_cast<double>(p.size() - i) * p[order[i]]));
    adjusted[order[i]] = running;
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) { return step_up(p, 1); }

std::vector<double> benjamini_yekutieli(std::span<const double> p) {
  double harmonic = 0;
  for (std::size_t i = 1; i <= p.size(); ++i) harmonic += 1 / static_cast<double>(i);
  return step_up(p, harmonic);
}

}  // namespace qed::statistics
