// SPDX-License-Identifier: Apache-2.0
// Experiments that are looked at after each of 1,000 rows: what is asked of the interval is to hold at all looks.
#include <array>
#include <cmath>
#include <limits>

#include "interval_regimes.h"

namespace qed::coverage {
namespace {

using statistics::Quantity;
using statistics::Sample;

constexpr std::int64_t kRows = 1000, kLooks = 1000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double exponential(Rng& r) { return -std::log1p(-r.uniform()); }

// u₀/u₁ - u₂/u₃: the means of two arms.
std::optional<double> difference(std::span<const double> u) {
  if (!(u[1] > 0 && u[3] > 0)) return std::nullopt;
  return u[0] / u[1] - u[2] / u[3];
}
std::optional<double> ratio(std::span<const double> u) {
  if (!(u[1] > 0)) return std::nullopt;
  return u[0] / u[1];
}

// Rows that a function fills, one value a term.
template <std::size_t Terms, class Fill>
Sample rows_of(Rng& r, const Fill& fill) {
  Sample s{.terms = std::vector<std::vector<double>>(Terms)};
  for (std::int64_t i = 0; i < kRows; ++i) {
    const std::array<double, Terms> row = fill(r);
    for (std::size_t k = 0; k < Terms; ++k) s.terms[k].push_back(row[k]);
  }
  return s;
}

}  // namespace

std::vector<IntervalRegime> watched_regimes() {
  std::vector<IntervalRegime> list;
  const auto add = [&]<std::size_t Terms>(const char* what, const Quantity& quantity, double truth,
                                          std::array<double, Terms> (*fill)(Rng&)) {
    list.push_back({std::string(what) + ", peeked at 1,000 times", Bar::wide, quantity, truth,
                    [fill](Rng& r) { return rows_of<Terms>(r, fill); }});
    list.back().looks = kLooks;
  };
  using One = std::array<double, 1>;
  using Two = std::array<double, 2>;
  using Four = std::array<double, 4>;
  const Quantity mean = statistics::mean_quantity(-kInfinity, kInfinity);
  add(
      "share 0.3", statistics::share_quantity(), 0.3,
      +[](Rng& r) { return One{r.uniform() < 0.3 ? 1.0 : 0.0}; });
  add(
      "share 0.02", statistics::share_quantity(), 0.02,
      +[](Rng& r) { return One{r.uniform() < 0.02 ? 1.0 : 0.0}; });
  add(
      "mean in [0, 1], skewed", statistics::mean_quantity(0, 1), 0.25,
      +[](Rng& r) { return One{r.uniform() * r.uniform()}; });
  add("mean, Gaussian", mean, 0, +[](Rng& r) { return One{r.normal()}; });
  add("mean, exponential", mean, 1, +[](Rng& r) { return One{exponential(r)}; });
  add(
      "ratio of two means", statistics::smooth_quantity(ratio, 0, kInfinity),
      std::exp(0.125) / std::exp(0.08), +[](Rng& r) {
        const double z = r.normal();
        return Two{std::exp(0.5 * (0.8 * z + 0.6 * r.normal())), std::exp(0.4 * z)};
      });
  add(
      "difference of two arms", statistics::smooth_quantity(difference, -kInfinity, kInfinity),
      0.25, +[](Rng& r) {
        const bool first = r.uniform() < 0.5;
        const double x = exponential(r) * (first ? 1.25 : 1);
        return Four{first * x, double(first), !first * x, double(!first)};
      });
  return list;
}

}  // namespace qed::coverage
