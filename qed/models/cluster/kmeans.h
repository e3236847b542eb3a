// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/base/progress.h"
#include "qed/models/cluster/clustering.h"

namespace qed::models {

struct KMeansOptions {
  int restarts = 10;             ///< k-means++ starts; the one with the least `within` is kept
  std::uint64_t seed = 0;
  int max_iterations = 100;
  Index restart_rows = 10000;    ///< the starts compete on at most so many rows
  MatrixF start;                 ///< k x d centres tried as one start more; empty: none
};

/// Partition into k clusters of least sum of squared distances to the clusters' means: Lloyd's
/// iterations from greedy k-means++ starts; an empty cluster takes the row farthest from its centre.
/// X: n x d finite; 1 <= k. With fewer than k distinct rows fewer clusters come back. Stops when no
/// row moves. O(n k d) an iteration, the same bits for every number of threads. A local minimum:
/// within is an upper bound of the best.
/// Throws Error{bad_option} for k < 1, {bad_shape} for no rows, {bad_value} for NaN or infinities.
/// Ref: [Lloyd1982, ArthurVassilvitskii2007]
Clustering kmeans(MatrixFView X, int k, const KMeansOptions& options = {},
                  const Progress& progress = {});

/// The nearest of `centres` (k x d) for each row of X and, where asked, the squared distance to it.
std::vector<std::int32_t> nearest_centre(MatrixFView X, MatrixFView centres,
                                         std::vector<float>* squared_distance = nullptr);

}  // namespace qed::models
