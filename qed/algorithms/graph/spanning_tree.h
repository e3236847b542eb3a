// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"

namespace qed::algorithms {

struct TreeEdge {
  std::int32_t a, b;
  float length;
};

/// A minimum spanning tree of the rows of X under max(‖x - y‖, core(x), core(y)): Prim's algorithm,
/// distances taken when they are needed. With all cores 0: of the Euclidean distances.
/// X: n x d finite, n >= 1; core: n, not negative. Returns n - 1 edges, shortest first.
/// n²/2 distances on one thread, O(n d) memory.
/// Ref: [Prim1957]
std::vector<TreeEdge> spanning_tree(MatrixFView X, std::span<const float> core,
                                    const Progress& progress = {});

}  // namespace qed::algorithms
