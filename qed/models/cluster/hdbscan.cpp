// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/hdbscan.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "qed/algorithms/graph/spanning_tree.h"
#include "qed/algorithms/graph/union_find.h"
#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/base/error.h"

namespace qed::models {

namespace {

using algorithms::TreeEdge;

/// The single linkage tree: nodes 0 .. n-1 are rows, n + e joins two nodes at edge e.
struct Linkage {
  struct Node {
    std::int32_t left, right, size;
    float height;
  };
  std::int32_t rows;
  std::vector<Node> joined;
  bool is_row(std::int32_t node) const { return node < rows; }
  const Node& at(std::int32_t node) const { return joined[static_cast<std::size_t>(node - rows)]; }
  std::int32_t size(std::int32_t node) const { return is_row(node) ? 1 : at(node).size; }
};

Linkage linkage(Index n, std::span<const TreeEdge> tree) {
  Linkage result{static_cast<std::int32_t>(n), {}};
  algorithms::UnionFind sets(static_cast<std::size_t>(n));
  std::vector<std::int32_t> node(static_cast<std::size_t>(n));  // of each set, at its root
  for (std::size_t i = 0; i < node.size(); ++i) node[i] = static_cast<std::int32_t>(i);
  for (const TreeEdge& edge : tree) {
    const std::int32_t left = node[static_cast<std::size_t>(sets.find(edge.a))];
    const std::int32_t right = node[static_cast<std::size_t>(sets.find(edge.b))];
    sets.unite(edge.a, edge.b);
    node[static_cast<std::size_t>(sets.find(edge.a))] =
        result.rows + static_cast<std::int32_t>(result.joined.size());
    result.joined.push_back({left, right, result.size(left) + result.size(right), edge.length});
  }
  return result;
}

/// The components into which a node falls just below its height: ties are one split.
std::vector<std::int32_t> parts_below(const Linkage& tree, std::int32_t node) {
  const float height = tree.at(node).height;
  std::vector<std::int32_t> stack{node}, parts;
  while (!stack.empty()) {
    const std::int32_t top = stack.back();
    stack.pop_back();
    if (tree.is_row(top) || tree.at(top).height < height)
      parts.push_back(top);
    else
      stack.insert(stack.end(), {tree.at(top).right, tree.at(top).left});
  }
  return parts;
}

struct Cluster {
  std::int32_t node;              // where it is born
  std::size_t parent;
  double birth, stability = 0;    // λ
  std::vector<std::size_t> children;
};

/// Follows one cluster down from its birth: parts of fewer than `least` rows leave it, one large
/// part goes on, several are its children.
void follow(const Linkage& tree, Index least, double floor, std::vector<Cluster>& found,
            std::size_t which) {
  std::int32_t node = found[which].node;
  for (bool alive = !tree.is_row(node); alive;) {
    const double lambda = 1 / std::max(static_cast<double>(tree.at(node).height), floor);
    std::vector<std::int32_t> large;
    double leaving = tree.size(node);
    for (std::int32_t part : parts_below(tree, node))
      if (tree.size(part) >= least) large.push_back(part);
    alive = large.size() == 1;
    if (alive) node = large[0], leaving -= tree.size(node);
    found[which].stability += leaving * (lambda - found[which].birth);
    if (large.size() < 2) continue;
    for (std::int32_t part : large) {
      found[which].children.push_back(found.size());
      found.push_back({part, which, lambda, 0, {}});
    }
  }
}

/// Excess of mass: from the leaves up, a cluster is kept when it is at least as stable as all that
/// is kept below it. found[0], the whole table, never is.
std::vector<char> keep(const std::vector<Cluster>& found) {
  std::vector<char> kept(found.size(), 0);
  std::vector<double> below(found.size(), 0);  // the best sum within the subtree
  for (std::size_t c = found.size(); c-- > 1;) {
    kept[c] = found[c].stability >= below[c];
    below[found[c].parent] += std::max(found[c].stability, below[c]);
  }
  for (std::size_t c = 1; c < found.size(); ++c)  // parents stand before their children
    if (kept[found[c].parent] > 0) kept[c] = 2;  // within one that is kept
  return kept;
}

std::vector<std::int32_t> labels(const Linkage& tree, Index least) {
  std::vector<std::int32_t> label(static_cast<std::size_t>(tree.rows), -1);
  if (tree.joined.empty()) return label;
  // Rows that coincide are as dense as rows a millionth of the longest edge apart.
  const double floor = std::max(1e-6 * static_cast<double>(tree.joined.back().height), 1e-300);
  const auto root = tree.rows + static_cast<std::int32_t>(tree.joined.size()) - 1;
  std::vector<Cluster> found{
      {root, 0, 1 / std::max(static_cast<double>(tree.joined.back().height), floor), 0, {}}};
  for (std::size_t c = 0; c < found.size(); ++c) follow(tree, least, floor, found, c);
  const auto kept = keep(found);
  for (std::size_t c = 1; c < found.size(); ++c) {
    if (kept[c] != 1) continue;
    std::vector<std::int32_t> stack{found[c].node};
    while (!stack.empty()) {
      const std::int32_t top = stack.back();
      stack.pop_back();
      if (tree.is_row(top))
        label[static_cast<std::size_t>(top)] = static_cast<std::int32_t>(c);
      else
        stack.insert(stack.end(), {tree.at(top).left, tree.at(top).right});
    }
  }
  return label;
}

std::vector<float> core_distances(MatrixFView X, Index min_samples, const Progress& progress) {
  std::vector<float> core(static_cast<std::size_t>(X.rows()), 0);
  const Index k = std::min(min_samples, X.rows()) - 1;
  if (k < 1) return core;
  algorithms::NeighbourOptions options;
  options.k = static_cast<int>(k), options.method = "exact";
  const auto near = algorithms::neighbours(X, options, progress);
  for (std::size_t i = 0; i < core.size(); ++i)
    core[i] = near.distance(static_cast<Index>(i), k - 1);
  return core;
}

constexpr Index kMostAutoSamples = 15;

}  // namespace

Clustering hdbscan(MatrixFView X, const HdbscanOptions& options, const Progress& progress) {
  const Index n = X.rows(), asked = options.min_cluster_size;
  require(n > 0 && X.cols() > 0, ErrorCode::bad_shape, "hdbscan: the table is empty");
  require(X.allFinite(), ErrorCode::bad_value, "hdbscan: a value is missing or infinite");
  require(asked == 0 || asked >= 2, ErrorCode::bad_option,
          "min_cluster_size: is " + std::to_string(asked) + ", but must be 0 or at least 2");
  require(options.min_samples >= 0, ErrorCode::bad_option, "min_samples: must not be negative");
  const Index least = asked > 0 ? asked : std::max<Index>(10, (n + 99) / 100);
  const Index samples =
      options.min_samples > 0 ? options.min_samples : std::min(least, kMostAutoSamples);
  const auto core = core_distances(X, samples, progress);
  const auto tree = algorithms::spanning_tree(X, core, progress);
  Clustering result = make_clustering(X, labels(linkage(n, tree), least), "HDBSCAN");
  result.termination = "minimum spanning tree complete";
  return result;
}

}  // namespace qed::models
