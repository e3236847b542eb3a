// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/sorting/rising_order.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "qed/algorithms/sorting/ordered_bits.h"

namespace qed::algorithms {
namespace {

constexpr std::size_t kFew = 256;  // up to here a comparison sort is as fast
constexpr int kDigitBits = 11, kPasses = 3, kLowest = 64 - kDigitBits * kPasses;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

struct Keyed {
  std::uint64_t key;  // orders as the number does
  std::uint32_t place;
};

// No function, which sorts would call by its address.
constexpr auto before = [](const Keyed& a, const Keyed& b) {
  return a.key != b.key ? a.key < b.key : a.place < b.place;
};

std::size_t digit(std::uint64_t key, int pass) {
  return key >> (kLowest + pass * kDigitBits) & (kDigits - 1);
}

// By the upper bits, stable.
void count_passes(std::vector<Keyed>& values) {
  std::array<std::array<std::size_t, kDigits>, kPasses> start{};
  for (const Keyed& v : values)
    for (int pass = 0; pass < kPasses; ++pass)
      ++start[static_cast<std::size_t>(pass)][digit(v.key, pass)];
  std::vector<Keyed> moved(values.size());
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& place = start[static_cast<std::size_t>(pass)];
    if (place[digit(values.front().key, pass)] == values.size()) continue;  // all have one digit
    std::size_t sum = 0;
    for (std::size_t& count : place) {  // counts become first places
      const std::size_t here = count;
      count = sum;
      sum += here;
    }
    for (const Keyed& v : values) moved[place[digit(v.key, pass)]++] = v;
    values.swap(moved);
  }
}

// Runs whose upper bits are one; equal values stand as they should.
void finish_runs(std::vector<Keyed>& values) {
  for (std::size_t begin = 0; begin < values.size();) {
    const std::uint64_t upper = values[begin].key >> kLowest;
    std::size_t end = begin + 1;
    bool differ = false;
    for (; end < values.size() && values[end].key >> kLowest == upper; ++end)
      differ = differ || values[end].key != values[begin].key;
    if (differ)
      std::sort(values.begin() + static_cast<std::ptrdiff_t>(begin),
                values.begin() + static_cast<std::ptrdiff_t>(end), before);
    begin = end;
  }
}

}  // namespace

std::vector<std::uint32_t> rising_order(std::span<const double> values) {
  std::vector<Keyed> keyed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    keyed[i] = {ordered_bits(values[i] + 0.0),  // -0 becomes 0
                static_cast<std::uint32_t>(i)};
  if (keyed.size() < kFew) {
    std::ranges::sort(keyed, before);
  } else {
    count_passes(keyed);
    finish_runs(keyed);
  }
  std::vector<std::uint32_t> order(keyed.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = keyed[k].place;
  return order;
}

}  // namespace qed::algorithms
