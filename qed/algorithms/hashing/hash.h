// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>

namespace qed::algorithms {

/// A 64-bit mixer: every bit of x moves every bit of the result with probability near one half; a bijection.
/// Ref: [SteeleLeaFlood2014, variant 13]
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// A hash of bytes that is the same on every machine: eight at a time, each mixed into what came before, the length
/// last. For sketches and tables of our own data; not against an adversary. O(bytes).
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace qed::algorithms
