// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/eigen.h"

#include <doctest/doctest.h>

#include <limits>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/golden_values.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

constexpr double kEps = std::numeric_limits<double>::epsilon();

Vector as_vector(const std::vector<double>& v) {
  return Eigen::Map<const Vector>(v.data(), Index(v.size()));
}

TEST_CASE("Wilkinson W21+, Clement and Hilbert have their known spectrum") {
  const SymmetricEigen w = symmetric_eigen(wilkinson_plus(21));
  CHECK((w.values - as_vector(golden::kWilkinson21)).cwiseAbs().maxCoeff() < 1e-13);
  CHECK(w.residual < 1e-15);
  CHECK(w.orthogonality < 1e-13);
  const SymmetricEigen c = symmetric_eigen(clement(50));
  for (Index j = 0; j < 50; ++j)
    CHECK(std::abs(c.values[j] - static_cast<double>(49 - 2 * j)) < 1e-12);
  const SymmetricEigen h = symmetric_eigen(hilbert(10));
  CHECK((h.values - as_vector(golden::kHilbert10)).cwiseAbs().maxCoeff() < 4e-16);
}

TEST_CASE("few vectors: all values, the same leading pairs, certified") {
  const Matrix A = gram(random_matrix(150, 120, 1));
  const SymmetricEigen all = symmetric_eigen(A), few = symmetric_eigen(A, 7),
                       none = symmetric_eigen(A, 0);
  CHECK(all.method == "dsyevd");
  CHECK(few.method == "dsytrd + dstemr");
  CHECK(few.vectors.cols() == 7);
  CHECK((few.values - all.values).cwiseAbs().maxCoeff() < 1e-13 * all.values[0] * 10);
  CHECK((none.values - all.values).cwiseAbs().maxCoeff() < 1e-13 * all.values[0] * 10);
  CHECK((few.vectors - all.vectors.leftCols(7)).cwiseAbs().maxCoeff() < 1e-11);
  CHECK(few.residual < 1e-14);
  CHECK(few.orthogonality < 1e-13);
}

TEST_CASE("clustered and degenerate spectra keep orthogonal vectors") {
  const SymmetricEigen glued = symmetric_eigen(wilkinson_plus(21), 5);
  CHECK(glued.orthogonality < 1e-13);
  CHECK(symmetric_eigen(Matrix::Identity(40, 40), 3).orthogonality < 1e-14);
  const SymmetricEigen zero = symmetric_eigen(Matrix::Zero(6, 6));
  CHECK(zero.values.norm() == 0);
  CHECK(zero.residual == 0);
  CHECK(symmetric_eigen(Matrix(0, 0)).values.size() == 0);
  CHECK(symmetric_eigen(Matrix::Constant(1, 1, -3.0)).values[0] == -3);
}

TEST_CASE("the largest entry of every vector is positive, near-ties go to the first") {
  const SymmetricEigen e = symmetric_eigen(gram(random_matrix(40, 20, 2)));
  for (Index j = 0; j < 20; ++j) {
    Index i = 0;
    e.vectors.col(j).cwiseAbs().maxCoeff(&i);
    CHECK(e.vectors(i, j) > 0);
  }
  Matrix V(2, 1);
  V << -1, 1 + 1e-12;
  CHECK(fix_signs(V)[0] == -1);
  CHECK(V(0, 0) == 1);
}

TEST_CASE("Davis-Kahan bounds the turn of the leading subspace") {
  const Matrix A = gram(random_matrix(60, 12, 3));
  const Matrix noise = random_matrix(12, 12, 4), E = 0.05 * (noise + noise.transpose());
  const SymmetricEigen a = symmetric_eigen(A), b = symmetric_eigen(A + E), e = symmetric_eigen(E);
  const double size = e.values.cwiseAbs().maxCoeff();
  for (Index k = 1; k < 12; ++k) {
    const Matrix U = a.vectors.leftCols(k), W = b.vectors.leftCols(k);
    const double sine = (W - U * (U.transpose() * W)).norm();
    CHECK(sine <= davis_kahan_bound(a.values, k, size) + 1e-12);
  }
  const SpectralGap gap = largest_gap(Eigen::Vector4d(10, 9, 2, 1));
  CHECK(gap.k == 2);
  CHECK(gap.relative == doctest::Approx(0.7).epsilon(1e-15));
}

TEST_CASE("Frank's eigenvalues are found within condition times eps") {
  const Matrix F = frank(12);
  const GeneralEigen e = general_eigenvalues(F);
  for (Index j = 0; j < 12; ++j) {
    const double bound = 12 * e.condition[j] * std::numeric_limits<double>::epsilon() * F.norm();
    CHECK(std::abs(e.values[j] - golden::kFrank12[static_cast<std::size_t>(j)]) < bound);
  }
  CHECK(e.condition[11] > 1e6);  // the small ones are ill-conditioned, and said to be
  CHECK(e.residual < 1e-14);
  Matrix rotation(2, 2);
  rotation << 0, -1, 1, 0;
  const GeneralEigen r = general_eigenvalues(rotation);
  CHECK(std::abs(std::abs(r.values[0].imag()) - 1) < 1e-15);
  CHECK(r.condition.maxCoeff() < 1 + 1e-14);
}

TEST_CASE("entries of any size: scaled values, the same certificates") {
  const Matrix half = random_matrix(30, 30, 5), A = half + half.transpose();
  const SymmetricEigen e = symmetric_eigen(A);
  const GeneralEigen g = general_eigenvalues(half);
  for (const int power : {-665, -200, 200, 665, 1010}) {  // 2^±665 is 1e±200
    CAPTURE(power);
    const double scale = std::ldexp(1.0, power);
    for (const Index vectors : {30, 4, 0}) {
      const SymmetricEigen scaled = symmetric_eigen(scale * A, vectors);
      CHECK((scaled.values / scale - e.values).cwiseAbs().maxCoeff() < 50 * kEps * e.values[0]);
      CHECK((scaled.residual > 0) == (vectors > 0));
      CHECK(scaled.residual <= 50 * kEps);
      CHECK(scaled.orthogonality <= 50 * kEps * std::sqrt(30.0));
    }
    const GeneralEigen general = general_eigenvalues(scale * half);
    CHECK(general.residual > 0);
    CHECK(general.residual <= 50 * kEps);
    CHECK(std::abs(general.values[0] / scale) ==
          doctest::Approx(std::abs(g.values[0])).epsilon(1e-12));
  }
}

TEST_CASE("bad input is refused") {
  Matrix A = Matrix::Identity(3, 3);
  A(2, 1) = 0.5;
  CHECK_THROWS_WITH_AS(symmetric_eigen(A), "symmetric matrix: entries across the diagonal differ",
                       Error);
  A(2, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS(symmetric_eigen(A),
                       "symmetric matrix: holds NaN in row 3, column 2, but must be finite", Error);
  CHECK_THROWS_AS(symmetric_eigen(Matrix(2, 3)), Error);
}

TEST_CASE("the same bits for 1, 2 and 7 threads") {
  const Matrix A = gram(random_matrix(300, 200, 5));
  set_threads(1);
  const SymmetricEigen once = symmetric_eigen(A, 20);
  for (int count : {2, 7}) {
    set_threads(count);
    const SymmetricEigen again = symmetric_eigen(A, 20);
    CHECK(again.values == once.values);
    CHECK(again.vectors == once.vectors);
    CHECK(again.residual == once.residual);
  }
  set_threads(0);
}

}  // namespace
