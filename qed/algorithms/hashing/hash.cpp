// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/hashing/hash.h"

#include <bit>
#include <cstring>

namespace qed::algorithms {
namespace {

std::uint64_t little_endian(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

}  // namespace

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15u;  // 2^64/φ, so that no state maps to itself
  std::uint64_t h = mix64(seed + kGolden);
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8)
    h = mix64((h ^ little_endian(bytes.data() + at, 8)) + kGolden);
  if (at < bytes.size())
    h = mix64((h ^ little_endian(bytes.data() + at, bytes.size() - at)) + kGolden);
  return mix64(h ^ (bytes.size() * kGolden));
}

}  // namespace qed::algorithms
