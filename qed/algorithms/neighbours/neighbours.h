// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"

namespace qed::algorithms {

/// The k nearest rows of every row.
struct Neighbours {
  IndexMatrix index;    ///< n x k, nearest first, ties by row number
  MatrixF distance;     ///< n x k, Euclidean, recomputed from the rows themselves
  double recall = 1;    ///< share of true neighbours found: 1 when exact
  std::string method;   ///< "exact"
};

struct NeighbourOptions {
  int k = 90;
  std::string method = "auto";  ///< auto | exact: there is no approximate search yet, auto is exact
  std::uint64_t seed = 0;  ///< for searches that draw at random: none yet
};

/// The k nearest other rows of each row of X by Euclidean distance.
/// X (n x d): finite, n > k >= 1. Exact: every pair once, in tiles that never leave the registers;
/// pairs whose leading coordinates already put them beyond both rows' k-th neighbour are dropped.
/// O(n² d) worst, O(n (d + k)) memory. A pair is ranked in single precision on centred rows, k/8 +
/// 8 candidates more than asked are kept, and their distances recomputed, so a row tied with the
/// k-th to within rounding may stand for it. Same bits for every number of threads. Throws
/// Error{bad_option, bad_shape, bad_data}.
Neighbours neighbours(MatrixFView X, const NeighbourOptions& options,
                      const Progress& progress = {});

/// The k nearest rows of X of each query row (a query equal to a row of X finds it). queries (m x
/// d), X (n x d), n >= k.
Neighbours neighbours_of(MatrixFView queries, MatrixFView X, const NeighbourOptions& options,
                         const Progress& progress = {});

}  // namespace qed::algorithms
