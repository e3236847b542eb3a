// SPDX-License-Identifier: Apache-2.0 What holds for every decomposition, whatever the matrix:
// certificates say what was measured, identities between decompositions, invariances.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/iterative/randomised_svd.h"
#include "qed/linalg/norms.h"
#include "qed/linalg/solve/lu.h"
#include "qed/linalg/solve/qr.h"
#include "qed/linalg/subspace/angles.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/subspace/projection.h"
#include "qed/linalg/svd.h"
#include "qed/linalg/symmetric/definite.h"
#include "qed/linalg/symmetric/nearest_correlation.h"
#include "qed/linalg/test_matrices.h"

using namespace qed;
using namespace qed::linalg;

namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// A matrix and its rank.
struct Case {
  std::string name;
  Matrix A;
  Index rank;
};

// Tall, wide, square, one row, one column; full and lacking rank; graded; very large and very small
// entries.
void for_every_matrix(const std::function<void(const Case&)>& check) {
  std::vector<Case> cases{{"tall", random_matrix(60, 9, 1), 9},
                          {"wide", random_matrix(7, 30, 2), 7},
                          {"square", random_matrix(25, 25, 3), 25},
                          {"a row", random_matrix(1, 6, 4), 1},
                          {"a column", random_matrix(8, 1, 5), 1},
                          {"ones", Matrix::Ones(12, 5), 1},
                          {"zero", Matrix::Zero(6, 4), 0},
                          {"tall of rank 3", random_matrix(40, 3, 6) * random_matrix(3, 8, 7), 3},
                          {"wide of rank 2", random_matrix(5, 2, 8) * random_matrix(2, 11, 9), 2},
                          {"large", 1e200 * random_matrix(20, 6, 10), 6},
                          {"small", 1e-200 * random_matrix(20, 6, 11), 6}};
  Matrix graded = random_matrix(30, 6, 12);
  for (Index j = 0; j < 6; ++j) graded.col(j) *= std::pow(10.0, static_cast<double>(-2 * j));
  cases.push_back({"graded", graded, 6});
  for (const Case& c : cases) {
    INFO(c.name);
    check(c);
  }
}

Matrix symmetric(Index n, std::uint64_t seed) {
  const Matrix G = random_matrix(n, n, seed);
  return G + G.transpose();
}

double orthogonality(const Matrix& Q) {
  return (Q.transpose() * Q - Matrix::Identity(Q.cols(), Q.cols())).norm();
}

Matrix rows_reversed(const Matrix& A) { return A.colwise().reverse(); }

}  // namespace

TEST_CASE("SVD: the certificate is what is measured; norms, transpose, order of rows, unit") {
  for_every_matrix([](const Case& c) {
    const Svd f = svd(c.A);
    const double size = frobenius_norm(c.A);
    const Matrix left_over = c.A - f.U * f.s.asDiagonal() * f.V.transpose();
    const double residual = size > 0 ? frobenius_norm(left_over) / size : 0;
    CHECK(std::abs(f.residual - residual) <= 4 * kEps);
    CHECK(f.residual <= 50 * kEps);
    CHECK(std::abs(f.orthogonality - std::max(orthogonality(f.U), orthogonality(f.V))) <=
          20 * kEps);
    CHECK(f.orthogonality <= 100 * kEps);
    CHECK(f.rank.r == c.rank);
    for (Index j = 1; j < f.s.size(); ++j) CHECK(f.s[j] <= f.s[j - 1]);
    CHECK(f.s.minCoeff() >= 0);
    const double top = f.s[0];
    CHECK(frobenius_norm(f.s) == doctest::Approx(size).epsilon(1e-13));
    CHECK((singular_values(c.A.transpose()) - f.s).cwiseAbs().maxCoeff() <= 50 * kEps * top);
    CHECK((singular_values(rows_reversed(c.A)) - f.s).cwiseAbs().maxCoeff() <= 50 * kEps * top);
    CHECK((singular_values(-8 * c.A) - 8 * f.s).cwiseAbs().maxCoeff() <= 400 * kEps * top);
  });
}

