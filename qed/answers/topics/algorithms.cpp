// SPDX-License-Identifier: Apache-2.0
// Trees, graphs and selection.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "qed/algorithms/graph/spanning_tree.h"
#include "qed/algorithms/graph/union_find.h"
#include "qed/algorithms/low_dimensional/kd_tree.h"
#include "qed/algorithms/neighbours/nearest_lists.h"
#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/test_matrices.h"

namespace qed::answers {
namespace {

using namespace algorithms;

// The k nearest others of row i by sorting all distances: what every search must find.
std::vector<std::int32_t> nearest_by_sorting(const MatrixF& X, Index i, std::size_t k) {
  std::vector<std::pair<float, std::int32_t>> all;
  for (Index j = 0; j < X.rows(); ++j)
    if (j != i) all.emplace_back((X.row(i) - X.row(j)).squaredNorm(), static_cast<std::int32_t>(j));
  std::ranges::sort(all);
  std::vector<std::int32_t> nearest;
  for (std::size_t c = 0; c < k; ++c) nearest.push_back(all[c].second);
  return nearest;
}

double rows_that_differ(const MatrixF& X, const IndexMatrix& found) {
  double count = 0;
  for (Index i = 0; i < X.rows(); ++i) {
    const auto nearest = nearest_by_sorting(X, i, static_cast<std::size_t>(found.cols()));
    count += !std::equal(nearest.begin(), nearest.end(), found.row(i).data());
  }
  return count;
}

Example tree_example() {
  const MatrixF plane = linalg::random_matrix(1500, 2, 5).cast<float>();
  const MatrixF space = linalg::random_matrix(1000, 20, 6).cast<float>();
  Example e("1,500 Gaussian points of the plane, seed 5; 1,000 rows of 20 columns, seed 6");
  e.equals("k-d tree: rows whose 10 nearest differ",
           rows_that_differ(plane, low_dimensional_neighbours(plane, 10)), 0, 0,
           "all distances sorted");
  return e.equals("blocked search: rows that differ",
                  rows_that_differ(space, neighbours(space, {.k = 10}).index), 0, 0,
                  "all distances sorted");
}

Topic tree_topic() {
  return {.name = "binary trees",
          .aliases = {"kd tree", "k d tree", "nearest neighbours", "nearest neighbors"},
          .room = "algorithms",
          .statement =
              "Halving the points along their widest side again and again lets a search "
              "skip whole halves.",
          .formula = "a half is skipped when its box is farther than the k-th neighbour so far",
          .use = "neighbours in a picture: its reliability, recall and the lines under the cursor",
          .files = {"qed/algorithms/low_dimensional/kd_tree.h",
                    "qed/algorithms/neighbours/neighbours.h"},
          .example = tree_example};
}

Example heap_example() {
  constexpr int kKept = 25, kOffered = 10000;
  Rng rng(7);
  NearestLists lists(1, kKept);
  std::vector<float> all;
  for (std::int32_t i = 0; i < kOffered; ++i) {
    all.push_back(static_cast<float>(rng.uniform()));
    lists.offer(0, all.back(), i);
  }
  std::vector<float> kept;
  for (const std::uint64_t key : lists.finish(0))
    kept.push_back(all[static_cast<std::size_t>(NearestLists::row(key))]);
  std::ranges::sort(kept);
  std::ranges::sort(all);
  Example e("the 25 smallest of 10,000 uniform numbers in one pass, seed 7");
  return e.equals("numbers kept", static_cast<double>(kept.size()), kKept, 0, "asked")
      .is_true("they are the first 25 after sorting",
               std::equal(kept.begin(), kept.end(), all.begin()));
}

Topic heap_topic() {
  return {.name = "heap",
          .aliases = {"top k", "top k selection", "priority queue"},
          .room = "algorithms",
          .statement =
              "The largest of what was kept on top, so that it is replaced first. Where "
              "thousands are offered, a buffer that is halved when full does the same "
              "with fewer moves.",
          .formula = "heap: O(log k) a replacement; buffer: O(1) an offer on average",
          .use = "top-k selection in exact neighbours (buffer) and in the k-d tree (heap)",
          .files = {"qed/algorithms/neighbours/nearest_lists.h",
                    "qed/algorithms/low_dimensional/kd_tree.h"},
          .example = heap_example};
}

Example sorting_example() {
  Rng rng(8);
  std::vector<float> values(100000);
  for (float& v : values) v = static_cast<float>(std::abs(rng.normal()));
  std::vector<float> expected = values;
  sort_non_negative(values);
  std::ranges::sort(expected);
  Example e("100,000 absolute values of Gaussians, seed 8");
  return e.is_true("counting passes over the bits give the order of std::sort", values == expected);
}

Topic sorting_topic() {
  return {.name = "sorting",
          .aliases = {"radix sort", "counting sort"},
          .room = "algorithms",
          .statement =
              "Positive floating-point numbers order as their bits do: three counting passes "
              "sort them without a comparison.",
          .formula = "O(n) time, against n log n comparisons",
          .use = "the dip of millions of pairwise distances, and ranks in the quality of a picture",
          .files = {"qed/algorithms/sorting/radix_sort.h"},
          .example = sorting_example};
}

// Laplacian D - A of the graph on n nodes.
Matrix laplacian(Index n, const std::vector<std::pair<Index, Index>>& edges) {
  Matrix L = Matrix::Zero(n, n);
  for (const auto& [a, b] : edges) {
    L(a, b) = L(b, a) = -1;
    L(a, a) += 1, L(b, b) += 1;
  }
  return L;
}

Example graph_example() {
  constexpr Index kNodes = 40;
  std::vector<std::pair<Index, Index>> path, loose;
  UnionFind sets(kNodes);
  for (Index i = 1; i < kNodes; ++i) {
    path.emplace_back(i - 1, i);
    if (i % 7 == 0) continue;  // seven pieces of the path are cut off
    loose.emplace_back(i - 1, i);
    sets.unite(static_cast<std::int32_t>(i - 1), static_cast<std::int32_t>(i));
  }
  const Vector whole = linalg::symmetric_eigen(laplacian(kNodes, path), 0).values;
  const Vector cut = linalg::symmetric_eigen(laplacian(kNodes, loose), 0).values;
  double worst = 0;
  for (Index k = 0; k < kNodes; ++k)
    worst =
        std::max(worst, std::abs(whole[kNodes - 1 - k] - 2 +
                                 2 * std::cos(std::numbers::pi * static_cast<double>(k) / kNodes)));
  const auto label = sets.labels();
  MatrixF line(kNodes, 1);
  for (Index i = 0; i < kNodes; ++i) line(i, 0) = static_cast<float>(i * i);
  double length = 0;
  for (const TreeEdge& edge : spanning_tree(line, std::vector<float>(kNodes)))
    length += edge.length;
  Example e(
      "a path of 40 nodes, whole and cut before every seventh; the points 0, 1, 4, 9, .., 39²");
  e.at_most("path: largest error of a Laplacian eigenvalue", worst, 1e-13, "2 − 2 cos(kπ/n)");
  e.equals("cut path: components by union-find", static_cast<double>(std::ranges::max(label) + 1),
           6, 0, "planted");
  e.equals("cut path: zero eigenvalues", static_cast<double>((cut.array() < 1e-12).count()), 6, 0,
           "components");
  return e.equals("length of the minimum spanning tree", length, 39.0 * 39, 0, "39²");
}

Topic graph_topic() {
  return {
      .name = "graphs",
      .aliases = {"graph", "union find", "minimum spanning tree", "laplacian", "graph laplacian"},
      .room = "algorithms",
      .statement =
          "Points joined by weighted edges; a minimum spanning tree holds every "
          "single-linkage cluster, and the Laplacian has one zero for each component.",
      .formula = "L = D − A;  path of n nodes: λ_k = 2 − 2 cos(kπ/n)",
      .use = "HDBSCAN's hierarchy of densities, components that persist",
      .files = {"qed/algorithms/graph/spanning_tree.h", "qed/algorithms/graph/union_find.h"},
      .example = graph_example};
}

}  // namespace

std::vector<Topic> algorithm_topics() {
  return {tree_topic(), heap_topic(), sorting_topic(), graph_topic()};
}

}  // namespace qed::answers
