// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/sorting/radix_sort.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/random.h"

TEST_CASE("the order is that of a comparison sort, over the whole range of floats") {
  qed::Rng rng(4);
  for (const std::size_t n : {0u, 1u, 2u, 1000u, 70001u}) {
    std::vector<float> values;
    for (std::size_t i = 0; i < n; ++i)
      values.push_back(
          static_cast<float>(std::exp(30 * rng.normal()) * (rng.uniform() < 0.1 ? 0 : 1)));
    if (n > 10) {
      values[0] = -0.0f;
      values[1] = std::numeric_limits<float>::infinity();
      values[2] = std::numeric_limits<float>::denorm_min();
      values[3] = std::numeric_limits<float>::max();
    }
    std::vector<float> expected = values;
    std::sort(expected.begin(), expected.end());
    qed::algorithms::sort_non_negative(values);
    CHECK(values == expected);
  }
}
