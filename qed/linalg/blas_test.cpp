// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/blas.h"

#include <doctest/doctest.h>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using linalg::random_matrix;

// |fl(xᵀy) − xᵀy| ≤ γ_k |x|ᵀ|y| for every summation order; entries are below 6 in size.
double bound(Index k, double eps) {
  return 36.0 * static_cast<double>(k) * static_cast<double>(k + 1) * eps;
}

TEST_CASE("products agree with the definition within the summation bound") {
  for (auto [n, k, m] :
       {std::tuple<Index, Index, Index>{3, 4, 2}, {400, 17, 390}, {1, 5, 1}, {5000, 3, 2}}) {
    const Matrix A = random_matrix(n, k, 1), B = random_matrix(k, m, 2);
    CHECK((linalg::multiply(A, B) - A.lazyProduct(B)).cwiseAbs().maxCoeff() <= bound(k, 2.3e-16));
    const Matrix C = random_matrix(n, m, 3);
    CHECK(
        (linalg::multiply_transposed(A, C) - A.transpose().lazyProduct(C)).cwiseAbs().maxCoeff() <=
        bound(n, 2.3e-16));
    const Matrix G = linalg::gram(A), R = linalg::gram_of_rows(A);
    CHECK((G - A.transpose().lazyProduct(A)).cwiseAbs().maxCoeff() <= bound(n, 2.3e-16));
    CHECK((R - A.lazyProduct(A.transpose())).cwiseAbs().maxCoeff() <= bound(k, 2.3e-16));
    CHECK(G == G.transpose());
    CHECK(R == R.transpose());
  }
}

TEST_CASE("views with a stride are read in place, empty sides are zero") {
  const Matrix A = random_matrix(9, 7, 4);
  const auto block = A.block(2, 1, 5, 4);
  CHECK((linalg::gram(block) - block.transpose().lazyProduct(block)).norm() < 1e-14);
  CHECK(linalg::multiply(Matrix(3, 0), Matrix(0, 2)) == Matrix::Zero(3, 2));
  CHECK(linalg::multiply_transposed(Matrix(0, 3), Matrix(0, 2)) == Matrix::Zero(3, 2));
  CHECK(linalg::gram(Matrix(0, 3)) == Matrix::Zero(3, 3));
  CHECK_THROWS_WITH_AS(linalg::multiply(A, A),
                       "product: inner sizes are 7 and 9, but must be equal", Error);
}

TEST_CASE("float kernels on row-major samples") {
  const MatrixF A = random_matrix(900, 33, 5).cast<float>(),
                B = random_matrix(50, 33, 6).cast<float>();
  const Matrix a = A.cast<double>(), b = B.cast<double>();
  CHECK((linalg::inner_products(A, B).cast<double>() - a.lazyProduct(b.transpose()))
            .cwiseAbs()
            .maxCoeff() <= bound(33, 6.0e-8));
  MatrixF C = MatrixF::Constant(900, 60, 7.0F);  // a wider array: the columns beyond stay
  linalg::inner_products(linalg::rows_of(A, 100, 300), linalg::rows_of(B), C.data(), 60);
  CHECK(C(0, 50) == 7.0F);
  CHECK(C.topLeftCorner(300, 50) == linalg::inner_products(A.middleRows(100, 300), B));
  MatrixF P = MatrixF::Ones(900, 33);
  const MatrixF S = random_matrix(33, 33, 7).cast<float>();
  linalg::multiply(1.0F, linalg::rows_of(A), linalg::rows_of(S), 1.0F, P.data(), 33);
  const Matrix p = a.lazyProduct(S.cast<double>()).array() + 1.0;
  CHECK((P.cast<double>() - p).cwiseAbs().maxCoeff() <= bound(33, 6.0e-8));
}

TEST_CASE("the same bits for 1, 2 and 7 threads") {
  const Matrix A = random_matrix(9000, 40, 8), B = random_matrix(40, 800, 9);
  const MatrixF F = A.cast<float>();
  set_threads(1);
  const Matrix product = linalg::multiply(A, B), G = linalg::gram(A),
               R = linalg::gram_of_rows(A.topRows(900));
  const MatrixF inner = linalg::inner_products(F, F.topRows(70));
  for (int count : {2, 7}) {
    set_threads(count);
    CHECK(linalg::multiply(A, B) == product);
    CHECK(linalg::gram(A) == G);
    CHECK(linalg::gram_of_rows(A.topRows(900)) == R);
    CHECK(linalg::inner_products(F, F.topRows(70)) == inner);
  }
  set_threads(0);
}

}  // namespace
