// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/sorting/radix_sort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "qed/algorithms/sorting/ordered_bits.h"

namespace qed::algorithms {
namespace {

constexpr int kDigitBits = 11, kPasses = 3;  // 33 bits cover the 32 of a float
constexpr std::uint32_t kDigits = 1u << kDigitBits;

std::uint32_t digit(float value, int pass) {
  return (std::bit_cast<std::uint32_t>(value) >> (pass * kDigitBits)) & (kDigits - 1);
}

constexpr std::size_t kFew = 256;  // up to here a comparison sort is as fast
constexpr int kLower = 64 - kDigitBits * kPasses;  // bits of a double that no pass looks at

std::size_t upper_digit(double value, int pass) {
  return ordered_bits(value) >> (kLower + pass * kDigitBits) & (kDigits - 1);
}

// Runs whose upper bits are one.
void finish_runs(std::span<double> values) {
  for (std::size_t begin = 0; begin < values.size();) {
    const std::uint64_t upper = ordered_bits(values[begin]) >> kLower;
    std::size_t end = begin + 1;
    bool differ = false;
    for (; end < values.size() && ordered_bits(values[end]) >> kLower == upper; ++end)
      differ = differ || values[end] != values[begin];
    if (differ)
      std::sort(values.begin() + static_cast<std::ptrdiff_t>(begin),
                values.begin() + static_cast<std::ptrdiff_t>(end));
    begin = end;
  }
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

void sort_numbers(std::span<double> values) {
  if (values.size() < kFew) {
    std::sort(values.begin(), values.end());
    return;
  }
  std::array<std::array<std::size_t, kDigits>, kPasses> start{};
  for (const double value : values)
    for (int pass = 0; pass < kPasses; ++pass)
      ++start[static_cast<std::size_t>(pass)][upper_digit(value, pass)];
  std::vector<double> copy(values.size());
  std::span<double> from = values, to = copy;
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& place = start[static_cast<std::size_t>(pass)];
    if (place[upper_digit(from[0], pass)] == values.size()) continue;
    std::size_t sum = 0;
    for (std::size_t& count : place) {  // counts become first places
      const std::size_t here = count;
      count = sum;
      sum += here;
    }
    for (const double value : from) to[place[upper_digit(value, pass)]++] = value;
    std::swap(from, to);
  }
  if (from.data() != values.data()) std::copy(from.begin(), from.end(), values.begin());
  finish_runs(values);
}

}  // namespace qed::algorithms
