// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/embedding/distance_ranks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <utility>

#include "qed/base/target.h"

namespace qed::metrics {
namespace {

constexpr std::size_t kTile = TiledPoints::kTile;
constexpr Index kCacheFloats =
    1 << 16;  // tiles read again and again by all queries: 256 KB, a part of L2

constexpr Index kQueries = 4;  // that meet a tile together: each value loaded is used four times

struct Queries {
  const float* point[kQueries];
  float* out[kQueries];
};

// Four query points against all tiles: out[q][p] = ‖point_q - x_p‖². The sums live in registers.
QED_HOT void meet_tiles(const float* QED_RESTRICT tiles, std::size_t count, std::size_t d,
                        const Queries& queries) {
  const float *QED_RESTRICT a = queries.point[0], *QED_RESTRICT b = queries.point[1],
                            *QED_RESTRICT c = queries.point[2], *QED_RESTRICT e = queries.point[3];
  for (std::size_t t = 0; t < count; ++t) {
    const float* x = tiles + t * d * kTile;
    float sum0[kTile] = {}, sum1[kTile] = {}, sum2[kTile] = {}, sum3[kTile] = {};
    for (std::size_t j = 0; j < d; ++j, x += kTile) {
      for (std::size_t p = 0; p < kTile; ++p) {
        const float u = a[j] - x[p], v = b[j] - x[p], w = c[j] - x[p], z = e[j] - x[p];
        sum0[p] += u * u;
        sum1[p] += v * v;
        sum2[p] += w * w;
        sum3[p] += z * z;
      }
    }
    std::copy_n(sum0, kTile, queries.out[0] + t * kTile);
    std::copy_n(sum1, kTile, queries.out[1] + t * kTile);
    std::copy_n(sum2, kTile, queries.out[2] + t * kTile);
    std::copy_n(sum3, kTile, queries.out[3] + t * kTile);
  }
}

// The 31 bits of a non-negative float order as the float does. Many are sorted by three digits of
// up to 11 bits; few by four of 8, whose counters take less time to clear and add up.
constexpr std::size_t kMany = 1000;

template <std::size_t Passes>
struct Digits {
  static constexpr unsigned kBits = (31 + Passes - 1) / Passes;
  static std::size_t of(std::uint64_t item, std::size_t pass) {
    return item >> (32 + pass * kBits) & ((std::size_t{1} << kBits) - 1);
  }
};

// Sorts `from` (bits of the distance above, index below) into `order`, through `to`.
template <std::size_t Passes>
void sort_items(std::vector<std::uint64_t>& from, std::vector<std::uint64_t>& to,
                std::vector<std::uint32_t>& order) {
  using D = Digits<Passes>;
  std::array<std::array<std::uint32_t, std::size_t{1} << D::kBits>, Passes> starts{};
  for (const std::uint64_t item : from)
    for (std::size_t pass = 0; pass < Passes; ++pass) ++starts[pass][D::of(item, pass)];
  to.resize(from.size());
  order.resize(from.size());
  for (std::size_t pass = 0; pass < Passes; ++pass) {
    auto& start = starts[pass];
    for (std::uint32_t sum = 0; std::uint32_t& s : start) sum += std::exchange(s, sum);
    if (pass + 1 == Passes) {
      for (const std::uint64_t item : from)
        order[start[D::of(item, pass)]++] = static_cast<std::uint32_t>(item);
    } else {
      for (const std::uint64_t item : from) to[start[D::of(item, pass)]++] = item;
      from.swap(to);
    }
  }
}

}  // namespace

TiledPoints::TiledPoints(MatrixFView X, std::span<const Index> rows)
    : size_(static_cast<Index>(rows.size())), dimension_(X.cols()),
      tiles_((size_ + kTile - 1) / kTile) {
  values_.assign(static_cast<std::size_t>(tiles_ * kTile * dimension_), 0);
  for (Index p = 0; p < size_; ++p) {
    float* tile = values_.data() + p / kTile * kTile * dimension_ + p % kTile;
    for (Index j = 0; j < dimension_; ++j)
      tile[j * kTile] = X(rows[static_cast<std::size_t>(p)], j);
  }
}

std::vector<float> TiledPoints::gather(Index first, Index count) const {
  std::vector<float> points(static_cast<std::size_t>(count * dimension_));
  for (Index q = 0; q < count; ++q) {
    const Index p = first + q;
    const float* tile = values_.data() + p / kTile * kTile * dimension_ + p % kTile;
    for (Index j = 0; j < dimension_; ++j)
      points[static_cast<std::size_t>(q * dimension_ + j)] = tile[j * kTile];
  }
  return points;
}

void TiledPoints::squared_distances(Index first, Index count, std::vector<float>& out) const {
  const Index whole = (count + kQueries - 1) / kQueries * kQueries;  // the last stands in for more
  out.resize(static_cast<std::size_t>(whole * stride()));
  const std::vector<float> points = gather(first, count);
  const Index chunk = std::max<Index>(1, kCacheFloats / (kTile * std::max<Index>(1, dimension_)));
  for (Index t = 0; t < tiles_; t += chunk) {
    for (Index q = 0; q < count; q += kQueries) {
      Queries queries{};
      for (Index r = 0; r < kQueries; ++r) {
        queries.point[r] = points.data() + std::min(q + r, count - 1) * dimension_;
        queries.out[r] = out.data() + (q + r) * stride() + t * kTile;
      }
      meet_tiles(values_.data() + t * kTile * dimension_,
                 static_cast<std::size_t>(std::min(chunk, tiles_ - t)),
                 static_cast<std::size_t>(dimension_), queries);
    }
  }
}

std::span<const std::uint32_t> DistanceOrder::sort(std::span<const float> distances,
                                                   Index left_out) {
  from_.clear();
  from_.reserve(distances.size());
  for (std::size_t p = 0; p < distances.size(); ++p)
    if (static_cast<Index>(p) != left_out)
      from_.push_back(std::uint64_t{std::bit_cast<std::uint32_t>(distances[p])} << 32 | p);
  from_.size() < kMany ? sort_items<4>(from_, to_, order_) : sort_items<3>(from_, to_, order_);
  return order_;
}

}  // namespace qed::metrics
