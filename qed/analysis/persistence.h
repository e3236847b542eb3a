// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/algorithms/graph/spanning_tree.h"
#include "qed/linalg/matrix.h"

namespace qed::analysis {

/// Persistent homology of dimension 0 of balls that grow around m points: each point is born at 0 as its own component,
/// and a component dies when the balls of another reach it. The deaths are the lengths of the minimum spanning tree,
/// which are the merge heights of single linkage; one component never dies. Moving every point by at most ε moves
/// every death by at most 2 ε (so small clusters of noise have short bars).
/// Ref: [EdelsbrunnerHarer2010, ch. VII; CohenSteinerEtAl2007]
struct Barcode {
  std::vector<algorithms::TreeEdge> tree;  ///< deaths, ascending
  Index points = 0;

  /// Components when points nearer than or as near as `scale` are joined.
  Index components(double scale) const;
  /// Component of each point at `scale`, numbered from 0 in order of the first point.
  std::vector<std::int32_t> labels(double scale) const;
  /// The number of components, 2 <= c <= most, whose range of scales is widest in proportion, and that proportion:
  /// death of the c-component state over its birth (1: no range at all). A ratio near 1 means no clusters; what is
  /// large must be read against a null of the same shape, as for any statistic. Deaths at 0 (duplicates) count as
  /// no range. most < 2 or fewer than 3 distinct points: {1, 1}.
  struct Gap {
    Index components = 1;
    double ratio = 1, scale = 0;  ///< scale: geometric middle of the range, for labels()
  };
  Gap widest_gap(Index most = 20) const;
};
/// X: m x d, m >= 1, not above 1e17 in size. O(m² d) on one thread, O(m d) memory; meant for landmarks, m up to about
/// 10,000. Throws Error{bad_shape, bad_value}.
Barcode barcode(MatrixFView X);

}  // namespace qed::analysis
