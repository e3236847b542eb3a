// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/linalg/matrix.h"

namespace qed::algorithms {

/// The k nearest other points of each of n points in few dimensions, exactly: those of a picture. Row i holds the
/// points nearest to i in ascending order of distance, equal distances in ascending order of row (so duplicates are
/// deterministic), i itself left out. A k-d tree of leaves of at most 16 points, asked leaf by leaf.
/// points: n x d, d >= 1, finite; 1 <= k <= n - 1. O(n (k log k + log n)) expected for d <= 3 whatever the density;
/// every dimension more costs a factor. The same bits for every number of threads.
/// Throws Error{bad_shape, bad_value}.  Ref: [FriedmanBentleyFinkel1977]
IndexMatrix low_dimensional_neighbours(MatrixFView points, Index k);

}  // namespace qed::algorithms
