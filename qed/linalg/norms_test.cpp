// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/norms.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/linalg/svd.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::linalg;

TEST_CASE("norms of a known matrix") {
  Matrix A(2, 3);
  A << 1, -2, 3, -4, 5, -6;
  CHECK(one_norm(A) == 9);
  CHECK(infinity_norm(A) == 15);
  CHECK(max_norm(A) == 6);
  CHECK(frobenius_norm(A) == doctest::Approx(std::sqrt(91.0)).epsilon(1e-15));
  CHECK(frobenius_norm(A * 1e200) == doctest::Approx(std::sqrt(91.0) * 1e200).epsilon(1e-15));
  for (auto norm :
       {one_norm, infinity_norm, frobenius_norm, max_norm, spectral_norm, nuclear_norm}) {
    CHECK(norm(Matrix(0, 3)) == 0);
    CHECK(norm(Matrix::Zero(2, 2)) == 0);
  }
}

TEST_CASE("identities between the norms") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Matrix A = random_matrix(11, 7, seed), B = random_matrix(7, 5, seed + 100);
    const double two = spectral_norm(A), slack = 1 + 1e-14;
    CHECK(two == doctest::Approx(svd(A).s[0]).epsilon(1e-14));
    CHECK(two <= std::sqrt(one_norm(A) * infinity_norm(A)) * slack);
    CHECK(two <= frobenius_norm(A) * slack);
    CHECK(frobenius_norm(A) <= nuclear_norm(A) * slack);
    CHECK(frobenius_norm(A) <= std::sqrt(7.0) * two * slack);
    CHECK(spectral_norm(A * B) <= two * spectral_norm(B) * slack);
    CHECK(spectral_norm(A.transpose()) == doctest::Approx(two).epsilon(1e-14));
    // Duality: |<A, B>| ≤ ‖A‖₂ ‖B‖_*.
    const Matrix C = random_matrix(11, 7, seed + 200);
    CHECK(std::abs(A.cwiseProduct(C).sum()) <= two * nuclear_norm(C) * slack);
    // Induced: attained at the leading right singular vector.
    const Vector v = svd(A).V.col(0);
    CHECK((A * v).norm() == doctest::Approx(two).epsilon(1e-14));
  }
}

TEST_CASE("condition numbers") {
  CHECK(condition_number(Matrix::Identity(5, 5)) == doctest::Approx(1).epsilon(1e-15));
  CHECK(condition_number(hilbert(10)) == doctest::Approx(1.6025e13).epsilon(1e-3));
  CHECK(condition_number(Matrix::Zero(3, 3)) == std::numeric_limits<double>::infinity());
  CHECK(condition_number(Matrix(0, 0)) == 1);
}

}  // namespace