TEST_CASE("QR: kept columns come back, dropped ones are what is said of them") {
  for_every_matrix([](const Case& c) {
    const Qr f = qr(c.A);
    REQUIRE(static_cast<Index>(f.kept.size()) == c.rank);
    CHECK(static_cast<Index>(f.kept.size() + f.aliases.size()) == c.A.cols());
    CHECK(orthogonality(f.Q) <= 100 * kEps);
    for (std::size_t j = 0; j < f.kept.size(); ++j) {
      const Vector a = c.A.col(f.kept[j]);
      CHECK((f.Q * f.R.col(static_cast<Index>(j)) - a).norm() <= 50 * kEps * a.norm());
    }
    for (const Alias& alias : f.aliases) {
      Vector made = Vector::Zero(c.A.rows());
      for (const auto& [k, coefficient] : alias.terms) {
        CHECK(k < alias.column + (c.A.cols() > c.A.rows() ? c.A.cols() : 0));
        made += coefficient * c.A.col(k);
      }
      const double length = c.A.col(alias.column).norm();
      CHECK((made - c.A.col(alias.column)).norm() <= 1e-7 * length);
      CHECK(alias.misfit <= 1e-10);
    }
    const Vector h = leverages(f);
    CHECK(h.sum() == doctest::Approx(static_cast<double>(c.rank)).epsilon(1e-12));
    if (h.size() > 0) CHECK(h.maxCoeff() <= 1 + 10 * kEps);
  });
}

TEST_CASE("least squares: by QR and by SVD alike; repeated rows weigh, their order does not") {
  for_every_matrix([](const Case& c) {
    const Vector y = random_matrix(c.A.rows(), 1, 20);
    const LeastSquares fit = least_squares(c.A, y);
    CHECK(fit.optimality <= 1e-12);
    if (c.rank > 0) {
      const Svd f = svd(c.A);
      const Vector fitted = c.A * solve_truncated(f, y, f.rank.r).x;
      CHECK((y - fit.residuals - fitted).norm() <= 1e-10 * y.norm());
    }
    const Vector reversed = least_squares(rows_reversed(c.A), y.reverse()).residuals.reverse();
    CHECK((reversed - fit.residuals).norm() <= 1e-11 * y.norm());
    Matrix twice(2 * c.A.rows(), c.A.cols());
    twice << c.A, c.A;
    Vector y_twice(2 * y.size());
    y_twice << y, y;
    CHECK((least_squares(twice, y_twice).residuals.head(y.size()) - fit.residuals).norm() <=
          1e-11 * y.norm());
  });
}

TEST_CASE("LU: the backward error is what is measured, and the solution that of QR") {
  for (const Index n : {1, 2, 10, 60}) {
    const Matrix A = random_matrix(n, n, 30 + static_cast<std::uint64_t>(n));
    const Vector b = random_matrix(n, 1, 31);
    const LuSolution s = solve(lu(A), b);
    REQUIRE(s.x.has_value());
    const double backward =
        max_norm(b - A * *s.x) / (infinity_norm(A) * max_norm(*s.x) + max_norm(b));
    CHECK(std::abs(backward - s.backward_error) <= 4 * kEps);
    CHECK(s.backward_error <= 4 * kEps);
    const Vector by_qr = least_squares(A, b).coefficients;
    CHECK((by_qr - *s.x).norm() <= 100 * kEps * condition_number(A) * s.x->norm());
    // The product of the pivots is the determinant, that of the eigenvalues too.
    double log_pivots = 0, log_values = 0;
    for (Index j = 0; j < n; ++j) log_pivots += std::log(std::abs(lu(A).factors(j, j)));
    for (const auto& value : general_eigenvalues(A).values) log_values += std::log(std::abs(value));
    CHECK(log_pivots == doctest::Approx(log_values).epsilon(1e-10));
  }
}

TEST_CASE("symmetric eigenvalues: trace, norm, shift, inertia, Cholesky") {
  for (const Index n : {1, 2, 9, 40}) {
    const Matrix A = symmetric(n, 40 + static_cast<std::uint64_t>(n));
    const SymmetricEigen e = symmetric_eigen(A);
    const Matrix R = A * e.vectors - e.vectors * e.values.asDiagonal();
    CHECK(std::abs(e.residual - R.norm() / A.norm()) <= 4 * kEps);
    CHECK(e.residual <= 50 * kEps);
    CHECK(std::abs(e.orthogonality - orthogonality(e.vectors)) <= 20 * kEps);
    CHECK(e.values.sum() == doctest::Approx(A.trace()).epsilon(1e-12).scale(A.norm()));
    CHECK(e.values.norm() == doctest::Approx(A.norm()).epsilon(1e-13));
    const Matrix I = Matrix::Identity(n, n);
    CHECK((symmetric_eigen(A + 3 * I, 0).values - e.values).array().abs().maxCoeff() ==
          doctest::Approx(3).epsilon(1e-12));
    CHECK((singular_values(A)[0]) ==
          doctest::Approx(e.values.cwiseAbs().maxCoeff()).epsilon(1e-13));
    const Inertia signs = inertia(A);
    CHECK(signs.positive == (e.values.array() > 0).count());
    CHECK(signs.negative == (e.values.array() < 0).count());
    const double lowest = e.values[n - 1], room = 0.01 * A.norm();
    CHECK(cholesky(A + (room - lowest) * I).positive_definite());
    CHECK_FALSE(cholesky(A - (room + lowest) * I).positive_definite());
    const Cholesky f = cholesky(A + (room - lowest) * I);
    CHECK((f.L * f.L.transpose() - A - (room - lowest) * I).norm() <= 50 * kEps * A.norm());
  }
}

