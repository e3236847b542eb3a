// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::analysis {

/// An edge of a minimum spanning tree: rows a < b and their distance.
struct TreeEdge {
  std::int32_t a, b;
  float length;
};

/// The Euclidean minimum spanning tree of the rows of X (m x d, finite, m >= 1): m - 1 edges in ascending length (equal
/// lengths by a, then b). Prim's algorithm: O(m² d) time, O(m) memory; meant for landmarks, m up to about 10,000.
/// Lengths are computed in single precision from differences; the same bits for every number of threads.
/// Throws Error{bad_value} for values not finite.  Ref: [Prim1957]
std::vector<TreeEdge> minimum_spanning_tree(MatrixFView X);

/// Persistent homology of dimension 0 of balls that grow around m points: each point is born at 0 as its own component,
/// and a component dies when the balls of another reach it. The deaths are the lengths of the minimum spanning tree,
/// which are the merge heights of single linkage; one component never dies. Moving every point by at most ε moves
/// every death by at most 2 ε (so small clusters of noise have short bars).
/// Ref: [EdelsbrunnerHarer2010, ch. VII; CohenSteinerEtAl2007]
struct Barcode {
  std::vector<TreeEdge> tree;              ///< deaths, ascending
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
Barcode barcode(MatrixFView X);

}  // namespace qed::analysis
