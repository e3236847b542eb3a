// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/pairs/signs.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace qed::answers::measure {
namespace {

constexpr double kMostSteps = 1e8;

// P(|Σ ±d| >= |Σ d|): the law of the sum, unit by unit. sizes: |d|, of sum `total`.
double exact_p(const std::vector<std::int64_t>& sizes, std::int64_t total, std::int64_t sum) {
  // law[k]: of Σ ±d = k - total.
  std::vector<double> law(static_cast<std::size_t>(2 * total + 1), 0), next = law;
  std::int64_t reach = 0;
  law[static_cast<std::size_t>(total)] = 1;
  for (const std::int64_t d : sizes) {
    std::ranges::fill(next, 0);
    for (std::int64_t k = total - reach; k <= total + reach; ++k) {
      const double half = law[static_cast<std::size_t>(k)] / 2;
      next[static_cast<std::size_t>(k - d)] += half;
      next[static_cast<std::size_t>(k + d)] += half;
    }
    reach += d;
    law.swap(next);
  }
  double p = 0;
  for (std::int64_t k = 0; k <= 2 * total; ++k)
    if (std::abs(k - total) >= std::abs(sum)) p += law[static_cast<std::size_t>(k)];
  return std::min(1.0, p);
}

}  // namespace

SignTest sign_test(std::span<const std::int64_t> difference) {
  SignTest test;
  std::vector<std::int64_t> sizes;
  std::int64_t sum = 0, total = 0;
  double squares = 0;
  for (const std::int64_t d : difference) {
    if (d == 0) continue;
    (d > 0 ? test.first_only : test.second_only) += 1;
    sizes.push_back(std::abs(d));
    sum += d, total += std::abs(d);
    squares += static_cast<double>(d) * static_cast<double>(d);
  }
  test.units = static_cast<std::int64_t>(sizes.size());
  if (sizes.empty()) return test;
  test.exact = static_cast<double>(test.units) * static_cast<double>(total) <= kMostSteps;
  test.p_value = test.exact
                     ? exact_p(sizes, total, sum)
                     : std::erfc(static_cast<double>(std::abs(sum)) / std::sqrt(2 * squares));
  return test;
}

}  // namespace qed::answers::measure
