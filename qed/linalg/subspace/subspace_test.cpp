// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"
#include "qed/linalg/golden_values.h"
#include "qed/linalg/subspace/angles.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/subspace/projection.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

TEST_CASE(
    "Lauchli's matrix: Householder keeps orthogonality, Gram-Schmidt loses it with the condition") {
  for (double e : {1e-4, 1e-6, 1e-7}) {
    const Matrix A = lauchli(6, e);
    const Basis h = orthonormalise(A),
                g = orthonormalise(A, Orthogonalisation::modified_gram_schmidt);
    CHECK(h.loss_of_orthogonality < 1e-14);
    CHECK(g.loss_of_orthogonality > 1e-17 / e);        // grows as eps κ, κ = √6/e
    CHECK(g.loss_of_orthogonality < 10 * 2.3e-16 * std::sqrt(6.0) / e);
    CHECK((A - h.Q * (h.Q.transpose() * A)).norm() < 1e-14);
  }
  CHECK_THROWS_AS(orthonormalise(Matrix::Ones(2, 3)), Error);
}

TEST_CASE("a basis has as many columns as the matrix has rank") {
  Matrix A = random_matrix(50, 6, 1);
  A.col(4) = A.col(0) - A.col(1);
  const Basis b = orthonormal_basis(A);
  CHECK(b.Q.cols() == 5);
  CHECK(b.loss_of_orthogonality < 1e-14);
  CHECK((A - b.Q * (b.Q.transpose() * A)).norm() < 1e-13);
  CHECK(orthonormal_basis(Matrix::Zero(4, 3)).Q.cols() == 0);
  CHECK(orthonormal_basis(random_matrix(3, 8, 2)).Q.cols() == 3);
}

// Golub and Van Loan, Matrix Computations, example 12.4.3, after Bjorck and Golub.
TEST_CASE("principal angles: a published example, SciPy, tiny and right angles") {
  Matrix A(3, 2), B(3, 2);
  A << 1, 2, 3, 4, 5, 6;
  B << 1, 5, 3, 7, 5, -1;
  const Vector angles = principal_angles(A, B);
  CHECK(angles[0] < 1e-14);                                   // they share a direction
  CHECK(std::abs(std::cos(angles[1]) - 0.856) < 5e-4);
  const Matrix L = lattice(12, 7);
  const Vector scipy = principal_angles(L.leftCols(3), L.middleCols(3, 3));
  for (Index j = 0; j < 3; ++j)
    CHECK(std::abs(scipy[j] - golden::kSubspaceAngles[static_cast<std::size_t>(j)]) < 1e-12);
  // cos θ cannot see θ = 1e-10, sin θ can.
  Matrix C = Matrix::Identity(4, 2), D = C;
  D(2, 1) = 1e-10;
  CHECK(principal_angles(C, D)[1] == doctest::Approx(1e-10).epsilon(1e-5));
  CHECK(principal_angles(C, Matrix::Identity(4, 4).rightCols(2))[0] ==
        doctest::Approx(std::acos(0.0)));
  CHECK(principal_angles(C, Matrix::Identity(4, 4).rightCols(3)).size() == 2);
  CHECK(principal_angles(C, Matrix::Zero(4, 1)).size() == 0);
}

TEST_CASE("PRESS without refitting equals leaving every row out") {
  const Matrix X = random_matrix(40, 5, 3);
  const Vector y = random_matrix(40, 1, 4);
  const LeaveOneOut loo = leave_one_out(least_squares(X, y));
  CHECK(loo.leverage.sum() == doctest::Approx(5).epsilon(1e-13));
  double press = 0;
  for (Index i = 0; i < 40; ++i) {
    Matrix rest(39, 5);
    Vector target(39);
    rest << X.topRows(i), X.bottomRows(39 - i);
    target << y.head(i), y.tail(39 - i);
    const double error = y[i] - X.row(i) * least_squares(rest, target).coefficients;
    CHECK(std::abs(error - loo.residuals[i]) < 1e-12);
    press += error * error;
  }
  CHECK(loo.press == doctest::Approx(press).epsilon(1e-10));
  CHECK(loo.undetermined.empty());
  Matrix alone = X;
  alone.col(4).setZero();
  alone(7, 4) = 1;   // row 7 alone determines the last coefficient
  CHECK(leave_one_out(least_squares(alone, y)).undetermined == std::vector<Index>{7});
}

TEST_CASE("Frisch, Waugh and Lovell: partialling out gives the full regression's coefficient") {
  const Matrix X = random_matrix(60, 4, 5);
  const Vector y = random_matrix(60, 1, 6);
  const Vector full = least_squares(X, y).coefficients;
  const Matrix x = partial_out(X.leftCols(3), X.col(3)), t = partial_out(X.leftCols(3), y);
  CHECK(least_squares(x, t.col(0)).coefficients[0] == doctest::Approx(full[3]).epsilon(1e-12));
  CHECK((X.leftCols(3).transpose() * x).norm() < 1e-13);
  CHECK((partial_out(X.leftCols(3), x) - x).norm() < 1e-14);   // a projection: once is enough
}

}  // namespace
