// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/blas.h"

#include <algorithm>
#include <string>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/linalg/lapack.h"

namespace qed::linalg {
namespace {

constexpr std::size_t kTile = 384;      // a tile of C: large enough that packing costs under 5 %
constexpr std::size_t kMaxSlabs = 16;   // partial sums of Aᵀ B: bounds memory to 16 copies of C
constexpr std::size_t kMinSlab = 2048;  // samples a slab

int leading(MatrixView A) { return std::max(1, blas_int(A.outerStride())); }

// "must agree: A is 3 x 4, B is 5 x 2".
void require_inner(Index inner_a, Index inner_b, const char* what) {
  require(inner_a == inner_b, ErrorCode::bad_shape,
          std::string(what) + ": inner sizes are " + std::to_string(inner_a) + " and " +
              std::to_string(inner_b) + ", but must be equal");
}

void dgemm(char op_a, MatrixView A, char op_b, MatrixView B, Eigen::Ref<Matrix> C) {
  const int m = blas_int(C.rows()), n = blas_int(C.cols());
  const int k = blas_int(op_a == 'N' ? A.cols() : A.rows());
  if (m == 0 || n == 0) return;
  const double one = 1, zero = 0;
  const int lda = leading(A), ldb = leading(B), ldc = std::max(1, blas_int(C.outerStride()));
  QED_FORTRAN(dgemm)(&op_a, &op_b, &m, &n, &k, &one, A.data(), &lda, B.data(), &ldb, &zero,
                     C.data(), &ldc, 1, 1);
}

// A tile of the partition of an n x m result.
struct Tile {
  Index row, rows, column, columns;
};
template <class Body>
void for_tiles(Index n, Index m, const Body& body) {
  const auto tile = static_cast<Index>(kTile);
  const std::size_t across = block_count(static_cast<std::size_t>(m), kTile);
  const std::size_t down = block_count(static_cast<std::size_t>(n), kTile);
  parallel_blocks(across * down, 1, [&](Block block) {
    const Index i = static_cast<Index>(block.index % down) * tile,
                j = static_cast<Index>(block.index / down) * tile;
    body(Tile{i, std::min(tile, n - i), j, std::min(tile, m - j)});
  });
}

// Rows a slab: the partition of a long inner dimension, a function of its length alone.
std::size_t slab_rows(Index n) {
  return std::max(kMinSlab, block_count(static_cast<std::size_t>(n), kMaxSlabs));
}

}  // namespace

Matrix multiply(MatrixView A, MatrixView B) {
  require_inner(A.cols(), B.rows(), "product");
  Matrix C = Matrix::Zero(A.rows(), B.cols());
  if (A.cols() == 0) return C;
  for_tiles(A.rows(), B.cols(), [&](Tile t) {
    dgemm('N', A.middleRows(t.row, t.rows), 'N', B.middleCols(t.column, t.columns),
          C.block(t.row, t.column, t.rows, t.columns));
  });
  return C;
}

Matrix multiply_transposed(MatrixView A, MatrixView B) {
  require_inner(A.rows(), B.rows(), "transposed product");
  const Matrix zero = Matrix::Zero(A.cols(), B.cols());
  const auto n = static_cast<std::size_t>(A.rows());
  if (n <= kMinSlab) {  // one slab: split over tiles of C instead
    Matrix C = zero;
    if (n == 0) return C;
    for_tiles(A.cols(), B.cols(), [&](Tile t) {
      dgemm('T', A.middleCols(t.row, t.rows), 'N', B.middleCols(t.column, t.columns),
            C.block(t.row, t.column, t.rows, t.columns));
    });
    return C;
  }
  return parallel_reduce(
      n, slab_rows(A.rows()), zero,
      [&](Block slab) {
        Matrix C(A.cols(), B.cols());
        const auto first = static_cast<Index>(slab.begin), count = static_cast<Index>(slab.size());
        dgemm('T', A.middleRows(first, count), 'N', B.middleRows(first, count), C);
        return C;
      },
      [](Matrix& total, Matrix part) { total += part; });
}

Matrix gram(MatrixView A) {
  const int d = blas_int(A.cols());
  if (A.rows() <= static_cast<Index>(kMinSlab) && d > 2 * static_cast<int>(kTile)) {
    Matrix C = multiply_transposed(A, A);  // wide: tiles split better than one syrk
    C.triangularView<Eigen::StrictlyUpper>() = C.transpose().eval();
    return C;
  }
  Matrix C = parallel_reduce(
      static_cast<std::size_t>(A.rows()), slab_rows(A.rows()), Matrix(Matrix::Zero(d, d)),
      [&](Block slab) {
        Matrix part = Matrix::Zero(d, d);
        const auto block =
            A.middleRows(static_cast<Index>(slab.begin), static_cast<Index>(slab.size()));
        const int k = blas_int(block.rows()), lda = leading(A), ldc = std::max(1, d);
        const double one = 1, zero = 0;
        QED_FORTRAN(dsyrk)("L", "T", &d, &k, &one, block.data(), &lda, &zero, part.data(), &ldc, 1,
                           1);
        return part;
      },
      [](Matrix& total, Matrix part) { total += part; });
  C.triangularView<Eigen::StrictlyUpper>() = C.transpose().eval();
  return C;
}

Matrix gram_of_rows(MatrixView A) {
  const Index n = A.rows();
  Matrix C = Matrix::Zero(n, n);
  if (A.cols() == 0) return C;
  for_tiles(n, n, [&](Tile t) {
    if (t.column > t.row) return;  // above the diagonal: mirrored below
    dgemm('N', A.middleRows(t.row, t.rows), 'T', A.middleRows(t.column, t.columns),
          C.block(t.row, t.column, t.rows, t.columns));
  });
  C.triangularView<Eigen::StrictlyUpper>() = C.transpose().eval();
  return C;
}

RowBlock rows_of(MatrixFView X) { return {X.data(), X.rows(), X.cols(), X.outerStride()}; }

RowBlock rows_of(MatrixFView X, Index first, Index count) {
  ensure(first >= 0 && count >= 0 && first + count <= X.rows(), "rows_of: rows outside the matrix");
  return {X.data() + first * X.outerStride(), count, X.cols(), X.outerStride()};
}

// Row-major is column-major of the transpose: C = A Bᵀ is Cᵀ = B Aᵀ = (Bᶜ)ᵀ Aᶜ for the column-major
// readings.
void inner_products(RowBlock A, RowBlock B, float* C, Index stride) {
  require_inner(A.columns, B.columns, "inner products");
  const int m = blas_int(B.rows), n = blas_int(A.rows), k = blas_int(A.columns);
  if (m == 0 || n == 0) return;
  const int lda = std::max(1, blas_int(A.stride)), ldb = std::max(1, blas_int(B.stride));
  const int ldc = std::max(1, blas_int(stride));
  const float one = 1, zero = 0;
  QED_FORTRAN(sgemm)("T", "N", &m, &n, &k, &one, B.data, &ldb, A.data, &lda, &zero, C, &ldc, 1, 1);
}

MatrixF inner_products(MatrixFView A, MatrixFView B) {
  MatrixF C(A.rows(), B.rows());
  parallel_blocks(static_cast<std::size_t>(A.rows()), kTile, [&](Block block) {
    const auto first = static_cast<Index>(block.begin);
    inner_products(rows_of(A, first, static_cast<Index>(block.size())), rows_of(B),
                   C.row(first).data(), C.cols());
  });
  return C;
}

void multiply(float alpha, RowBlock A, RowBlock B, float beta, float* C, Index stride) {
  require_inner(A.columns, B.rows, "product");
  const int m = blas_int(B.columns), n = blas_int(A.rows), k = blas_int(A.columns);
  if (m == 0 || n == 0) return;
  const int lda = std::max(1, blas_int(A.stride)), ldb = std::max(1, blas_int(B.stride));
  const int ldc = std::max(1, blas_int(stride));
  QED_FORTRAN(sgemm)("N", "N", &m, &n, &k, &alpha, B.data, &ldb, A.data, &lda, &beta, C, &ldc, 1,
                     1);
}

void add_gram(const double* samples, Index rows, Index d, double* C) {
  const int n = blas_int(d), k = blas_int(rows), ld = std::max(1, n);
  const double one = 1;
  // The row-major lower triangle is the column-major upper one.
  QED_FORTRAN(dsyrk)("U", "N", &n, &k, &one, samples, &ld, &one, C, &ld, 1, 1);
}

}  // namespace qed::linalg
