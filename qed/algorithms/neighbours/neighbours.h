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
  double recall = 1;  ///< share of true neighbours found: 1 when exact, else by a sample of rows
  std::string method;  ///< "exact" or "cells"
};

struct NeighbourOptions {
  int k = 90;
  std::string method = "auto";  ///< auto | exact | cells; auto is exact up to kExactRows rows
  std::uint64_t seed = 0;  ///< of the sample that recall is measured on
  double recall = 0.97;  ///< that cells must reach, else the search is exact
};

/// Largest n that "auto" searches exactly.
inline constexpr Index kExactRows = 100'000;

/// The k nearest other rows of each row of X by Euclidean distance. X (n x d): finite, n > k >= 1.
/// Exact: every pair once, in tiles that never leave the registers; pairs whose leading coordinates
/// already put them beyond both rows' k-th neighbour are dropped. O(n² d) worst, O(n (d + k))
/// memory. Cells: see cells.h; exact after all where the recall asked for cannot be had. A pair is
/// ranked in single precision on centred rows, k/8 + 8 candidates more than asked are kept, and
/// their distances recomputed, so a row tied with the k-th to within rounding may stand for it.
/// Same bits for every number of threads. Throws Error{bad_option, bad_shape, bad_data}.
Neighbours neighbours(MatrixFView X, const NeighbourOptions& options,
                      const Progress& progress = {});

/// The k nearest rows of X of each query row (a query equal to a row of X finds it). queries (m x
/// d), X (n x d), n >= k.
Neighbours neighbours_of(MatrixFView queries, MatrixFView X, const NeighbourOptions& options,
                         const Progress& progress = {});

}  // namespace qed::algorithms
