// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "qed/embedding/tsne/forces.h"

namespace qed::embedding {

/// Repulsion in space by a tree of halves: points far from a group of at most 32 are felt as one cell
/// through its mass m, centre and second moments C = Σ (y_j − centre)(y_j − centre)ᵀ; with d from the
/// cell's centre to the point and K = 1/(1 + ‖d‖²), to second order in the cell's extent
///   Σ K      ≈ m K + 4 K³ dᵀC d − K² tr C
///   Σ K² d   ≈ (m K² + 12 K⁴ dᵀC d − 2 K³ tr C) d − 4 K³ C d
/// A cell is felt so where reach² < opening² (1 + distance²), reach from its centre to the farthest
/// corner of its box, distance from its centre to the group's box; else its halves are asked, down
/// to single points. Relative errors (root mean square) of pulls and of Z on maps of 5,000 to 70,000
/// images: 3e-3 and 1e-3 at opening 0.7, 6e-4 and 2e-4 at 0.5, 5e-5 and 2e-5 at 0.3; up to eight
/// times that on maps about a unit wide.
/// O(n log n) a call. Same bits for every number of threads.  Ref: [BarnesHut1986; vanderMaaten2014]
class RepulsionTree {
 public:
  static constexpr double kOpening = 0.7;
  explicit RepulsionTree(double opening = kOpening) : opening_(opening) {}

  /// out[c][i] = Σ_j (y_i − y_j)_c K²_ij; returned is Σ_{i≠j} K_ij. y: three coordinates, finite.
  /// Points are put into halves anew every tenth call; between them boxes and moments follow.
  double repulsion(const Points& y, Points& out);

 private:
  struct Box {
    float low[3], high[3];
  };
  struct Cell {
    float mass, centre[3], moment[6];  ///< xx xy xz yy yz zz
    float reach2;  ///< squared distance from the centre to the farthest corner
    Box box;
  };
  struct Lists;

  std::size_t first_of(std::size_t leaf) const { return n_ * leaf / leaves_; }
  void halve(const Points& y);
  void gather(const Points& y);
  void measure_leaf(std::size_t leaf);
  void collect(std::size_t leaf, Lists& lists) const;

  double opening_;
  int calls_ = 0;
  std::size_t n_ = 0, leaves_ = 0;
  std::vector<std::int32_t> order_;  ///< points by leaf
  Points at_;  ///< in that order
  std::vector<Cell> cells_;  ///< halves of cell i: 2 i and 2 i + 1; the whole is 1
};

}  // namespace qed::embedding
