// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/solve/qr.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

const std::vector<std::string> kNames{"intercept", "x", "y", "z", "w"};

// Log relative error: the number of correct digits, of the worst coefficient.
double correct_digits(const Vector& found, const Vector& certified) {
  return -std::log10(((found - certified).array() / certified.array()).abs().maxCoeff());
}

// Longley's employment data, certified by NIST (StRD).  Ref: [NistStrd]
TEST_CASE("Longley: at least eleven correct digits") {
  Matrix X(16, 7);
  X << 1, 83.0, 234289, 2356, 1590, 107608, 1947, 1, 88.5, 259426, 2325, 1456, 108632, 1948, 1,
      88.2, 258054, 3682, 1616, 109773, 1949, 1, 89.5, 284599, 3351, 1650, 110929, 1950, 1, 96.2,
      328975, 2099, 3099, 112075, 1951, 1, 98.1, 346999, 1932, 3594, 113270, 1952, 1, 99.0, 365385,
      1870, 3547, 115094, 1953, 1, 100.0, 363112, 3578, 3350, 116219, 1954, 1, 101.2, 397469, 2904,
      3048, 117388, 1955, 1, 104.6, 419180, 2822, 2857, 118734, 1956, 1, 108.4, 442769, 2936, 2798,
      120445, 1957, 1, 110.8, 444546, 4681, 2637, 121950, 1958, 1, 112.6, 482704, 3813, 2552,
      123366, 1959, 1, 114.2, 502601, 3931, 2514, 125368, 1960, 1, 115.7, 518173, 4806, 2572,
      127852, 1961, 1, 116.9, 554894, 4007, 2827, 130081, 1962;
  Vector y(16), certified(7);
  y << 60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655,
      69564, 69331, 70551;
  certified << -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683,
      -1.03322686717359, -0.0511041056535807, 1829.15146461355;
  const LeastSquares fit = least_squares(X, y);
  CHECK(correct_digits(fit.coefficients, certified) > 11);
  CHECK(fit.residuals.squaredNorm() == doctest::Approx(836424.055505915).epsilon(1e-10));
  CHECK(fit.optimality < 1e-11);
  CHECK(fit.decomposition.aliases.empty());
}

TEST_CASE("dependent columns are named as combinations of the columns before them") {
  Matrix X = random_matrix(30, 5, 1);
  X.col(0).setOnes();
  X.col(3) = X.col(1) + X.col(2);
  const Qr f = qr(X);
  REQUIRE(f.aliases.size() == 1);
  CHECK(f.kept == std::vector<Index>{0, 1, 2, 4});
  CHECK(describe(f.aliases[0], kNames) == "z = x + y");
  CHECK(f.aliases[0].misfit < 1e-14);
  CHECK(f.smallest_kept > 0.1);
  CHECK(f.largest_dropped < 1e-14);
  X.col(4) = 2 * X.col(0) - X.col(1) / 3;
  X.col(3).setZero();
  const Qr g = qr(X);
  REQUIRE(g.aliases.size() == 2);
  CHECK(describe(g.aliases[0], kNames) == "z = 0");
  CHECK(describe(g.aliases[1], kNames) == "w = 2 intercept - 1/3 x");
  X.col(4) = -std::acos(-1.0) * X.col(2);
  CHECK(describe(qr(X).aliases[1], kNames) == "w = -3.14159 y");
}

TEST_CASE(
    "a full set of indicator columns is aliased with the intercept; a duplicate keeps the first") {
  Matrix X = Matrix::Zero(12, 4);
  X.col(0).setOnes();
  for (Index i = 0; i < 12; ++i) X(i, 1 + i % 3) = 1;
  const Qr f = qr(X);
  REQUIRE(f.aliases.size() == 1);
  CHECK(describe(f.aliases[0], kNames) == "z = intercept - x - y");
  X.col(2) = X.col(1);
  CHECK(describe(qr(X).aliases[0], kNames) == "y = x");
}

TEST_CASE("Q R gives the kept columns back; more columns than rows leave rank n") {
  const Matrix X = random_matrix(40, 9, 2);
  const Qr f = qr(X);
  CHECK((f.Q * f.R - X).norm() < 1e-14 * X.norm());
  CHECK((f.Q.transpose() * f.Q - Matrix::Identity(9, 9)).norm() < 1e-14);
  const Qr wide = qr(random_matrix(4, 7, 3));
  CHECK(wide.kept.size() == 4);
  CHECK(wide.aliases.size() == 3);
  CHECK(qr(Matrix::Zero(5, 2)).kept.empty());
  CHECK(qr(Matrix(5, 0)).kept.empty());
}

TEST_CASE("aliased columns do not change the fit; bad shapes are refused") {
  Matrix X = random_matrix(25, 4, 4);
  const Vector y = random_matrix(25, 1, 5);
  const LeastSquares three = least_squares(X.leftCols(3), y);
  X.col(3) = X.col(0) - 2 * X.col(2);
  const LeastSquares four = least_squares(X, y);
  CHECK((three.residuals - four.residuals).norm() < 1e-14 * y.norm());
  CHECK(four.coefficients[3] == 0);
  CHECK((X * four.coefficients + four.residuals - y).norm() < 1e-13);
  CHECK(four.optimality < 1e-14);
  CHECK_THROWS_AS(least_squares(X, Vector::Ones(3)), Error);
  CHECK(least_squares(X, X.col(1)).optimality == 0);
}

}  // namespace
