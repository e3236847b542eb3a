// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/question/unit_hashes.h"

#include <bit>
#include <cmath>
#include <string_view>

#include "qed/algorithms/hashing/hash.h"

namespace qed::answers {
namespace {

std::uint64_t hash_of(std::int64_t id) {
  return algorithms::mix64(static_cast<std::uint64_t>(id) + 0x9e3779b97f4a7c15u);
}
std::uint64_t hash_of(double id) {
  constexpr double kWhole = 9.2e18;
  if (std::abs(id) < kWhole && id == std::floor(id)) return hash_of(static_cast<std::int64_t>(id));
  return algorithms::mix64(std::bit_cast<std::uint64_t>(id) ^ 0x5bd1e9955bd1e995u);
}

}  // namespace

std::vector<std::uint64_t> unit_hashes(const data::Column& column,
                                       const std::vector<std::int64_t>& rows,
                                       std::int64_t first_row) {
  std::vector<std::uint64_t> of_level;
  const auto* categories = std::get_if<data::Categories>(&column.values);
  if (categories != nullptr)
    for (const std::string& level : categories->levels)
      of_level.push_back(algorithms::hash64(level));
  const auto* texts = std::get_if<data::Texts>(&column.values);
  const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values);
  std::vector<std::uint64_t> hashes;
  hashes.reserve(rows.size());
  for (const std::int64_t row : rows) {
    const auto i = static_cast<std::size_t>(row);
    if (column.is_missing(row))
      hashes.push_back(algorithms::mix64(~static_cast<std::uint64_t>(first_row + row)));
    else if (categories != nullptr)
      hashes.push_back(of_level[static_cast<std::size_t>(categories->codes[i])]);
    else if (texts != nullptr)
      hashes.push_back(algorithms::hash64(
          std::string_view(texts->bytes)
              .substr(texts->offsets[i], texts->offsets[i + 1] - texts->offsets[i])));
    else if (integers != nullptr)
      hashes.push_back(hash_of((*integers)[i]));
    else
      hashes.push_back(hash_of(*column.number_at(row)));
  }
  return hashes;
}

}  // namespace qed::answers
