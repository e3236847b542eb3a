// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/pairs.h"

#include <algorithm>

#include "qed/base/lanes.h"
#include "qed/base/threads.h"

namespace qed::embedding {
namespace {

constexpr std::size_t kChunk = 16;       // points of a chunk: whole registers
constexpr std::size_t kGroup = 4;        // rows that meet a chunk together
constexpr std::size_t kChunkBlock = 8;   // chunks whose rows are one thread's work
constexpr float kOutside = 1e6f;         // where points that fill the last chunk stand

template <class V>
QED_INLINE float sum(const typename V::Floats& v) {
  float total = 0;
  for (int l = 0; l < V::kLanes; ++l) total += v[l];
  return total;
}

struct Group {
  const float *row_x, *row_y;        // four rows
  const float *x, *y;                // whole chunks of columns
  std::size_t columns;
  float *back_x, *back_y;            // what the columns feel; null: they are not told
  float *felt_x, *felt_y;            // what the rows feel
};

template <class V>
QED_INLINE float repel(const Group& g) {
  using Lanes = typename V::Floats;
  Lanes fx[kGroup] = {}, fy[kGroup] = {}, z{};
  const float *QED_RESTRICT columns_x = g.x, *QED_RESTRICT columns_y = g.y;
  float *QED_RESTRICT told_x = g.back_x, *QED_RESTRICT told_y = g.back_y;
  float row_x[kGroup], row_y[kGroup];
  for (std::size_t r = 0; r < kGroup; ++r) row_x[r] = g.row_x[r], row_y[r] = g.row_y[r];
  for (std::size_t c = 0; c < g.columns; c += V::kLanes) {
    const Lanes x = load<V>(columns_x + c), y = load<V>(columns_y + c);
    Lanes back_x{}, back_y{}, here{};
    for (std::size_t r = 0; r < kGroup; ++r) {
      const Lanes dx = row_x[r] - x, dy = row_y[r] - y;
      const Lanes k = 1 / (1 + dx * dx + dy * dy);
      const Lanes k2 = k * k;
      here += k;
      fx[r] += k2 * dx;
      fy[r] += k2 * dy;
      back_x += k2 * dx;
      back_y += k2 * dy;
    }
    z += here;  // a quarter of the additions to the growing sum, and of their rounding
    if (told_x != nullptr) {
      *reinterpret_cast<Lanes*>(told_x + c) -= back_x;
      *reinterpret_cast<Lanes*>(told_y + c) -= back_y;
    }
  }
  for (std::size_t r = 0; r < kGroup; ++r) {
    g.felt_x[r] += sum<V>(fx[r]);
    g.felt_y[r] += sum<V>(fy[r]);
  }
  return sum<V>(z);
}

QED_HOT float repel_eights(const Group& g) { return repel<Eight>(g); }
QED_HOT float repel_sixteens(const Group& g) { return repel<Sixteen>(g); }

float repel_group(const Group& g) { return sixteen_lanes() ? repel_sixteens(g) : repel_eights(g); }

// Chunks of points on a circle: written out twice, so that no run of chunks wraps round.
struct Circle {
  std::size_t chunks;
  std::vector<float> x, y;
  explicit Circle(const Points& points) : chunks(block_count(points[0].size(), kChunk)) {
    for (const int c : {0, 1}) {
      std::vector<float>& to = c == 0 ? x : y;
      to = points[c];
      for (std::size_t i = to.size(); i < chunks * kChunk; ++i)
        to.push_back(kOutside * static_cast<float>(i - points[c].size() + 1));
      to.resize(2 * chunks * kChunk);
      std::copy_n(to.begin(), chunks * kChunk,
                  to.begin() + static_cast<std::ptrdiff_t>(chunks * kChunk));
    }
  }
  // Chunks that chunk i meets after itself; of an even number, opposite ones meet once.
  std::size_t reach(std::size_t i) const {
    return chunks % 2 == 1 || i < chunks / 2 ? chunks / 2 : chunks / 2 - 1;
  }
};

struct Part {
  double z = 0;
  std::vector<float> x, y;  // what points from the block's first on feel
};

// Chunk `at` with itself, each pair from both sides, and with those after it.
void meet(const Circle& circle, std::size_t chunk, std::size_t at, Part& part) {
  const std::size_t first = chunk * kChunk, columns = circle.reach(chunk) * kChunk;
  double own = 0, others = 0;
  for (std::size_t r = 0; r < kChunk; r += kGroup) {
    const float *x = circle.x.data() + first, *y = circle.y.data() + first;
    float *felt_x = part.x.data() + at, *felt_y = part.y.data() + at;
    own += static_cast<double>(
        repel_group({x + r, y + r, x, y, kChunk, nullptr, nullptr, felt_x + r, felt_y + r}));
    others += static_cast<double>(
        repel_group({x + r, y + r, x + kChunk, y + kChunk, columns, felt_x + kChunk,
                     felt_y + kChunk, felt_x + r, felt_y + r}));
  }
  part.z += own - static_cast<double>(kChunk) + 2 * others;
}

}  // namespace

double repulsion_plane(const Points& points, Points& out) {
  const std::size_t n = points[0].size();
  const Circle circle(points);
  std::vector<Part> parts(block_count(circle.chunks, kChunkBlock));
  parallel_blocks(circle.chunks, kChunkBlock, [&](Block b) {
    Part& part = parts[b.index];
    part.x.assign((b.size() + circle.chunks / 2) * kChunk, 0);
    part.y = part.x;
    for (std::size_t i = b.begin; i < b.end; ++i) meet(circle, i, (i - b.begin) * kChunk, part);
  });
  double z = 0;
  std::vector<float> felt[2];
  for (auto& f : felt) f.assign(2 * circle.chunks * kChunk + kChunkBlock * kChunk, 0);
  for (std::size_t b = 0; b < parts.size(); ++b) {
    z += parts[b].z;
    for (std::size_t i = 0; i < parts[b].x.size(); ++i) {
      felt[0][b * kChunkBlock * kChunk + i] += parts[b].x[i];
      felt[1][b * kChunkBlock * kChunk + i] += parts[b].y[i];
    }
  }
  for (int c = 0; c < 2; ++c)
    for (std::size_t i = 0; i < n; ++i)
      out[c][i] = felt[c][i] + felt[c][i + circle.chunks * kChunk];
  return z;
}

}  // namespace qed::embedding
