// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/symmetric/definite.h"

#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/norms.h"

namespace qed::linalg {
namespace {

Matrix mirrored(MatrixView A) {
  require(A.rows() == A.cols(), ErrorCode::bad_shape, "symmetric matrix: must be square");
  require_finite(A, "symmetric matrix");
  return A.selfadjointView<Eigen::Lower>();
}

}  // namespace

Cholesky cholesky(MatrixView A) {
  const Matrix S = mirrored(A);
  const int n = blas_int(A.rows());
  Cholesky f{S, 0, 1};
  if (n == 0) return f;
  int info = 0;
  QED_FORTRAN(dpotrf)("L", &n, f.L.data(), &n, &info, 1);
  f.failed_at = info;
  f.rcond = 0;
  if (info == 0) {
    const double norm = one_norm(S);
    std::vector<double> work(static_cast<std::size_t>(3 * n));
    std::vector<int> integers(static_cast<std::size_t>(n));
    QED_FORTRAN(dpocon)("L", &n, f.L.data(), &n, &norm, &f.rcond, work.data(), integers.data(),
                        &info, 1);
  }
  f.L = f.L.triangularView<Eigen::Lower>().toDenseMatrix();
  return f;
}

Matrix solve(const Cholesky& f, MatrixView B) {
  require(
      f.positive_definite(), ErrorCode::bad_value,
      "cholesky: the leading minor of order " + std::to_string(f.failed_at) + " is not positive",
      "repair the matrix with nearest_correlation, or use the eigendecomposition");
  require(B.rows() == f.L.rows(), ErrorCode::bad_shape,
          "right-hand side: another number of rows than the matrix");
  Matrix X = f.L.triangularView<Eigen::Lower>().solve(B);
  f.L.transpose().triangularView<Eigen::Upper>().solveInPlace(X);
  return X;
}

std::string Inertia::definiteness() const {
  if (positive > 0 && negative > 0) return "indefinite";
  if (negative > 0) return zero > 0 ? "negative_semidefinite" : "negative_definite";
  return zero > 0 ? "positive_semidefinite" : "positive_definite";
}

Inertia inertia(MatrixView A) {
  Matrix F = mirrored(A);
  const int n = blas_int(A.rows()), query = -1;
  Inertia count;
  if (n == 0) return count;
  const double tolerance = n * std::numeric_limits<double>::epsilon() * one_norm(F);
  std::vector<int> pivots(static_cast<std::size_t>(n));
  int info = 0;
  double size = 0;
  QED_FORTRAN(dsytrf)("L", &n, F.data(), &n, pivots.data(), &size, &query, &info, 1);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dsytrf)("L", &n, F.data(), &n, pivots.data(), work.data(), &work_size, &info, 1);
  const auto add = [&](double pivot) {
    ++(pivot > tolerance ? count.positive : pivot < -tolerance ? count.negative : count.zero);
  };
  for (Index k = 0; k < n; ++k) {
    if (pivots[static_cast<std::size_t>(k)] > 0) {
      add(F(k, k));
      continue;
    }
    // A 2 x 2 block (k, k+1): its eigenvalues about their mean.
    const double mean = 0.5 * (F(k, k) + F(k + 1, k + 1));
    const double spread = std::hypot(0.5 * (F(k, k) - F(k + 1, k + 1)), F(k + 1, k));
    add(mean + spread);
    add(mean - spread);
    ++k;
  }
  return count;
}

}  // namespace qed::linalg
