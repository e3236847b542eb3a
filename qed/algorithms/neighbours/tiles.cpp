// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/neighbours/tiles.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/base/lanes.h"
#include "qed/base/threads.h"

namespace qed::algorithms {
namespace {

// The bitwise or of all lanes. (g++ 12 takes comparisons of such vectors apart lane by lane, so
// tests are made of sign bits.)
QED_INLINE std::int32_t joined(const Eight::Mask& m) {
  const auto q =
      __builtin_shufflevector(m, m, 0, 1, 2, 3) | __builtin_shufflevector(m, m, 4, 5, 6, 7);
  const auto p =
      __builtin_shufflevector(q, q, 0, 1, 0, 1) | __builtin_shufflevector(q, q, 2, 3, 2, 3);
  return p[0] | p[1];
}
QED_INLINE std::int32_t joined(const Sixteen::Mask& m) {
  const Eight::Mask half = __builtin_shufflevector(m, m, 0, 1, 2, 3, 4, 5, 6, 7) |
                           __builtin_shufflevector(m, m, 8, 9, 10, 11, 12, 13, 14, 15);
  return joined(half);
}

// One bit a lane, set where the lane is negative.
QED_INLINE unsigned signs(const Eight::Mask* m) {
  const Eight::Mask low{1, 2, 4, 8, 16, 32, 64, 128}, high = low << 8;
  return static_cast<unsigned>(joined(Eight::Mask((m[0] >> 31 & low) | (m[1] >> 31 & high))));
}
QED_INLINE unsigned signs(const Sixteen::Mask* m) {
  const Sixteen::Mask lane{1,   2,   4,    8,    16,   32,   64,    128,
                           256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  return static_cast<unsigned>(joined(Sixteen::Mask(*m >> 31 & lane)));
}

template <class V>
constexpr int kParts = kPanel / V::kLanes;  // vectors of a row of a tile

// Six rows with sixteen columns.
template <class V>
struct Tile {
  typename V::Floats half_square[kGroup][kParts<V>];  // d²/2 of each pair
  typename V::Mask near[kGroup][kParts<V>];           // negative where the pair passes
};

// half_square[r] -= Σ_k a[k][r] b[k][·]: minus the products.
template <class V>
QED_INLINE void multiply(const float* a, const float* b, int depth, Tile<V>& tile) {
  for (int k = 0; k < depth; ++k, a += kGroup, b += kPanel)
    for (int p = 0; p < kParts<V>; ++p) {
      const auto& column = load<V>(b + p * V::kLanes);
      for (int r = 0; r < kGroup; ++r) tile.half_square[r][p] -= a[r] * column;
    }
}

// Which pairs lie below the limit of their row or of their column? Are there any?
template <class V>
QED_INLINE bool below(const float* row_limit, const float* column_limit, Tile<V>& tile) {
  typename V::Mask some{};
  for (int r = 0; r < kGroup; ++r)
    for (int p = 0; p < kParts<V>; ++p) {
      const typename V::Floats from_row = tile.half_square[r][p] - row_limit[r],
                               from_column =
                                   tile.half_square[r][p] - load<V>(column_limit + p * V::kLanes);
      tile.near[r][p] = reinterpret_cast<const typename V::Mask&>(from_row) |
                        reinterpret_cast<const typename V::Mask&>(from_column);
      some |= tile.near[r][p];
    }
  return joined(some) < 0;
}

struct Panel {
  const float *a, *b, *row_leading, *row_rest, *column_leading, *column_rest, *row_limit,
      *column_limit;
  int depth, leading, row_count;
};

// Is any pair of the tile near? d²/2 = ½‖x‖² + ½‖y‖² − x·y, first over the leading coordinates
// alone: a lower bound.
template <class V>
QED_INLINE bool fill_tile(const Panel& p, int first, Tile<V>& tile) {
  const float* a = p.a + static_cast<std::ptrdiff_t>(first) * p.depth;
  for (int r = 0; r < kGroup; ++r)
    for (int q = 0; q < kParts<V>; ++q)
      tile.half_square[r][q] = p.row_leading[first + r] + load<V>(p.column_leading + q * V::kLanes);
  multiply(a, p.b, p.leading, tile);
  if (!below(p.row_limit + first, p.column_limit, tile)) return false;
  if (p.leading == p.depth) return true;
  for (int r = 0; r < kGroup; ++r)
    for (int q = 0; q < kParts<V>; ++q)
      tile.half_square[r][q] += p.row_rest[first + r] + load<V>(p.column_rest + q * V::kLanes);
  multiply(a + p.leading * kGroup, p.b + p.leading * kPanel, p.depth - p.leading, tile);
  return below(p.row_limit + first, p.column_limit, tile);
}

template <class V>
QED_INLINE int scan(const Panel& p, Hit* hits) {
  int count = 0;
  for (int first = 0; first < p.row_count; first += kGroup) {
    Tile<V> tile;
    if (!fill_tile(p, first, tile)) continue;
    for (int r = 0; r < kGroup; ++r) {
      unsigned set = signs(tile.near[r]);
      if (set == 0) continue;
      alignas(64) float value[kPanel];
      for (int q = 0; q < kParts<V>; ++q)
        *reinterpret_cast<typename V::Floats*>(value + q * V::kLanes) = tile.half_square[r][q];
      for (; set != 0; set &= set - 1) {
        const int lane = __builtin_ctz(set);
        hits[count++] = {first + r, lane, value[lane]};
      }
    }
  }
  return count;
}

// Twelve accumulators of eight lanes leave four of AVX2's sixteen registers.
QED_HOT int scan_eights(const Panel& p, Hit* hits) { return scan<Eight>(p, hits); }
QED_HOT int scan_sixteens(const Panel& p, Hit* hits) { return scan<Sixteen>(p, hits); }

int scan_panel(const Panel& p, Hit* hits) {
  return sixteen_lanes() ? scan_sixteens(p, hits) : scan_eights(p, hits);
}

void split(MatrixFView X, const Frame& frame, std::span<std::int32_t> rows) {
  if (rows.size() <= kTileBlock) return;
  // The widest of the leading coordinates, from at most 256 rows.
  const std::size_t step = std::max<std::size_t>(1, rows.size() / 256);
  const int tried = std::min<int>(frame.leading, static_cast<int>(frame.order.size()));
  std::int32_t widest = frame.order[0];
  double most = -1;
  for (int c = 0; c < tried; ++c) {
    double sum = 0, square = 0, count = 0;
    for (std::size_t i = 0; i < rows.size(); i += step, ++count) {
      const double x = X(rows[i], frame.order[c]) - frame.centre[frame.order[c]];
      sum += x;
      square += x * x;
    }
    if (const double spread = square - sum * sum / count; spread > most)
      most = spread, widest = frame.order[c];
  }
  const std::size_t half = (rows.size() / kTileBlock + 1) / 2 * kTileBlock;
  const auto before = [&](std::int32_t i, std::int32_t j) {
    return X(i, widest) != X(j, widest) ? X(i, widest) < X(j, widest) : i < j;
  };
  std::nth_element(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(half), rows.end(),
                   before);
  split(X, frame, rows.first(half));
  split(X, frame, rows.subspan(half));
}

}  // namespace

Frame frame_of(MatrixFView X) {
  const Index n = X.rows(), d = X.cols();
  Frame frame;
  std::vector<double> sum(d), square(d);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < d; ++j) sum[j] += X(i, j);
  for (Index j = 0; j < d; ++j)
    frame.centre.push_back(static_cast<float>(sum[j] / static_cast<double>(n)));
  float largest = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < d; ++j) {
      const float x = X(i, j) - frame.centre[j];
      square[j] += static_cast<double>(x) * x;
      largest = std::max(largest, std::abs(x));
    }
  if (largest > 0) frame.scale = std::ldexp(1.0f, -std::ilogb(largest) - 1);
  frame.order.resize(d);
  std::iota(frame.order.begin(), frame.order.end(), 0);
  std::ranges::stable_sort(frame.order, [&](auto a, auto b) { return square[a] > square[b]; });
  frame.leading = d >= 32 ? 16 : static_cast<int>(d);
  return frame;
}

