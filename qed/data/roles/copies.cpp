// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/copies.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

namespace qed::data {
namespace {

// SplitMix64's finaliser: every bit of the sum reaches every bit.
std::uint64_t mixed(std::uint64_t hash, std::uint64_t cell) {
  std::uint64_t z = hash * 0x9E3779B97F4A7C15u + cell + 0x632BE59BD9B4E019u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

template <class T>
std::uint64_t bits_of(const std::vector<T>& values, std::size_t i) {
  if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<std::uint64_t>(values[i]);
  else if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<std::uint32_t>(values[i]);
  else
    return static_cast<std::uint64_t>(values[i]);
}
std::uint64_t bits_of(const Categories& words, std::size_t i) {
  return static_cast<std::uint64_t>(words.codes[i]);
}
std::uint64_t bits_of(const Texts& texts, std::size_t i) {
  return std::hash<std::string_view>{}(
      std::string_view(texts.bytes)
          .substr(texts.offsets[i], texts.offsets[i + 1] - texts.offsets[i]));
}

// Calls add(k, hash of the cell) for the k-th of the rows.
template <class Add>
void each_cell(const Column& column, const std::vector<std::int64_t>& rows, Add add) {
  std::visit(
      [&](const auto& values) {
        for (std::size_t k = 0; k < rows.size(); ++k)
          add(k, column.is_missing(rows[k])
                     ? 0
                     : mixed(1, bits_of(values, static_cast<std::size_t>(rows[k]))));
      },
      column.values);
}

std::vector<std::uint64_t> hashes_of(const Table& table, const std::vector<std::int64_t>& rows) {
  std::vector<std::uint64_t> hashes(rows.size(), 0);
  for (const Column& column : table.columns)
    each_cell(column, rows,
              [&](std::size_t k, std::uint64_t cell) { hashes[k] = mixed(hashes[k], cell); });
  return hashes;
}

// The hashes that may stand twice: each sets a bit, and those that find theirs set are followed up. Most tables have no
// copies, and are not sorted then.
std::vector<std::uint64_t> suspects(const std::vector<std::uint64_t>& hashes) {
  const std::size_t size = std::bit_ceil(64 + 16 * hashes.size());
  std::vector<bool> once(size), twice(size);
  bool any = false;
  for (const std::uint64_t h : hashes) {
    const std::size_t at = h & (size - 1);
    if (once[at]) twice[at] = any = true;
    once[at] = true;
  }
  std::vector<std::uint64_t> found;
  if (any)
    std::ranges::copy_if(hashes, std::back_inserter(found),
                         [&](std::uint64_t h) { return twice[h & (size - 1)]; });
  return found;
}

// Of sorted hashes: values that differ, and pairs that are equal.
struct Repeats {
  std::int64_t distinct = 0;
  double pairs = 0;
};
Repeats repeats_of(std::vector<std::uint64_t> hashes) {
  std::ranges::sort(hashes);
  Repeats r;
  for (std::size_t i = 0, run = 0; i < hashes.size(); ++i) {
    run = i > 0 && hashes[i] == hashes[i - 1] ? run + 1 : 0;
    r.distinct += run == 0;
    r.pairs += static_cast<double>(run);
  }
  return r;
}

}  // namespace

std::int64_t copied_rows(const Table& table, const std::vector<std::int64_t>& rows) {
  std::vector<std::uint64_t> hashes = suspects(hashes_of(table, rows));
  const auto suspected = static_cast<std::int64_t>(hashes.size());
  const Repeats equal = repeats_of(std::move(hashes));
  if (equal.pairs == 0) return 0;
  const auto n = static_cast<double>(rows.size());
  const double all_pairs = n * (n - 1) / 2;
  double by_chance = all_pairs;
  bool tells_apart = false;
  for (const Column& column : table.columns) {
    std::vector<std::uint64_t> cells(rows.size());
    each_cell(column, rows, [&](std::size_t k, std::uint64_t cell) { cells[k] = cell; });
    const Repeats r = repeats_of(std::move(cells));
    by_chance *= r.pairs / all_pairs;
    tells_apart = tells_apart || 2 * static_cast<double>(r.distinct) >= n;
  }
  return tells_apart && equal.pairs > 10 * by_chance ? suspected - equal.distinct : 0;
}

}  // namespace qed::data
