// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/iterative/block_krylov.h"
#include "qed/linalg/iterative/randomised_svd.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/svd.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

// n x d with singular values ratio^j.
Matrix decaying(Index n, Index d, double ratio) {
  const Matrix U = orthonormalise(random_matrix(n, d, 1)).Q,
               V = orthonormalise(random_matrix(d, d, 2)).Q;
  Vector s(d);
  for (Index j = 0; j < d; ++j) s[j] = std::pow(ratio, static_cast<double>(j));
  return U * s.asDiagonal() * V.transpose();
}

TEST_CASE("randomised SVD agrees with the exact one and its bounds hold") {
  const Matrix A = decaying(300, 120, 0.8);
  RandomisedOptions o;
  o.rank = 15;
  const RandomisedSvd r = randomised_svd(A, o);
  const Svd exact = svd(A);
  for (Index j = 0; j < 15; ++j) {
    CHECK(r.s[j] == doctest::Approx(exact.s[j]).epsilon(1e-10));
    CHECK(r.s[j] <= exact.s[j] * (1 + 1e-13));
  }
  CHECK((r.V - exact.V.leftCols(15)).cwiseAbs().maxCoeff() < 1e-5);
  CHECK(r.orthogonality < 1e-13);
  CHECK(r.residual == doctest::Approx(exact.s.tail(105).norm() / exact.s.norm()).epsilon(1e-6));
  CHECK(r.range_bound >= exact.s[25] * (1 - 1e-6));   // basis of 25: nothing can be closer
  CHECK(r.range_bound < 200 * exact.s[25]);
  o.rank = 500;   // more than there are
  CHECK(randomised_svd(A.topRows(30), o).s.size() == 30);
  o.rank = 0;
  CHECK_THROWS_AS(randomised_svd(A, o), Error);
}

TEST_CASE("Lanczos finds the largest eigenvalue of a dense matrix with its residual") {
  const Matrix A = gram(random_matrix(200, 150, 3));
  const double exact = symmetric_eigen(A, 0).values[0];
  const KrylovEigen top = lanczos_top([&](MatrixView V) { return multiply(A, V); }, 150);
  CHECK(top.converged());
  CHECK(std::abs(top.values[0] - exact) <= top.residuals[0] + 1e-12 * exact);
  CHECK(top.values[0] == doctest::Approx(exact).epsilon(1e-10));
  CHECK(top.blocks < 100);
  // Stopped early it says so, and the residual still bounds the error.
  const KrylovEigen early = lanczos_top([&](MatrixView V) { return multiply(A, V); }, 150, 5);
  CHECK(early.termination == "max_blocks");
  const Vector all = symmetric_eigen(A, 0).values;
  CHECK((all.array() - early.values[0]).abs().minCoeff() <= early.residuals[0]);
}

TEST_CASE("block Krylov: several pairs, exhausted spaces, the zero operator") {
  const Matrix A = gram(decaying(200, 80, 0.9));
  KrylovOptions o;
  o.vectors = 6;
  const KrylovEigen k = block_krylov([&](MatrixView V) { return multiply(A, V); }, 80, o);
  const SymmetricEigen exact = symmetric_eigen(A, 6);
  CHECK(k.converged());
  for (Index j = 0; j < 6; ++j) {
    CHECK(std::abs(k.values[j] - exact.values[j]) < 1e-12);
    CHECK((k.vectors.col(j) - exact.vectors.col(j)).norm() < 1e-5);
  }
  const Matrix low = gram_of_rows(random_matrix(40, 2, 4));   // rank 2
  o.vectors = 5;
  o.tolerance = 0;
  const KrylovEigen few = block_krylov([&](MatrixView V) { return multiply(low, V); }, 40, o);
  CHECK(few.values[0] == doctest::Approx(symmetric_eigen(low, 0).values[0]).epsilon(1e-12));
  CHECK(std::abs(few.values[2]) < 1e-12 * few.values[0]);
  const KrylovEigen zero = block_krylov([](MatrixView V) { return Matrix(0 * V); }, 9, o);
  CHECK(zero.values.cwiseAbs().maxCoeff() == 0);
  CHECK(zero.converged());
}

TEST_CASE("the same bits for 1, 2 and 7 threads") {
  const Matrix A = decaying(5000, 60, 0.9);
  RandomisedOptions o;
  set_threads(1);
  const RandomisedSvd once = randomised_svd(A, o);
  for (int count : {2, 7}) {
    set_threads(count);
    const RandomisedSvd again = randomised_svd(A, o);
    CHECK(again.s == once.s);
    CHECK(again.V == once.V);
    CHECK(again.range_bound == once.range_bound);
  }
  set_threads(0);
}

}  // namespace
