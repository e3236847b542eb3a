// SPDX-License-Identifier: Apache-2.0
#include "qed/analysis/persistence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/threads.h"

namespace qed::analysis {
namespace {

constexpr std::size_t kBlock = 2048;

// The row outside the tree that is nearest to it: (‖·‖², row).
using Candidate = std::pair<float, std::int32_t>;

// Lets the row just joined shorten the way of the others, and finds the nearest of them.
struct Frontier {
  MatrixFView X;
  std::vector<float> squared;
  std::vector<std::int32_t> parent;        // in the tree; -1 once joined itself

  Candidate advance(std::int32_t joined) {
    const Candidate none{std::numeric_limits<float>::infinity(),
                         std::numeric_limits<std::int32_t>::max()};
    return parallel_reduce(
        squared.size(), kBlock, none,
        [&](Block block) {
          Candidate best = none;
          for (std::size_t i = block.begin; i < block.end; ++i) {
            if (parent[i] < 0) continue;
            const float s = (X.row(static_cast<Index>(i)) - X.row(joined)).squaredNorm();
            if (s < squared[i]) squared[i] = s, parent[i] = joined;
            best = std::min(best, Candidate{squared[i], static_cast<std::int32_t>(i)});
          }
          return best;
        },
        [](Candidate& total, Candidate part) { total = std::min(total, part); });
  }
};

std::int32_t root(std::vector<std::int32_t>& parent, std::int32_t i) {
  while (parent[static_cast<std::size_t>(i)] != i) {
    auto& up = parent[static_cast<std::size_t>(i)];
    up = parent[static_cast<std::size_t>(up)];
    i = up;
  }
  return i;
}

}  // namespace

std::vector<TreeEdge> minimum_spanning_tree(MatrixFView X) {
  require(X.rows() >= 1 && X.rows() < std::numeric_limits<std::int32_t>::max(),
          ErrorCode::bad_shape, "spanning tree: needs at least one row");
  require(X.cols() == 0 || (X.array().abs() < 1e17F).all(), ErrorCode::bad_value,
          "spanning tree: a value is not finite, or above 1e17 in size");
  const auto m = static_cast<std::size_t>(X.rows());
  Frontier frontier{X, std::vector<float>(m, std::numeric_limits<float>::infinity()),
                    std::vector<std::int32_t>(m, 0)};
  frontier.parent[0] = -1;
  std::vector<TreeEdge> tree;
  std::int32_t joined = 0;
  while (tree.size() + 1 < m) {
    check_interrupt();
    const auto [squared, row] = frontier.advance(joined);
    auto& parent = frontier.parent[static_cast<std::size_t>(row)];
    tree.push_back({std::min(parent, row), std::max(parent, row), std::sqrt(squared)});
    parent = -1;
    joined = row;
  }
  std::sort(tree.begin(), tree.end(), [](const TreeEdge& x, const TreeEdge& y) {
    return std::tie(x.length, x.a, x.b) < std::tie(y.length, y.a, y.b);
  });
  return tree;
}

Barcode barcode(MatrixFView X) { return {minimum_spanning_tree(X), X.rows()}; }

Index Barcode::components(double scale) const {
  const auto alive =
      std::count_if(tree.begin(), tree.end(), [&](const TreeEdge& e) { return e.length > scale; });
  return points == 0 ? 0 : static_cast<Index>(alive) + 1;
}

std::vector<std::int32_t> Barcode::labels(double scale) const {
  std::vector<std::int32_t> parent(static_cast<std::size_t>(points));
  std::iota(parent.begin(), parent.end(), 0);
  for (const TreeEdge& e : tree)
    if (e.length <= scale) {
      const std::int32_t x = root(parent, e.a), y = root(parent, e.b);
      parent[static_cast<std::size_t>(std::max(x, y))] =
          std::min(x, y);  // a root is its component's first point
    }
  std::vector<std::int32_t> out(parent.size());
  std::int32_t next = 0;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(points); ++i) {
    const std::int32_t first = root(parent, i);
    out[static_cast<std::size_t>(i)] = first == i ? next++ : out[static_cast<std::size_t>(first)];
  }
  return out;
}

Barcode::Gap Barcode::widest_gap(Index most) const {
  Gap best;
  const auto edges = static_cast<Index>(tree.size());
  for (Index c = 2; c <= std::min(most, edges); ++c) {
    // c components live between the (c-1)-th longest edge and the one before it in length.
    const double death = tree[static_cast<std::size_t>(edges - c + 1)].length;
    const double birth = tree[static_cast<std::size_t>(edges - c)].length;
    if (birth > 0 && death / birth > best.ratio)
      best = {c, death / birth, std::sqrt(death * birth)};
  }
  return best;
}

}  // namespace qed::analysis
