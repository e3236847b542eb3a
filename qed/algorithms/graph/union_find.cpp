// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/graph/union_find.h"

#include <numeric>
#include <utility>

namespace qed::algorithms {

UnionFind::UnionFind(std::size_t n) : parent_(n), size_(n, 1) {
  std::iota(parent_.begin(), parent_.end(), 0);
}

std::int32_t UnionFind::find(std::int32_t item) {
  auto at = static_cast<std::size_t>(item);
  while (parent_[at] != static_cast<std::int32_t>(at)) {
    parent_[at] = parent_[static_cast<std::size_t>(parent_[at])];
    at = static_cast<std::size_t>(parent_[at]);
  }
  return static_cast<std::int32_t>(at);
}

bool UnionFind::unite(std::int32_t a, std::int32_t b) {
  a = find(a), b = find(b);
  if (a == b) return false;
  if (size_[static_cast<std::size_t>(a)] < size_[static_cast<std::size_t>(b)]) std::swap(a, b);
  parent_[static_cast<std::size_t>(b)] = a;
  size_[static_cast<std::size_t>(a)] += size_[static_cast<std::size_t>(b)];
  return true;
}

std::vector<std::int32_t> UnionFind::labels() {
  std::vector<std::int32_t> number(parent_.size(), -1), label(parent_.size());
  std::int32_t next = 0;
  for (std::size_t i = 0; i < parent_.size(); ++i) {
    std::int32_t& n = number[static_cast<std::size_t>(find(static_cast<std::int32_t>(i)))];
    if (n < 0) n = next++;
    label[i] = n;
  }
  return label;
}

}  // namespace qed::algorithms
