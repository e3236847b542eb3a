// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/symmetric/definite.h"
#include "qed/linalg/symmetric/nearest_correlation.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

TEST_CASE("Cholesky solves, and says at which minor it fails") {
  const Matrix A = gram(random_matrix(40, 12, 1)), B = random_matrix(12, 3, 2);
  const Cholesky f = cholesky(A);
  CHECK(f.positive_definite());
  CHECK((f.L * f.L.transpose() - A).norm() < 1e-14 * A.norm());
  CHECK((A * solve(f, B) - B).norm() < 1e-13 * B.norm() / f.rcond);
  Matrix C = Matrix::Identity(5, 5);
  C(2, 1) = C(1, 2) = 2;   // the minor of order 3 is 1 - 4
  CHECK(cholesky(C).failed_at == 3);
  CHECK_THROWS_WITH_AS(solve(cholesky(C), Matrix::Ones(5, 1)),
                       "cholesky: the leading minor of order 3 is not positive", Error);
  // Hilbert matrices are positive definite, in double only up to order 13.
  CHECK(cholesky(hilbert(12)).positive_definite());
  CHECK(!cholesky(hilbert(16)).positive_definite());
  CHECK(cholesky(Matrix(0, 0)).positive_definite());
}

TEST_CASE("inertia counts the signs of the eigenvalues without computing them") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Matrix G = random_matrix(30, 30, seed), A = G + G.transpose();
    const Vector values = symmetric_eigen(A, 0).values;
    const Inertia i = inertia(A);
    CHECK(i.positive == (values.array() > 0).count());
    CHECK(i.negative == (values.array() < 0).count());
    CHECK(i.definiteness() == "indefinite");
  }
  const Matrix half = random_matrix(8, 3, 50);
  const Inertia low = inertia(gram_of_rows(half));
  CHECK(low.positive == 3);
  CHECK(low.zero == 5);
  CHECK(low.definiteness() == "positive_semidefinite");
  CHECK(inertia(Matrix::Identity(4, 4)).definiteness() == "positive_definite");
  CHECK(inertia(-Matrix::Identity(4, 4)).definiteness() == "negative_definite");
  Matrix exchange(2, 2);
  exchange << 0, 1, 1, 0;   // a pivot block of two
  CHECK(inertia(exchange).positive == 1);
  CHECK(inertia(exchange).negative == 1);
}

// Ref: [HighamCorrelation2002, sec. 4]
TEST_CASE("Higham's 3 x 3 example") {
  Matrix A(3, 3);
  A << 1, 1, 0, 1, 1, 1, 0, 1, 1;
  const NearestCorrelation r = nearest_correlation(A);
  CHECK(r.termination == "change_small");
  CHECK(std::abs(r.R(0, 1) - 0.7607) < 5e-5);
  CHECK(std::abs(r.R(1, 2) - 0.7607) < 5e-5);
  CHECK(std::abs(r.R(0, 2) - 0.1573) < 5e-5);
  CHECK(std::abs(r.distance - 0.5278) < 5e-5);
  CHECK(r.smallest_eigenvalue > -1e-15);
}

TEST_CASE("the repair is a correlation matrix, no valid one is nearer, and valid ones stay") {
  const Matrix G = random_matrix(10, 10, 3);
  Matrix A = (0.5 * (G + G.transpose())).cwiseMax(-1).cwiseMin(1);
  A.diagonal().setOnes();
  const NearestCorrelation r = nearest_correlation(A);
  CHECK(r.converged());
  CHECK((r.R.diagonal().array() == 1).all());
  CHECK(r.R == r.R.transpose());
  CHECK(inertia(r.R).negative == 0);
  // First-order optimality: A − R has no positive inner product with any feasible direction S − R.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Matrix S = gram(random_matrix(15, 10, seed));
    const Vector scale = S.diagonal().cwiseSqrt().cwiseInverse();
    S = (scale.asDiagonal() * S * scale.asDiagonal()).eval();
    CHECK((A - r.R).cwiseProduct(S - r.R).sum() < 1e-7);
  }
  CHECK(nearest_correlation(r.R).distance < 1e-12);
  CorrelationOptions o;
  o.smallest_eigenvalue = 0.01;
  const NearestCorrelation lifted = nearest_correlation(A, o);
  CHECK(lifted.smallest_eigenvalue > 0.01 - 1e-12);
  CHECK(cholesky(lifted.R).positive_definite());
  CHECK(nearest_correlation(Matrix::Identity(4, 4)).termination == "already_valid");
}

}  // namespace
