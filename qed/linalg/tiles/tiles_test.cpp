// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/tiles/tiles.h"

#include <doctest/doctest.h>

#include "qed/base/error.h"
#include "qed/base/lanes.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using linalg::random_matrix;
using linalg::rows_of;

// |fl(xᵀy) − xᵀy| ≤ γ_k |x|ᵀ|y| for every summation order; entries are below 6 in size.
double bound(Index k) { return 36.0 * static_cast<double>(k) * static_cast<double>(k + 1) * 6e-8; }

// Whole tiles, remainders of every size, fewer rows or columns than a tile, one, none.
TEST_CASE("products in tiles agree with the definition, for every remainder") {
  int lanes = 16;
  SUBCASE("eight lanes") { lanes = 8; }
  SUBCASE("sixteen lanes") {}
  const LanesInTests with(lanes);
  for (const Index n : {0, 1, 3, 7, 8, 13, 96})
    for (const Index m : {1, 15, 16, 17, 48, 50})
      for (const Index k : {1, 5, 24, 97}) {
        CAPTURE(n);
        CAPTURE(m);
        CAPTURE(k);
        const Matrix a = random_matrix(n, k, 1), b = random_matrix(k, m, 2),
                     y = random_matrix(n, m, 3);
        const MatrixF A = a.cast<float>(), B = b.cast<float>(), Y = y.cast<float>();
        MatrixF C = MatrixF::Constant(n, m + 3, 2.0F);  // wider: the columns beyond stay
        linalg::add_product(rows_of(A), rows_of(B), C.data(), m + 3);
        if (n > 0) {
          const Matrix expected = A.cast<double>().lazyProduct(B.cast<double>()).array() + 2.0;
          CHECK((C.leftCols(m).cast<double>() - expected).cwiseAbs().maxCoeff() <= bound(k));
          CHECK((C.rightCols(3).array() == 2.0F).all());
        }
        MatrixF W = MatrixF::Ones(k, m);
        linalg::add_transposed_product(rows_of(A), rows_of(Y), W.data(), m);
        const Matrix expected =
            A.cast<double>().transpose().lazyProduct(Y.cast<double>()).array() + 1.0;
        CHECK((W.cast<double>() - expected).cwiseAbs().maxCoeff() <= bound(n + 1));
      }
}

TEST_CASE("the lower triangle of a Gram matrix, rows with a stride") {
  for (const Index d : {1, 16, 33, 50}) {
    MatrixF wide(90, linalg::tile_stride(d));
    wide.setConstant(99.0F);
    wide.leftCols(d) = random_matrix(90, d, 4).cast<float>();
    const linalg::RowBlock A{wide.data(), 90, d, wide.cols()};
    MatrixF G = MatrixF::Ones(d, d);
    linalg::add_gram(A, G.data());
    const Matrix a = wide.leftCols(d).cast<double>();
    const Matrix off = G.cast<double>() - a.transpose().lazyProduct(a) - Matrix::Ones(d, d);
    CHECK(off.cwiseAbs().triangularView<Eigen::Lower>().toDenseMatrix().maxCoeff() <= bound(90));
  }
  CHECK(linalg::tile_stride(1) == 16);
  CHECK(linalg::tile_stride(784) == 784);
  CHECK(linalg::tile_stride(1024) == 1040);
}

TEST_CASE("inner sizes must agree") {
  const MatrixF A = MatrixF::Zero(3, 4);
  MatrixF C(4, 4);
  CHECK_THROWS_WITH_AS(linalg::add_product(rows_of(A), rows_of(A), C.data(), 4),
                       "product: inner sizes are 4 and 3, but must be equal", Error);
  CHECK_THROWS_AS(linalg::add_transposed_product(rows_of(A), rows_of(A, 0, 2), C.data(), 4), Error);
}

}  // namespace
