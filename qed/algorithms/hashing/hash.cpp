// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/hashing/hash.h"

#include <bit>
#include <cstring>

namespace qed::algorithms {
namespace {

template <class Word>
std::uint64_t little_endian(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::little) return word;
  if constexpr (sizeof word == 4) return __builtin_bswap32(static_cast<std::uint32_t>(word));
  return __builtin_bswap64(word);
}

// The last 1 to 7 bytes, the first of them lowest. Loads may overlap: they have the same bytes in the same place.
std::uint64_t last_bytes(const char* p, std::size_t count) {
  if (count >= 4)
    return little_endian<std::uint32_t>(p) | little_endian<std::uint32_t>(p + count - 4)
                                                 << (8 * (count - 4));
  const auto byte = [&](std::size_t i) {
    return std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
  };
  return byte(0) | byte(count / 2) | byte(count - 1);
}

}  // namespace

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15u;  // 2^64/φ, so that no state maps to itself
  std::uint64_t h = mix64(seed + kGolden);
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8)
    h = mix64((h ^ little_endian<std::uint64_t>(bytes.data() + at)) + kGolden);
  if (at < bytes.size())
    h = mix64((h ^ last_bytes(bytes.data() + at, bytes.size() - at)) + kGolden);
  return mix64(h ^ (bytes.size() * kGolden));
}

}  // namespace qed::algorithms
