// SPDX-License-Identifier: Apache-2.0
#pragma once
// Search among near cells only.
#include <vector>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/algorithms/neighbours/tiles.h"

namespace qed::algorithms {

inline constexpr int kCell = 48;  ///< rows of a cell: whole groups and whole panels

/// The rows in cells of kCell (the last may be shorter): halved at the median along the leading
/// principal direction of up to 512 of them, again and again, so that neighbours share few cells.
/// Padded with -1 to whole blocks of kTileBlock. O(n d log n).
std::vector<std::int32_t> cell_order(MatrixFView X);

/// The k nearest rows of each row among its own cell and the `reach` cells of nearest centre,
/// reach the least for which sampled rows find options.recall of their true neighbours, which are
/// searched for exactly; the recall stated is that of other sampled rows in the result. Empty when
/// that would take more than a third of all cells: the exact search serves then.
/// O(n reach kCell d); 8 k + 12 d bytes a row besides X. Same bits for every number of threads.
/// The same idea as an inverted file with cells of equal size.  Ref: [JegouDouzeSchmid2011]
Neighbours neighbours_in_cells(MatrixFView X, const NeighbourOptions& options,
                               const Progress& progress);

}  // namespace qed::algorithms
