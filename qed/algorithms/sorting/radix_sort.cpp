// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/sorting/radix_sort.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace qed::algorithms {
namespace {

constexpr int kDigitBits = 11, kPasses = 3;  // 33 bits cover the 32 of a float
constexpr std::uint32_t kDigits = 1u << kDigitBits;

std::uint32_t digit(float value, int pass) {
  return (std::bit_cast<std::uint32_t>(value) >> (pass * kDigitBits)) & (kDigits - 1);
}

}  // namespace

void sort_non_negative(std::vector<float>& values) {
  std::array<std::array<std::size_t, kDigits>, kPasses> start{};
  for (float& value : values) {
    value += 0.0f;  // -0 becomes 0, whose bits are the smallest
    for (int pass = 0; pass < kPasses; ++pass)
      ++start[static_cast<std::size_t>(pass)][digit(value, pass)];
  }
  std::vector<float> moved(values.size());
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& place = start[static_cast<std::size_t>(pass)];
    std::size_t sum = 0;
    for (std::size_t& count : place) {  // counts become first places
      const std::size_t here = count;
      count = sum;
      sum += here;
    }
    for (const float value : values) moved[place[digit(value, pass)]++] = value;
    values.swap(moved);
  }
}

}  // namespace qed::algorithms
