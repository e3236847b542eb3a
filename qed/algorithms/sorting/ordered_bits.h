// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder.
#include <bit>
#include <cstdint>

namespace qed::algorithms {

/// The bits, turned so that they order as the numbers do: all of a negative one, the sign of another. No branch, which
/// signs in no order would mislead.
inline std::uint64_t ordered_bits(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return bits ^ ((0 - (bits >> 63)) | std::uint64_t{1} << 63);
}

}  // namespace qed::algorithms
