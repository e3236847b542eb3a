// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::metrics {

/// Chosen rows of a matrix, kept so that distances from a few of them to all of them run at the speed of the
/// processor: tiles of 32 points, one coordinate after the other.
class TiledPoints {
 public:
  /// X is n x d, finite; point p is row rows[p]. O(|rows| d) memory.
  TiledPoints(MatrixFView X, std::span<const Index> rows);

  Index size() const { return size_; }
  /// Floats a row of distances takes: size() rounded up to a whole tile.
  Index stride() const { return tiles_ * kTile; }
  /// out[q stride() + p] = ‖x_{first+q} - x_p‖² for q < count: differences are squared, so near points lose nothing to
  /// cancellation; relative error about d ulps at most. Runs on the calling thread.
  void squared_distances(Index first, Index count, std::vector<float>& out) const;

  static constexpr Index kTile = 32;

 private:
  std::vector<float> gather(Index first, Index count) const;
  Index size_ = 0, dimension_ = 0, tiles_ = 0;
  std::vector<float> values_;
};

/// Orders non-negative floats by counting passes over their bits: O(n), stable (equal values keep
/// the order of their indices).
class DistanceOrder {
 public:
  /// Indices of `distances` in ascending order, `left_out` (a point's own index; -1 for none) not among them. Valid
  /// until the next call.
  std::span<const std::uint32_t> sort(std::span<const float> distances, Index left_out = -1);

 private:
  std::vector<std::uint64_t> from_, to_;   // bits of the distance above, index below
  std::vector<std::uint32_t> order_;
};

}  // namespace qed::metrics
