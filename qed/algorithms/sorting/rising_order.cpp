// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/sorting/rising_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "qed/algorithms/sorting/ordered_bits.h"

namespace qed::algorithms {
namespace {

constexpr std::size_t kFew = 256;        // up to here a comparison sort is as fast
constexpr std::size_t kNotMany = 10'000;  // up to here three passes over bytes are the fastest

struct Keyed {
  std::uint64_t key;  // orders as the number does
  std::uint32_t place;
};

// No function, which sorts would call by its address.
constexpr auto before = [](const Keyed& a, const Keyed& b) {
  return a.key != b.key ? a.key < b.key : a.place < b.place;
};

// The bits in which keys differ become the upper ones; the order stays.
void use_upper_bits(std::vector<Keyed>& values) {
  std::uint64_t least = values.front().key, most = least;
  for (const Keyed& v : values) least = std::min(least, v.key), most = std::max(most, v.key);
  const int unused = std::countl_zero((most - least) | 1);
  for (Keyed& v : values) v.key = (v.key - least) << unused;
}

constexpr int kPasses = 3;
template <int kDigitBits>
constexpr int kLowest = 64 - kDigitBits * kPasses;

// By the upper bits, stable.
template <int kDigitBits>
void count_passes(std::vector<Keyed>& values) {
  constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
  const auto digit = [](std::uint64_t key, int pass) {
    return key >> (kLowest<kDigitBits> + pass * kDigitBits) & (kDigits - 1);
  };
  std::array<std::array<std::uint32_t, kDigits>, kPasses> start{};
  for (const Keyed& v : values)
    for (int pass = 0; pass < kPasses; ++pass)
      ++start[static_cast<std::size_t>(pass)][digit(v.key, pass)];
  std::vector<Keyed> moved(values.size());
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& place = start[static_cast<std::size_t>(pass)];
    if (place[digit(values.front().key, pass)] == values.size()) continue;  // all have one digit
    std::uint32_t sum = 0;
    for (std::uint32_t& count : place) {  // counts become first places
      const std::uint32_t here = count;
      count = sum;
      sum += here;
    }
    for (const Keyed& v : values) moved[place[digit(v.key, pass)]++] = v;
    values.swap(moved);
  }
}

// Runs whose upper bits are one; equal values stand as they should.
template <int kDigitBits>
void finish_runs(std::vector<Keyed>& values) {
  for (std::size_t begin = 0; begin < values.size();) {
    const std::uint64_t upper = values[begin].key >> kLowest<kDigitBits>;
    std::size_t end = begin + 1;
    bool differ = false;
    for (; end < values.size() && values[end].key >> kLowest<kDigitBits> == upper; ++end)
      differ = differ || values[end].key != values[begin].key;
    if (differ)
      std::sort(values.begin() + static_cast<std::ptrdiff_t>(begin),
                values.begin() + static_cast<std::ptrdiff_t>(end), before);
    begin = end;
  }
}

template <int kDigitBits>
void sort_by_bits(std::vector<Keyed>& values) {
  use_upper_bits(values);
  count_passes<kDigitBits>(values);
  finish_runs<kDigitBits>(values);
}

}  // namespace

std::vector<std::uint32_t> rising_order(std::span<const double> values) {
  std::vector<Keyed> keyed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    keyed[i] = {ordered_bits(values[i] + 0.0),  // -0 becomes 0
                static_cast<std::uint32_t>(i)};
  if (keyed.size() < kFew) {
    std::ranges::sort(keyed, before);
  } else if (keyed.size() < kNotMany) {
    sort_by_bits<8>(keyed);
  } else {
    sort_by_bits<11>(keyed);
  }
  std::vector<std::uint32_t> order(keyed.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = keyed[k].place;
  return order;
}

}  // namespace qed::algorithms
