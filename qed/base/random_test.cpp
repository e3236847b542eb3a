// SPDX-License-Identifier: Apache-2.0
#include "qed/base/random.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using qed::philox4x32;
using qed::Rng;
using Words = std::array<std::uint32_t, 4>;

// The three known-answer vectors published with Random123 (kat_vectors, philox4x32 10 rounds).
TEST_CASE("philox4x32-10 reproduces its published test vectors") {
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream is named by seed, stream and index alone") {
  Rng a(7, 1, 3), b(7, 1, 3), c(7, 1, 4), d(7, 2, 3), e(8, 1, 3);
  const auto first = a.bits64();
  CHECK(first == b.bits64());
  CHECK(first != c.bits64());
  CHECK(first != d.bits64());
  CHECK(first != e.bits64());
}

TEST_CASE("a stream's words are its blocks one after the other") {
  const auto mix = [](std::uint64_t x) {  // SplitMix64's finaliser
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  };
  const std::uint64_t seed = 12, stream = 34, index = 0x500000006u, key = mix(mix(seed) + stream);
  Rng rng(seed, stream, index);
  for (std::uint32_t block = 0; block < 50; ++block) {
    const Words expected = philox4x32(
        {block, 0, 6, 5}, {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)});
    for (const std::uint32_t word : expected) CHECK(rng() == word);
  }
}

TEST_CASE("below(n) is uniform: chi-square over 7 cells, false alarm 1e-6") {
  Rng rng(11);
  std::vector<int> count(7);
  const int trials = 70000;
  for (int t = 0; t < trials; ++t) ++count[rng.below(7)];
  double chi_square = 0;
  for (int cell : count) chi_square += (cell - 10000.0) * (cell - 10000.0) / 10000.0;
  CHECK(chi_square < 38.26);  // 1 - 1e-6 quantile of chi-square with 6 degrees of freedom
}

TEST_CASE("uniform and normal have their moments within 5 standard errors") {
  Rng rng(5);
  const int n = 200000;
  double u = 0, z = 0, z2 = 0;
  for (int t = 0; t < n; ++t) {
    const double x = rng.uniform();
    CHECK_UNARY(x >= 0 && x < 1);
    u += x;
    const double y = rng.normal();
    z += y;
    z2 += y * y;
  }
  CHECK(std::abs(u / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK(std::abs(z / n) < 5 * std::sqrt(1.0 / n));
  CHECK(std::abs(z2 / n - 1) < 5 * std::sqrt(2.0 / n));
}
