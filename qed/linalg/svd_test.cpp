// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/svd.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/linalg/golden_values.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST_CASE("Hilbert 10 has condition 1.6025e13") {
  const Svd h = svd(hilbert(10));
  CHECK(h.condition() == doctest::Approx(golden::kHilbert10Condition[0]).epsilon(1e-3));
  CHECK(h.condition() == doctest::Approx(1.6025e13).epsilon(1e-3));
  CHECK(h.rank.r == 10);
  CHECK(h.method == "dgesdd");
}

TEST_CASE("Golub and Reinsch's example: rank 3 with a clear gap") {
  const Svd g = svd(golub_reinsch());
  CHECK(g.s[0] == doctest::Approx(std::sqrt(1248.0)).epsilon(1e-15));
  CHECK(g.s[1] == doctest::Approx(20.0).epsilon(1e-15));
  CHECK(g.s[2] == doctest::Approx(std::sqrt(384.0)).epsilon(1e-15));
  CHECK(g.s[3] < 1e-14);
  CHECK(g.rank.r == 3);
  CHECK(g.rank.gap > 1e14);
}

TEST_CASE("residual and orthogonality stay below 50 eps for every shape") {
  for (auto [n, d] :
       {std::pair<Index, Index>{1, 1}, {1, 9}, {9, 1}, {60, 20}, {20, 60}, {300, 7}, {100, 100}}) {
    const Matrix A = random_matrix(n, d, 11);
    const Svd f = svd(A);
    CHECK((A - f.U * f.s.asDiagonal() * f.V.transpose()).norm() <= 50 * kEps * A.norm());
    CHECK(f.residual <= 50 * kEps);
    CHECK(f.orthogonality <= 50 * kEps * std::sqrt(static_cast<double>(f.s.size())));
    CHECK((singular_values(A) - f.s).cwiseAbs().maxCoeff() <= 50 * kEps * f.s[0]);
    for (Index j = 0; j < f.s.size(); ++j) {
      Index i = 0;
      f.V.col(j).cwiseAbs().maxCoeff(&i);
      CHECK(f.V(i, j) > 0);
    }
  }
}

TEST_CASE("entries of any size: scaled factors, the same certificates") {
  const Matrix A = random_matrix(40, 12, 11);
  const Svd f = svd(A);
  for (const int power : {-1060, -665, -200, 200, 665, 1010}) {  // 2^±665 is 1e±200
    CAPTURE(power);
    Matrix B(40, 12);
    for (Index i = 0; i < A.size(); ++i) B.data()[i] = std::ldexp(A.data()[i], power);
    // Halfway into the subnormal numbers 14 bits are left.
    const double tolerance = power < -1022 ? std::ldexp(1.0, -8) : 50 * kEps;
    const Svd g = svd(B);
    CHECK(g.residual > 0);
    CHECK(g.residual <= 50 * kEps);
    CHECK(g.orthogonality <= 50 * kEps * std::sqrt(12.0));
    CHECK(g.rank.r == f.rank.r);
    for (Index j = 0; j < f.s.size(); ++j)
      CHECK(std::ldexp(g.s[j], -power) == doctest::Approx(f.s[j]).epsilon(tolerance));
    const TruncatedSolution x = solve_truncated(g, B.rowwise().sum(), 12);
    CHECK((x.x - Vector::Ones(12)).cwiseAbs().maxCoeff() < 1e3 * tolerance);
    Vector b = B.col(0);
    b[3] += std::ldexp(1.0, power);
    const TruncatedSolution y = solve_truncated(g, b, 12);
    CHECK(y.residual_norm > 0);
    CHECK(std::isfinite(y.residual_norm));
    CHECK(y.optimality < 100 * std::max(tolerance, kEps));
  }
}

TEST_CASE("zero, empty and non-finite matrices") {
  CHECK(svd(Matrix::Zero(4, 3)).rank.r == 0);
  CHECK(svd(Matrix::Zero(4, 3)).condition() == std::numeric_limits<double>::infinity());
  CHECK(svd(Matrix(0, 3)).s.size() == 0);
  CHECK(svd(Matrix(0, 3)).condition() == 1);
  Matrix A = Matrix::Ones(2, 2);
  A(0, 1) = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH_AS(svd(A), "matrix: holds an infinity in row 1, column 2, but must be finite",
                       Error);
}

TEST_CASE("the truncated solution is the least-norm one and says how well it fits") {
  const Svd g = svd(golub_reinsch());
  Matrix B(8, 3);  // right-hand sides of the paper; the third is in no range
  B << -1, 1, 0, 2, -1, 1, 1, 10, 11, 4, 0, 4, 0, -6, -6, -3, 6, 3, 1, 11, 12, 0, -5, -5;
  const Vector x0 = solve_truncated(g, B.col(0), 3).x;
  Vector known(5);
  known << -1.0 / 12, 0, 1.0 / 4, -1.0 / 12, 1.0 / 12;
  CHECK((x0 - known).cwiseAbs().maxCoeff() < 1e-14);
  const TruncatedSolution third = solve_truncated(g, B.col(2), 3);
  CHECK(third.optimality < 1e-13);
  CHECK((third.x - known).cwiseAbs().maxCoeff() <
        1e-13);  // the second right-hand side adds nothing
  CHECK_THROWS_AS(solve_truncated(g, B.col(0), 4), Error);
  CHECK_THROWS_AS(solve_truncated(g, Vector::Ones(3), 2), Error);
}

TEST_CASE("effective and stable rank") {
  CHECK(effective_rank(Eigen::Vector3d(2, 2, 2)) == doctest::Approx(3).epsilon(1e-14));
  CHECK(effective_rank(Eigen::Vector3d(5, 0, 0)) == 1);
  CHECK(effective_rank(Eigen::Vector3d::Zero()) == 0);
  CHECK(stable_rank(Eigen::Vector3d(2, 2, 1)) == doctest::Approx(2.25).epsilon(1e-15));
  CHECK(stable_rank(Vector()) == 0);
}

TEST_CASE("the same bits for 1, 2 and 7 threads") {
  const Matrix A = random_matrix(500, 90, 12);
  set_threads(1);
  const Svd once = svd(A);
  for (int count : {2, 7}) {
    set_threads(count);
    const Svd again = svd(A);
    CHECK(again.U == once.U);
    CHECK(again.V == once.V);
    CHECK(again.residual == once.residual);
  }
  set_threads(0);
}

}  // namespace
