// SPDX-License-Identifier: Apache-2.0
#pragma once
// Distances of blocks of rows, filtered in registers.
#include <cstdint>
#include <span>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::algorithms {

inline constexpr int kGroup =
    6;                    ///< rows of a tile: with 16 columns they fill the registers of AVX2
inline constexpr int kPanel = 16;                   ///< columns of a tile: one AVX-512 register
inline constexpr int kTileBlock = 240;  ///< rows of a block: whole groups and whole panels
inline constexpr float kFarAway = 1e30f;  ///< half squared norm of padding: beyond every threshold

/// Which coordinates come first (largest variance first), the centre and the scale taken out before
/// packing.
struct Frame {
  std::vector<std::int32_t> order;  ///< coordinates by falling variance
  std::vector<float> centre;  ///< by coordinate
  float scale = 1;  ///< a power of two: coordinates are at most 1 after it
  int leading = 0;  ///< coordinates that the first test sees
};
Frame frame_of(MatrixFView X);

/// Rows ready for tiles: in the given order, padded to whole blocks.
class PackedRows {
 public:
  /// order: row of X at each place, -1 for padding; its length is a multiple of kTileBlock.
  PackedRows(MatrixFView X, const Frame& frame, std::vector<std::int32_t> order);
  std::size_t places() const { return order_.size(); }
  std::size_t blocks() const { return order_.size() / kTileBlock; }
  std::int32_t row(std::size_t place) const { return order_[place]; }
  int depth() const { return depth_; }
  int leading() const { return leading_; }
  const float* group(std::size_t place) const { return groups_.data() + place * depth_; }
  const float* panel(std::size_t place) const { return panels_.data() + place * depth_; }
  /// ½‖x‖² over the leading and over the remaining coordinates.
  const float* half_leading(std::size_t place) const { return half_leading_.data() + place; }
  const float* half_rest(std::size_t place) const { return half_rest_.data() + place; }

 private:
  void pack_block(MatrixFView X, const Frame& frame, std::size_t begin);
  std::vector<std::int32_t> order_;
  int depth_, leading_;
  std::vector<float> groups_, panels_, half_leading_, half_rest_;
};

/// A pair that passed: places relative to the block of rows and to the panel, and d²/2 in the
/// frame's scale.
struct Hit {
  std::int32_t row, column;
  float half_square;
};

/// One panel against row_count rows: a pair (i, j) passes when d²/2 is below limit of i or
/// limit of j. row_limit (row_count), column_limit (kPanel), hits (room for row_count * kPanel).
/// Returns their number.
struct PanelTask {
  const PackedRows& rows;
  std::size_t row_place;
  const PackedRows& columns;
  std::size_t column_place;
  const float* row_limit;
  const float* column_limit;
  int row_count = kTileBlock;  ///< whole groups
};
int panel_hits(const PanelTask& task, Hit* hits);

/// An order of the rows in which blocks are boxes of a k-d tree: split at the median of the widest
/// leading coordinate. Padded with -1 at the end to whole blocks.
std::vector<std::int32_t> spatial_order(MatrixFView X, const Frame& frame);

}  // namespace qed::algorithms
