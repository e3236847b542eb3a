// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/low_dimensional/kd_tree.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/threads.h"

namespace qed::algorithms {
namespace {

constexpr std::int32_t kLeaf = 16;
constexpr std::size_t kBlock = 64;         // leaves a block of queries
constexpr float kSlack =
    1 - 0x1.0p-20F;   // a box is passed over only when beyond all doubt of rounding

// Points begin..end of the tree's order; an inner node's children are `left` and left + 1.
struct Node {
  std::int32_t begin, end, left;           // left < 0: a leaf
};

class KdTree {
 public:
  explicit KdTree(MatrixFView points)
      : d_(points.cols()), order_(static_cast<std::size_t>(points.rows())) {
    std::iota(order_.begin(), order_.end(), 0);
    nodes_.push_back({0, static_cast<std::int32_t>(points.rows()), -1});
    for (std::size_t v = 0; v < nodes_.size(); ++v)
      split(points, v);  // breadth first: children behind their parent
    sorted_.resize(points.rows(), d_);
    for (std::size_t p = 0; p < order_.size(); ++p)
      sorted_.row(static_cast<Index>(p)) = points.row(order_[p]);
    set_boxes();
    for (std::size_t v = 0; v < nodes_.size(); ++v)
      if (nodes_[v].left < 0) leaves_.push_back(v);
  }

  const std::vector<std::size_t>& leaves() const { return leaves_; }

  // Writes the neighbours of all points of a leaf.
  void ask_leaf(std::size_t leaf, Index k, IndexMatrix& out) const {
    Nearest nearest;
    for (std::int32_t p = nodes_[leaf].begin; p < nodes_[leaf].end; ++p) {
      nearest.clear();
      search(0, 0, p, static_cast<std::size_t>(k), nearest);
      std::sort_heap(nearest.begin(), nearest.end());
      const Index row = order_[static_cast<std::size_t>(p)];
      for (Index c = 0; c < k; ++c) out(row, c) = nearest[static_cast<std::size_t>(c)].second;
    }
  }

 private:
  using Nearest =
      std::vector<std::pair<float, std::int32_t>>;  // a heap, farthest first: (‖·‖², row)

  // Halves a node at the median of its widest coordinate; equal values by row, so that the tree is one tree.
  void split(MatrixFView points, std::size_t v) {
    const Node node = nodes_[v];
    if (node.end - node.begin <= kLeaf) return;
    const Index axis = widest(points, node);
    const std::int32_t middle = node.begin + (node.end - node.begin) / 2;
    std::nth_element(order_.begin() + node.begin, order_.begin() + middle,
                     order_.begin() + node.end, [&](std::int32_t a, std::int32_t b) {
                       return points(a, axis) != points(b, axis) ? points(a, axis) < points(b, axis)
                                                                 : a < b;
                     });
    nodes_[v].left = static_cast<std::int32_t>(nodes_.size());
    nodes_.push_back({node.begin, middle, -1});
    nodes_.push_back({middle, node.end, -1});
  }

  Index widest(MatrixFView points, const Node& node) const {
    Index axis = 0;
    float width = -1;
    for (Index j = 0; j < d_; ++j) {
      float low = std::numeric_limits<float>::infinity(), high = -low;
      for (std::int32_t p = node.begin; p < node.end; ++p) {
        const float x = points(order_[static_cast<std::size_t>(p)], j);
        low = std::min(low, x);
        high = std::max(high, x);
      }
      if (high - low > width) width = high - low, axis = j;
    }
    return axis;
  }

  // The tight box of each node, from the leaves up.
  void set_boxes() {
    const auto count = static_cast<Index>(nodes_.size());
    low_.resize(count, d_);
    high_.resize(count, d_);
    for (Index v = count - 1; v >= 0; --v) {
      const Node& node = nodes_[static_cast<std::size_t>(v)];
      if (node.left < 0) {
        const auto rows = sorted_.middleRows(node.begin, node.end - node.begin);
        low_.row(v) = rows.colwise().minCoeff();
        high_.row(v) = rows.colwise().maxCoeff();
      } else {
        low_.row(v) = low_.row(node.left).cwiseMin(low_.row(node.left + 1));
        high_.row(v) = high_.row(node.left).cwiseMax(high_.row(node.left + 1));
      }
    }
  }

  // ‖x - nearest point of the box‖².
  float box_distance(Index v, const float* x) const {
    float sum = 0;
    for (Index j = 0; j < d_; ++j) {
      const float gap = std::max({low_(v, j) - x[j], x[j] - high_(v, j), 0.0F});
      sum += gap * gap;
    }
    return sum;
  }

  void search(Index v, float distance, std::int32_t query, std::size_t k, Nearest& nearest) const {
    // As far as the k-th: a lower row may be inside.
    if (nearest.size() == k && distance * kSlack > nearest.front().first) return;
    const Node& node = nodes_[static_cast<std::size_t>(v)];
    const float* x = sorted_.row(query).data();
    if (node.left < 0) {
      for (std::int32_t p = node.begin; p < node.end; ++p)
        if (p != query) offer(p, x, k, nearest);
      return;
    }
    const float left = box_distance(node.left, x), right = box_distance(node.left + 1, x);
    const bool left_first = left <= right;
    search(left_first ? node.left : node.left + 1, std::min(left, right), query, k, nearest);
    search(left_first ? node.left + 1 : node.left, std::max(left, right), query, k, nearest);
  }

  void offer(std::int32_t p, const float* x, std::size_t k, Nearest& nearest) const {
    const float* y = sorted_.row(p).data();
    float sum = 0;
    for (Index j = 0; j < d_; ++j) sum += (x[j] - y[j]) * (x[j] - y[j]);
    const std::pair found{sum, order_[static_cast<std::size_t>(p)]};
    if (nearest.size() == k) {
      if (!(found < nearest.front())) return;
      std::pop_heap(nearest.begin(), nearest.end());
      nearest.back() = found;
    } else {
      nearest.push_back(found);
    }
    std::push_heap(nearest.begin(), nearest.end());
  }

  Index d_;
  std::vector<std::int32_t> order_;  // rows in the order of the leaves
  std::vector<Node> nodes_;
  std::vector<std::size_t> leaves_;
  MatrixF sorted_, low_, high_;
};

}  // namespace

IndexMatrix low_dimensional_neighbours(MatrixFView points, Index k) {
  const Index n = points.rows();
  require(k >= 1 && k < n && n < std::numeric_limits<std::int32_t>::max(), ErrorCode::bad_shape,
          "neighbours: k is " + std::to_string(k) + ", but must be in [1, " +
              std::to_string(n - 1) + "]");
  require(points.cols() >= 1, ErrorCode::bad_shape, "neighbours: points have no coordinates");
  require((points.array().abs() < 1e17F).all(), ErrorCode::bad_value,
          "neighbours: a coordinate is not finite, or above 1e17 in size");
  const KdTree tree(points);
  IndexMatrix out(n, k);
  parallel_blocks(tree.leaves().size(), kBlock, [&](Block block) {
    for (std::size_t leaf = block.begin; leaf < block.end; ++leaf)
      tree.ask_leaf(tree.leaves()[leaf], k, out);
  });
  return out;
}

}  // namespace qed::algorithms
