// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qed/data/read.h"

namespace qed::data {

/// A uniform sample without replacement of `size` rows of a file whose number of rows need not be known: the rows with
/// the smallest keys, where the key of row i is 64 bits of Rng(seed, stream, i). It depends on seed, size and the rows
/// alone, not on batches or threads, and a larger sample contains a smaller one. O(1) a row on average, O(size) memory.
/// Ref: [Efraimidis2006]
class RowSample {
 public:
  /// size >= 1.
  RowSample(std::int64_t size, std::uint64_t seed);

  /// Rows come in increasing order, each once; a copy of `text` is kept beside a row that may stay.
  void offer(std::int64_t row, std::string_view text = {}) { offer(row, key(row), text); }
  void offer(std::int64_t row, std::uint64_t its_key, std::string_view text);
  std::uint64_t key(std::int64_t row) const;
  /// Could a row of that key still come in?
  bool may_stay(std::uint64_t its_key) const { return its_key <= largest_; }

  struct Kept {
    std::uint64_t key;
    std::int64_t row;
    std::string text;
  };
  /// The sample of the rows offered so far, in the order of the file.
  std::vector<Kept> take();

 private:
  void shrink();
  std::size_t size_;
  std::uint64_t seed_, largest_;
  std::vector<Kept> kept_;
};

/// Rows of a sample of a file of so many columns: options.sample, fewer where they would be more than options.cells;
/// 0 without a sample.
std::int64_t sample_size(const ReadOptions& options, std::size_t columns);
/// The same of a file that is not held: no more than options.passing, where there is one.
std::int64_t passing_sample_size(const ReadOptions& options, std::size_t columns);

/// Which rows of a file of n rows options.max_rows and the sample keep, increasing; empty: all of them. At least one
/// row where n >= 1.
std::vector<std::int64_t> chosen_rows(std::int64_t n, std::size_t columns,
                                      const ReadOptions& options);

}  // namespace qed::data
