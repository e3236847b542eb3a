// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/distinct_words.h"

#include <algorithm>
#include <utility>

namespace qed::data::csv {
namespace {

constexpr std::size_t kMostWords = std::size_t{1} << 20;
constexpr std::size_t kFew = 7;  // more words than any spelling of yes and no has
constexpr std::size_t kAhead = 16;  // slots are asked for while others are looked at

std::uint64_t key(std::string_view word) { return std::max<std::uint64_t>(1, Words::hash(word)); }

}  // namespace

std::vector<std::uint64_t> DistinctWords::hashes_of(const Piece& piece) {
  std::vector<std::uint64_t> hashes;
  if (piece.repeats) {
    for (const std::string_view level : piece.words.levels()) hashes.push_back(key(level));
    return hashes;
  }
  hashes.reserve(piece.cells.size());
  for (std::size_t i = 0; i < piece.cells.size(); ++i)
    hashes.push_back(piece.cells.is_null(i) ? 0 : key(piece.cells[i]));
  return hashes;
}

void DistinctWords::add(const Piece& piece, std::span<const std::uint64_t> hashes) {
  if (count_ > kMostWords) return;
  if (slots_.empty()) grow();
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (i + kAhead < hashes.size())
      __builtin_prefetch(slots_.data() + (hashes[i + kAhead] & (slots_.size() - 1)));
    if (hashes[i] == 0 || !insert(hashes[i]) || first_.size() == kFew) continue;
    first_.emplace_back(piece.repeats ? piece.words.levels()[i] : piece.cells[i]);
    few_.words.code(first_.back());
  }
}

bool DistinctWords::insert(std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & mask;
  if (slots_[at] == hash) return false;
  slots_[at] = hash;
  if (2 * ++count_ > slots_.size()) grow();
  return true;
}

void DistinctWords::grow() {
  const auto before = std::exchange(
      slots_, std::vector<std::uint64_t>(std::max<std::size_t>(1024, 2 * slots_.size())));
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint64_t hash : before) {
    if (hash == 0) continue;
    std::size_t at = hash & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = hash;
  }
}

Vocabulary& DistinctWords::vocabulary(std::int64_t rows) {
  few_.overflow = count_ > category_limit(rows);
  return few_;
}

}  // namespace qed::data::csv
