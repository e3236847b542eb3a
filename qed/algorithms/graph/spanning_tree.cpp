// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/graph/spanning_tree.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/lanes.h"

namespace qed::algorithms {

namespace {

constexpr int kBlock = 64;  // rows that a pass of `relax` holds in registers
constexpr float kDone = std::numeric_limits<float>::max();

/// What the rows outside the tree know: place p of block p / 64, coordinates one after the other.
struct Outside {
  std::vector<float> x;            // blocks x d x 64
  std::vector<float> core2, best;  // squared: own core, least reach to the tree
  std::vector<std::int32_t> row, from;
};

/// One row c that joined the tree, and what the rows outside know of it.
struct Reach {
  const float* x;  // blocks x d x 64
  Index blocks, d;
  const float* c;
  float core2;
  std::int32_t row;
  const float* core2_of;
  float* best;
  std::int32_t* from;
};

/// best = min(best, max(‖x - c‖², core², core²(c))), `from` the row that gave it.
template <class V>
QED_INLINE void relax(const Reach& a) {
  using Lanes = typename V::Floats;
  constexpr int kVectors = kBlock / V::kLanes;
  const float* core2_of = a.core2_of;
  float* best = a.best;
  std::int32_t* from = a.from;
  for (Index b = 0; b < a.blocks; ++b) {
    const float* p = a.x + b * a.d * kBlock;
    Lanes sum[kVectors] = {};
    for (Index j = 0; j < a.d; ++j, p += kBlock)
      for (int v = 0; v < kVectors; ++v) {
        const Lanes t = load<V>(p + v * V::kLanes) - a.c[j];
        sum[v] += t * t;
      }
    alignas(64) float square[kBlock];
    for (int v = 0; v < kVectors; ++v) *reinterpret_cast<Lanes*>(square + v * V::kLanes) = sum[v];
    for (int l = 0; l < kBlock; ++l) {
      const Index at = b * kBlock + l;
      const float own = core2_of[at] > a.core2 ? core2_of[at] : a.core2;
      const float reach = square[l] > own ? square[l] : own;
      const bool nearer = reach < best[at];
      best[at] = nearer ? reach : best[at];
      from[at] = nearer ? a.row : from[at];
    }
  }
}
QED_HOT void relax_eights(const Reach& a) { relax<Eight>(a); }
QED_HOT void relax_sixteens(const Reach& a) { relax<Sixteen>(a); }

QED_HOT float least(const float* value, Index n) {
  float m = kDone;
  for (Index i = 0; i < n; ++i) m = value[i] < m ? value[i] : m;
  return m;
}

Outside all_outside(MatrixFView X, std::span<const float> core) {
  const auto n = static_cast<std::size_t>(X.rows()), d = static_cast<std::size_t>(X.cols());
  const std::size_t places = (n + kBlock - 1) / kBlock * kBlock;
  Outside o{std::vector<float>(places * d), std::vector<float>(places, 0),
            std::vector<float>(places, kDone), std::vector<std::int32_t>(places, -1),
            std::vector<std::int32_t>(places, -1)};
  for (std::size_t i = 0; i < n; ++i) {
    o.row[i] = static_cast<std::int32_t>(i), o.core2[i] = core[i] * core[i];
    for (std::size_t j = 0; j < d; ++j)
      o.x[(i / kBlock * d + j) * kBlock + i % kBlock] =
          X(static_cast<Index>(i), static_cast<Index>(j));
  }
  return o;
}

/// Removes a place by putting the last one there.
void remove(Outside& o, std::size_t at, std::size_t last, std::size_t d) {
  for (std::size_t j = 0; j < d; ++j)
    o.x[(at / kBlock * d + j) * kBlock + at % kBlock] =
        o.x[(last / kBlock * d + j) * kBlock + last % kBlock];
  o.core2[at] = o.core2[last], o.best[at] = o.best[last];
  o.row[at] = o.row[last], o.from[at] = o.from[last];
}

}  // namespace

std::vector<TreeEdge> spanning_tree(MatrixFView X, std::span<const float> core,
                                    const Progress& progress) {
  const Index n = X.rows(), d = X.cols();
  require(n >= 1 && core.size() == static_cast<std::size_t>(n), ErrorCode::bad_shape,
          "spanning tree: needs rows, and one core distance for each");
  Outside o = all_outside(X, core);
  std::vector<TreeEdge> tree;
  tree.reserve(static_cast<std::size_t>(n - 1));
  Eigen::VectorXf current;
  std::size_t at = 0;
  for (auto left = static_cast<std::size_t>(n); left-- > 1;) {
    const std::int32_t row = o.row[at];
    const float core2 = o.core2[at];
    current = X.row(row).transpose();
    remove(o, at, left, static_cast<std::size_t>(d));
    o.best[left] = kDone;
    const Reach reach{o.x.data(),
                      static_cast<Index>((left + kBlock - 1) / kBlock),
                      d,
                      current.data(),
                      core2,
                      row,
                      o.core2.data(),
                      o.best.data(),
                      o.from.data()};
    sixteen_lanes() ? relax_sixteens(reach) : relax_eights(reach);
    const float length2 = least(o.best.data(), static_cast<Index>(left));
    at =
        static_cast<std::size_t>(std::find(o.best.begin(), o.best.end(), length2) - o.best.begin());
    tree.push_back({o.from[at], o.row[at], std::sqrt(length2)});
    if (left % 1024 == 0) {
      check_interrupt();
      const double todo = static_cast<double>(left) / static_cast<double>(n);
      if (progress) progress("spanning tree", 1 - todo);
    }
  }
  std::stable_sort(tree.begin(), tree.end(),
                   [](const TreeEdge& a, const TreeEdge& b) { return a.length < b.length; });
  return tree;
}

}  // namespace qed::algorithms
