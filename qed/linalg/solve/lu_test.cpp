// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/solve/lu.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/linalg/norms.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

TEST_CASE("Wilkinson's matrix grows to 2^(n-1)") {
  for (Index n : {2, 10, 50})
    CHECK(lu(wilkinson_growth(n)).growth == std::ldexp(1.0, static_cast<int>(n - 1)));
  CHECK(lu(Matrix::Identity(4, 4)).growth == 1);
  CHECK(lu(random_matrix(80, 80, 1)).growth < 20);
}

TEST_CASE("solutions carry a small backward error; refinement repairs what growth spoilt") {
  const Matrix A = random_matrix(120, 120, 2);
  const LuSolution s = solve(lu(A), A * Vector::Ones(120));
  REQUIRE(s.x.has_value());
  CHECK(s.backward_error < 1e-15);
  CHECK((*s.x - Vector::Ones(120)).cwiseAbs().maxCoeff() <= 10 * condition_number(A) * 2.3e-16);

  const Matrix W = wilkinson_growth(60);   // growth 2^59 is more than 1/eps
  const Vector x = random_matrix(60, 1, 3);
  const Lu f = lu(W);
  const LuSolution refined = solve(f, W * x);
  CHECK(refined.refinements >= 1);
  if (refined.x)
    CHECK(refined.backward_error <= 1e-12);
  else
    CHECK(refined.reason == "backward_error");
}

TEST_CASE("what cannot be solved is refused with the reason") {
  Matrix A = random_matrix(5, 5, 4);
  A.col(3) = A.col(1) + A.col(2);
  CHECK(solve(lu(A), Vector::Ones(5)).reason == "singular");
  CHECK(lu(Matrix::Zero(3, 3)).rcond == 0);
  CHECK(solve(lu(Matrix::Zero(3, 3)), Vector::Zero(3)).reason == "singular");
  // No rounding of x reaches a backward error of 1e-18.
  const Matrix B = random_matrix(30, 30, 5);
  const LuSolution strict = solve(lu(B), Vector::Ones(30), 1e-18);
  CHECK(!strict.x);
  CHECK(strict.reason == "backward_error");
  CHECK_THROWS_AS(lu(Matrix(2, 3)), Error);
  A(0, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(lu(A), Error);
  CHECK_THROWS_AS(solve(lu(B), Vector::Ones(3)), Error);
}

TEST_CASE("rcond is within a factor of 10 of the truth") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Matrix A = random_matrix(20, 20, seed + 20);
    const Lu f = lu(A);
    double inverse_norm = 0;
    for (Index j = 0; j < 20; ++j)
      inverse_norm = std::max(inverse_norm, one_norm(*solve(f, Vector::Unit(20, j)).x));
    const double truth = 1 / (one_norm(A) * inverse_norm);
    CHECK(f.rcond >= truth * (1 - 1e-10));
    CHECK(f.rcond <= 10 * truth);
  }
}

}  // namespace