TEST_CASE("the Gram matrix' eigenvalues are squared singular values, its Cholesky factor QR's R") {
  const Matrix A = random_matrix(50, 7, 50), G = gram(A);
  const Vector s = singular_values(A);
  CHECK((symmetric_eigen(G, 0).values - s.cwiseAbs2()).cwiseAbs().maxCoeff() <=
        50 * kEps * s[0] * s[0]);
  const Matrix R = qr(A).R, L = cholesky(G).L;
  CHECK((L.transpose().cwiseAbs() - R.cwiseAbs()).norm() <= 1e-13 * R.norm());
}

TEST_CASE("angles do not see the basis, the order or which comes first") {
  const Matrix A = random_matrix(20, 4, 60), B = random_matrix(20, 3, 61);
  const Vector angles = principal_angles(A, B);
  const auto near = [&](const Vector& other) {
    return (other - angles).cwiseAbs().maxCoeff() <= 1e-13;
  };
  CHECK(near(principal_angles(B, A)));
  CHECK(near(principal_angles(A * random_matrix(4, 4, 62), B)));
  CHECK(near(principal_angles(rows_reversed(A), rows_reversed(B))));
  CHECK(principal_angles(A, A * random_matrix(4, 4, 63)).maxCoeff() <= 1e-13);
}

TEST_CASE("projections: once is enough, nothing of Z is left, bases span what they came from") {
  for_every_matrix([](const Case& c) {
    const Matrix Y = random_matrix(c.A.rows(), 3, 70);
    const Matrix rest = partial_out(c.A, Y);
    CHECK((partial_out(c.A, rest) - rest).norm() <= 1e-13 * Y.norm());
    CHECK((c.A.transpose() * rest).norm() <= 1e-13 * c.A.norm() * Y.norm());
    const Basis basis = orthonormal_basis(c.A);
    CHECK(basis.Q.cols() == c.rank);
    CHECK(std::abs(basis.loss_of_orthogonality - orthogonality(basis.Q)) <= 20 * kEps);
    CHECK((c.A - basis.Q * (basis.Q.transpose() * c.A)).norm() <= 1e-13 * c.A.norm());
  });
}

TEST_CASE("a sketch of full rank is exact, and its bound holds") {
  for_every_matrix([](const Case& c) {
    const RandomisedSvd r = randomised_svd(c.A, {.rank = std::max<Index>(1, c.rank), .seed = 9});
    const Vector s = singular_values(c.A);
    CHECK((r.s - s.head(r.s.size())).cwiseAbs().maxCoeff() <= 1e-12 * s[0]);
    CHECK(r.residual <= 1e-12);
    const Matrix missed = c.A - r.U * (r.U.transpose() * c.A);
    CHECK(spectral_norm(missed) <= r.range_bound + 1e-13 * s[0]);
  });
}

TEST_CASE("correlations: what is repaired is one, and one is left alone") {
  for (const Index n : {2, 5, 12}) {
    Matrix A = (0.4 * symmetric(n, 80 + static_cast<std::uint64_t>(n))).cwiseMax(-1).cwiseMin(1);
    A.diagonal().setOnes();
    const NearestCorrelation r = nearest_correlation(A);
    CHECK(r.distance == doctest::Approx((A - r.R).norm()).epsilon(1e-12).scale(1));
    CHECK((r.R.diagonal().array() == 1).all());
    CHECK(symmetric_eigen(r.R, 0).values[n - 1] >= -1e-12);
    CHECK((nearest_correlation(r.R).R - r.R).norm() <= 1e-9);
  }
}
