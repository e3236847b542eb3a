// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/embedding/tsne/forces.h"

namespace qed::embedding {

/// Repulsion in the plane, every pair once: out[c][i] = Σ_j (y_i − y_j)_c K²_ij, returned is
/// Σ_{i≠j} K_ij. Chunks of 16 rows meet the half of all chunks that follow them in a circle, so that all do equal
/// work; what it does to them is summed aside by blocks of rows and added in order. Single
/// precision within a block, relative error 1e-6. O(n²/2). Same bits for every number of threads.
double repulsion_plane(const Points& y, Points& out);

}  // namespace qed::embedding
