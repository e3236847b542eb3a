// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/algorithms/neighbours/tiles.h"

namespace qed::algorithms {

/// For every place, the `kept` smallest (distance, row) pairs offered so far, in a buffer that is
/// cut down when it fills: an offer costs O(1) on average. What is kept in the end does not depend
/// on the order of the offers, but for pairs of equal distance at the limit.
class NearestLists {
 public:
  NearestLists(std::size_t places, int kept)
      : kept_(kept), capacity_(kept + std::max(48, kept / 2)),
        keys_(places * static_cast<std::size_t>(capacity_)), counts_(places),
        limits_(places, 0.5f * kFarAway) {}

  /// Offers below the limit are wanted.
  const float* limits(std::size_t place) const { return limits_.data() + place; }

  void offer(std::size_t place, float half_square, std::int32_t row) {
    if (!(half_square < limits_[place])) return;
    // Distances are not negative, so their bits order as they do; rounding can make one slightly
    // negative.
    const std::uint64_t bits = std::bit_cast<std::uint32_t>(std::max(half_square, 0.0f));
    keys_[place * capacity_ + counts_[place]] = bits << 32 | static_cast<std::uint32_t>(row);
    if (++counts_[place] == capacity_) cut(place);
  }

  /// The rows kept for a place, in no stated order.
  std::span<const std::uint64_t> finish(std::size_t place) {
    if (counts_[place] > kept_) cut(place);
    return {keys_.data() + place * capacity_, static_cast<std::size_t>(counts_[place])};
  }
  static std::int32_t row(std::uint64_t key) {
    return static_cast<std::int32_t>(key & 0xffffffffu);
  }

 private:
  void cut(std::size_t place) {
    std::uint64_t* keys = keys_.data() + place * capacity_;
    std::nth_element(keys, keys + kept_ - 1, keys + counts_[place]);
    counts_[place] = kept_;
    limits_[place] = std::bit_cast<float>(static_cast<std::uint32_t>(keys[kept_ - 1] >> 32));
  }
  int kept_, capacity_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::int32_t> counts_;
  std::vector<float> limits_;
};

/// Candidates to keep for k: pairs within rounding of the k-th distance are decided by exact ones.
inline int kept_for(int k) { return k + k / 8 + 8; }

/// Writes row i of the result: the first k of the kept rows of X (at least k) by their distances
/// from query row i, recomputed, ties by row number.
void finish_row(MatrixFView queries, MatrixFView X, Index i, std::span<const std::uint64_t> kept,
                Neighbours& result);

}  // namespace qed::algorithms
