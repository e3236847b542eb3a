// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/hashing/hash.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <set>
#include <string>

using namespace qed::algorithms;

TEST_CASE("texts that differ little have hashes that differ in half of their bits") {
  // 1,000 texts, one bit turned in each: the mean number of changed bits is 32 ± 4/√1000; 0.7 is five of those.
  double changed = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string text = "customer-" + std::to_string(i * 7919);
    const std::uint64_t before = hash64(text);
    text[static_cast<std::size_t>(i) % text.size()] ^= static_cast<char>(1 << i % 7);
    changed += std::popcount(before ^ hash64(text));
  }
  CHECK(std::abs(changed / 1000 - 32) < 0.7);
}

TEST_CASE("no two of many short texts collide, zeros and lengths count") {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100'000; ++i) seen.insert(hash64(std::to_string(i)));
  for (std::size_t n = 1; n <= 40; ++n) seen.insert(hash64(std::string(n, '\0')));
  seen.insert(hash64(""));
  CHECK(seen.size() == 100'041);
  CHECK(hash64("a") != hash64("a", 1));
}

TEST_CASE("hashes are the same everywhere: these were written down") {
  CHECK(hash64("") == hash64(std::string_view()));
  const auto by_bytes = [](std::string_view bytes) {
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15u;
    std::uint64_t h = mix64(kGolden);
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
      std::uint64_t word = 0;
      for (std::size_t i = at; i < std::min(bytes.size(), at + 8); ++i)
        word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * (i - at));
      h = mix64((h ^ word) + kGolden);
    }
    return mix64(h ^ (bytes.size() * kGolden));
  };
  std::string text;
  for (int size = 0; size < 40; ++size, text += static_cast<char>(37 * size + 101))
    CHECK(hash64(text) == by_bytes(text));
  CHECK(mix64(0) == 0);
  CHECK(mix64(1) == 0x5692161d100b05e5u);  // SplitMix64's finaliser
}
