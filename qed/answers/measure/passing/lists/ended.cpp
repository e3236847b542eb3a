// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/lists/ended.h"

#include <bit>
#include <utility>

namespace qed::answers::measure {
namespace {

constexpr std::size_t kMostSlots = std::size_t{1} << 23;

}  // namespace

bool EndedQueries::add(std::uint64_t query) {
  if (std::countl_zero(query) < left_out_bits_) return true;
  if (!enter(query == 0 ? 1 : query)) return false;
  if (2 * ++held_ <= slots_.size()) return true;
  if (slots_.size() == kMostSlots) ++left_out_bits_;
  rebuild(slots_.size() == kMostSlots ? kMostSlots : 2 * slots_.size());
  return true;
}

bool EndedQueries::enter(std::uint64_t query) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = query & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask)
    if (slots_[at] == query) return false;
  slots_[at] = query;
  return true;
}

void EndedQueries::rebuild(std::size_t slots) {
  const auto before = std::exchange(slots_, std::vector<std::uint64_t>(slots, 0));
  held_ = 0;
  for (const std::uint64_t query : before)
    if (query != 0 && std::countl_zero(query) >= left_out_bits_) enter(query), ++held_;
}

}  // namespace qed::answers::measure
