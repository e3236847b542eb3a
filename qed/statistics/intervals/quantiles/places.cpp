// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/quantiles/places.h"

#include <algorithm>

#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/probability/distributions/discrete.h"

namespace qed::statistics {
namespace {

// Nyblom's weight of the l-th and the next smallest.
double weight(const probability::Binomial& law, std::int64_t l, std::int64_t n, double p,
              double tail) {
  if (l < 1 || l >= n) return 0;
  const double below = law.cdf(static_cast<double>(l - 1));  // 1 - c_l
  const double above = law.cdf(static_cast<double>(l));      // 1 - c_{l+1}
  const double part = above > below ? (tail - below) / (above - below) : 0;
  const double towards = static_cast<double>(n - l) * p * part;
  const double stays = static_cast<double>(l) * (1 - p) * (1 - part);
  return std::clamp(towards / (stays + towards), 0.0, 1.0);
}

QuantilePlaces places_of(std::int64_t n, double p, double level) {
  const double tail = (1 - level) / 2;
  const probability::Binomial law(n, p), mirrored(n, 1 - p);
  QuantilePlaces places;
  places.lower = static_cast<std::int64_t>(law.quantile(tail));
  places.upper = static_cast<std::int64_t>(law.upper_quantile(tail)) + 1;
  places.lower_weight = weight(law, places.lower, n, p, tail);
  places.upper_weight = weight(mirrored, n + 1 - places.upper, n, 1 - p, tail);
  return places;
}

}  // namespace

const QuantilePlaces& quantile_places(std::int64_t n, double p, double level) {
  struct Last {
    std::int64_t n = 0;
    double p = 0, level = 0;
    QuantilePlaces places;
  };
  thread_local Last last;
  if (last.n != n || last.p != p || last.level != level)
    last = {n, p, level, places_of(n, p, level)};
  return last.places;
}

std::vector<double> sorted_values(std::span<const double> values) {
  std::vector<double> x(values.begin(), values.end());
  algorithms::sort_numbers(x);
  return x;
}

double quantile_of_sorted(std::span<const double> sorted, double p) {
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace qed::statistics
