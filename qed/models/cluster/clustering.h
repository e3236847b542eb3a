// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::models {

/// A partition of n rows into `count` clusters numbered from the largest (0) downwards.
struct Clustering {
  std::vector<std::int32_t> label;  ///< n; -1: noise, in no cluster
  int count = 0;
  std::string method;
  double within = 0;        ///< sum of squared distances of the labelled rows to their centres
  MatrixF centres;          ///< count x d, the clusters' means
  int iterations = 0;       ///< of the restart that was kept; 0 when the method does not iterate
  std::string termination;  ///< why it stopped
};

/// Numbers clusters by size, largest first (ties: first row), and computes centres and `within`.
/// Labels may be any integers >= -1. X: n x d.  O(n d).
Clustering make_clustering(MatrixFView X, std::vector<std::int32_t> label, std::string method);

/// Agreement of two partitions corrected for chance, in (-1, 1], 1 when they are the same up to
/// names. Noise (-1) counts as a cluster.  Throws Error{bad_shape}.  Ref: [HubertArabie1985]
double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace qed::models
