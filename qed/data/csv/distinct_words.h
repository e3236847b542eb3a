// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "qed/data/csv/assemble.h"

namespace qed::data::csv {

/// How many distinct words a column has whose cells are seen once, chunk by chunk: by the hashes of the words, so that
/// no word is looked at again. Counts up to a limit; equal hashes of two words count one (a million words: 3 in 10⁸).
class DistinctWords {
 public:
  /// Hashes of a piece's levels, or of its cells where words hardly repeat; 0 where a cell is missing.
  static std::vector<std::uint64_t> hashes_of(const Piece& piece);
  /// hashes: of that piece.
  void add(const Piece& piece, std::span<const std::uint64_t> hashes);
  /// What `decide` asks of a column of so many rows: its words where they are few, and whether they are too many.
  Vocabulary& vocabulary(std::int64_t rows);

 private:
  bool insert(std::uint64_t hash);
  void grow();
  std::vector<std::uint64_t> slots_;  // 0: free
  std::size_t count_ = 0;
  std::deque<std::string> first_;
  Vocabulary few_;
};

}  // namespace qed::data::csv
