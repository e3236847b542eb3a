// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/sorting/rising_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "qed/base/random.h"

using namespace qed;

namespace {

std::vector<std::uint32_t> by_comparison(const std::vector<double>& x) {
  std::vector<std::uint32_t> order(x.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return x[a] < x[b]; });
  return order;
}

}  // namespace

TEST_CASE("the order is that of a stable comparison sort") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const std::size_t n : {0u, 1u, 2u, 255u, 256u, 9'999u, 10'000u, 50'000u}) {
    CAPTURE(n);
    for (int kind = 0; kind < 7; ++kind) {
      CAPTURE(kind);
      std::vector<double> x(n);
      for (std::size_t i = 0; i < n; ++i) {
        Rng rng(1, static_cast<std::uint64_t>(kind), i);
        switch (kind) {
          case 0:
            x[i] = rng.normal();
            break;
          case 1:
            x[i] = static_cast<double>(rng.below(7));
            break;             // ties
          case 2:
            x[i] = 1 + 1e-12 * rng.normal();
            break;                      // one upper half
          case 3:
            x[i] = rng.below(2) == 0 ? -0.0 : 0.0;
            break;
          case 4:
            x[i] = std::exp(100 * rng.normal()) * (rng.below(2) ? 1 : -1);
            break;
          case 5:
            x[i] = rng.below(50) == 0 ? (rng.below(2) ? kInfinity : -kInfinity) : rng.uniform();
            break;
          default:
            x[i] = 5;
            break;
        }
      }
      CHECK(algorithms::rising_order(x) == by_comparison(x));
    }
  }
}
