// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/measure/passing/lists/runs.h"
#include "qed/answers/measure/scores/rows.h"

namespace qed::answers::measure {

/// Whole lists of a file, drawn at random while it passes: those of the queries whose key (their hash, mixed with the
/// seed) is at most a limit, which is halved whenever there are more than 1,000,000 rows, or 4,000,000/(m + 1) where
/// that is fewer, of m models. Rows of a query may stand anywhere. The same sample for every way to part the file.
class GatheredLists {
 public:
  GatheredLists(std::size_t models, std::uint64_t seed);
  /// Called from several threads at once, also while rows are added: then it may tell of an earlier limit.
  bool takes(std::uint64_t query) const {
    return key(query) <= limit_.load(std::memory_order_relaxed);
  }
  /// Rows that it takes, or took at an earlier limit, in the order of the file.
  void add(const Runs& runs);

  struct Lists {
    Rows rows;  ///< those of a query one after the other; lists without a relevant row are left out
    std::vector<std::string> names;
    std::int64_t queries = 0;  ///< those left out too
    bool are_all = true;  ///< of the file
    std::string parted;  ///< a query that has rows of more than one unit, if there is one
  };
  /// So many rows at most, but one list at least, where there is one. like: what rows and models are, without rows.
  Lists lists(const Rows& like, std::int64_t most, bool has_units) const;
  /// The rows; for when their lists were had.
  void forget() { kept_ = Runs(0); }

 private:
  std::uint64_t key(std::uint64_t query) const;

  Runs kept_;
  std::size_t most_;  ///< rows
  std::uint64_t seed_;
  std::atomic<std::uint64_t> limit_ = UINT64_MAX;
};

}  // namespace qed::answers::measure
