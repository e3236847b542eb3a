// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

namespace qed::algorithms {

/// Disjoint sets of {0..n-1}: union by size with path halving, near O(1) amortised an operation.
/// Ref: [Tarjan1975]
class UnionFind {
 public:
  explicit UnionFind(std::size_t n);
  std::int32_t find(std::int32_t item);
  /// True when the two sets were different and are now one.
  bool unite(std::int32_t a, std::int32_t b);
  std::int32_t size(std::int32_t item) { return size_[static_cast<std::size_t>(find(item))]; }
  /// A number of its set for each item: 0, 1, ... in the order of each set's first item.
  std::vector<std::int32_t> labels();

 private:
  std::vector<std::int32_t> parent_, size_;
};

}  // namespace qed::algorithms
