// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/linalg/blas.h"

namespace qed::linalg {

// Products of row-major blocks in single precision, on the calling thread, made in tiles of
// registers that read their operands where they lie. For blocks that stay in the second-level cache
// (some 96 rows of 1000 columns, kTileRows): there they run at 95 % of a core's peak, where BLAS,
// which copies both operands first, comes to 60 to 80 %. Rows whose stride is a multiple of 4 KB
// share few places in the cache: copy them to tile_stride() first. Only shapes are checked:
// Error{bad_shape}.

inline constexpr Index kTileRows = 96;  ///< rows of a block, whole tiles

/// A stride of at least `columns` floats, whole vectors, that spreads rows over the cache.
constexpr Index tile_stride(Index columns) { return ((columns + 15) / 16 / 2 * 2 + 1) * 16; }

/// C += A B for A (n x k), B (k x m), C (n x m) with `stride` floats from one row to the next.
void add_product(RowBlock A, RowBlock B, float* C, Index stride);
/// C += Aᵀ B for A (n x k), B (n x m), C (k x m).
void add_transposed_product(RowBlock A, RowBlock B, float* C, Index stride);
/// C += AᵀA for A (n x d), C (d x d) without gaps: the lower triangle; what lies above is
/// undefined.
void add_gram(RowBlock A, float* C);

}  // namespace qed::linalg
