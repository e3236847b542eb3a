// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/sorting/radix_sort.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

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

// Sizes on both sides of where counting begins; bits at random are numbers of every sign and size.
TEST_CASE("numbers: the order is that of a comparison sort, from minus to plus infinity") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  qed::Rng rng(5);
  for (const std::size_t n : {0u, 1u, 2u, 255u, 256u, 257u, 70001u}) {
    std::vector<double> values;
    while (values.size() < n) {
      const double value = std::bit_cast<double>(rng.bits64());
      if (!std::isnan(value)) values.push_back(value);
    }
    if (n > 10) {
      const double special[] = {kInfinity, -kInfinity, 0.0, -5e-324, 5e-324, 1.0, 1.0};
      std::ranges::copy(special, values.begin());
    }
    std::vector<double> expected = values;
    std::sort(expected.begin(), expected.end());
    qed::algorithms::sort_numbers(values);
    CAPTURE(n);
    CHECK(values == expected);
  }
}

TEST_CASE("numbers that share digits: whole ones, ties, all equal, and zeros of both signs") {
  qed::Rng rng(6);
  const auto check_sorted = [&](auto make) {
    std::vector<double> values(5000);
    for (double& value : values) value = make();
    std::vector<double> expected = values;
    std::sort(expected.begin(), expected.end());
    qed::algorithms::sort_numbers(values);
    CHECK(values == expected);
  };
  check_sorted([&] { return static_cast<double>(rng.below(256)); });
  check_sorted([&] { return static_cast<double>(rng.below(1'000'000)) - 5e5; });
  check_sorted([&] { return static_cast<double>(static_cast<float>(rng.uniform())); });
  check_sorted([&] { return 1 + 0x1p-52 * static_cast<double>(rng.below(3)); });  // one digit moves
  check_sorted([] { return -7.25; });

  std::vector<double> zeros(3000);
  for (double& zero : zeros) zero = rng.uniform() < 0.5 ? 0.0 : -0.0;
  const auto negative = [](double zero) { return std::signbit(zero); };
  const auto below = std::ranges::count_if(zeros, negative);
  qed::algorithms::sort_numbers(zeros);
  CHECK(std::is_partitioned(zeros.begin(), zeros.end(), negative));
  CHECK(std::ranges::count_if(zeros, negative) == below);
}