PackedRows::PackedRows(MatrixFView X, const Frame& frame, std::vector<std::int32_t> order)
    : order_(std::move(order)), depth_(static_cast<int>(frame.order.size())),
      leading_(frame.leading), groups_(order_.size() * depth_), panels_(order_.size() * depth_),
      half_leading_(order_.size()), half_rest_(order_.size()) {
  parallel_blocks(order_.size(), kTileBlock,
                  [&](Block block) { pack_block(X, frame, block.begin); });
}

void PackedRows::pack_block(MatrixFView X, const Frame& frame, std::size_t begin) {
  for (std::size_t place = begin; place < begin + kTileBlock; ++place) {
    const std::int32_t row = order_[place];
    float* group = groups_.data() + (place / kGroup * kGroup) * depth_ + place % kGroup;
    float* panel = panels_.data() + (place / kPanel * kPanel) * depth_ + place % kPanel;
    double half[2] = {0, 0};
    for (int c = 0; c < depth_; ++c) {
      const std::int32_t j = frame.order[c];
      const float x = row < 0 ? 0.0f : (X(row, j) - frame.centre[j]) * frame.scale;
      group[static_cast<std::size_t>(c) * kGroup] = x;
      panel[static_cast<std::size_t>(c) * kPanel] = x;
      half[c >= leading_] += 0.5 * static_cast<double>(x) * x;
    }
    half_leading_[place] = row < 0 ? kFarAway : static_cast<float>(half[0]);
    half_rest_[place] = static_cast<float>(half[1]);
  }
}

int panel_hits(const PanelTask& t, Hit* hits) {
  return scan_panel({t.rows.group(t.row_place), t.columns.panel(t.column_place),
                     t.rows.half_leading(t.row_place), t.rows.half_rest(t.row_place),
                     t.columns.half_leading(t.column_place), t.columns.half_rest(t.column_place),
                     t.row_limit, t.column_limit, t.rows.depth(), t.rows.leading(), t.row_count},
                    hits);
}

std::vector<std::int32_t> spatial_order(MatrixFView X, const Frame& frame) {
  std::vector<std::int32_t> rows(X.rows());
  std::iota(rows.begin(), rows.end(), 0);
  split(X, frame, rows);
  rows.resize(block_count(rows.size(), kTileBlock) * kTileBlock, -1);
  return rows;
}

}  // namespace qed::algorithms
