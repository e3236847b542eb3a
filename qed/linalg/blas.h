// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/linalg/matrix.h"

namespace qed::linalg {

// Products of matrices, split over fixed blocks: the same bits for every number of threads, 80 % of
// the cores' peak. Inputs may hold NaN (it spreads as IEEE says); only shapes are checked:
// Error{bad_shape}.

/// A B, (n x k)(k x m).
Matrix multiply(MatrixView A, MatrixView B);
/// Aᵀ B, (k x n)ᵀ(k x m). k may be very large (samples): partial sums of at most 16 slabs, merged
/// in order.
Matrix multiply_transposed(MatrixView A, MatrixView B);
/// AᵀA, exactly symmetric: half the work of multiply_transposed(A, A).
Matrix gram(MatrixView A);
/// A Aᵀ, exactly symmetric.
Matrix gram_of_rows(MatrixView A);

/// Row-major samples without a copy: rows x columns floats, `stride` >= columns floats from one row
/// to the next.
struct RowBlock {
  const float* data = nullptr;
  Index rows = 0, columns = 0, stride = 0;
};
/// A view of a matrix, or of `count` of its rows from `first`.
RowBlock rows_of(MatrixFView X);
RowBlock rows_of(MatrixFView X, Index first, Index count);

/// C = A Bᵀ for row-major A (n x d), B (m x d): all inner products of two sets of samples. C is
/// row-major, `stride` floats a row. Runs on the calling thread: the kernel to call inside one's
/// own parallel_blocks.
void inner_products(RowBlock A, RowBlock B, float* C, Index stride);
/// The same, in parallel over fixed blocks of rows of A.
MatrixF inner_products(MatrixFView A, MatrixFView B);
/// C = alpha A B + beta C for row-major A (n x k), B (k x m), C (n x m); on the calling thread.
void multiply(float alpha, RowBlock A, RowBlock B, float beta, float* C, Index stride);
/// Lower triangle of C += AᵀA for `rows` contiguous samples of d numbers; on the calling thread. In
/// single precision: tiles/tiles.h.
void add_gram(const double* samples, Index rows, Index d, double* C);

}  // namespace qed::linalg
