// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/symmetric/nearest_correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/norms.h"

namespace qed::linalg {
namespace {

// The nearest positive semidefinite matrix: negative eigenvalues become 0.
Matrix project_semidefinite(const Matrix& S) {
  const SymmetricEigen e = symmetric_eigen(S);
  const Index r = (e.values.array() > 0).count();
  return gram_of_rows(e.vectors.leftCols(r) * e.values.head(r).cwiseSqrt().asDiagonal());
}

double smallest(const Matrix& R) {
  const Vector values = symmetric_eigen(R, 0).values;
  return values[values.size() - 1];
}

// D^{-1/2} X D^{-1/2}: a unit diagonal without losing semidefiniteness.
Matrix unit_diagonal(const Matrix& X) {
  const Vector scale =
      X.diagonal().cwiseMax(std::numeric_limits<double>::min()).cwiseSqrt().cwiseInverse();
  Matrix R = scale.asDiagonal() * X * scale.asDiagonal();
  R.diagonal().setOnes();
  return R;
}

bool is_valid(const Matrix& A, double floor) {
  return (A.diagonal().array() == 1).all() && smallest(A) >= floor;
}

}  // namespace

NearestCorrelation nearest_correlation(MatrixView A, const CorrelationOptions& options) {
  require(options.smallest_eigenvalue >= 0 && options.smallest_eigenvalue < 1,
          ErrorCode::bad_option, "smallest_eigenvalue: must be in [0, 1)");
  NearestCorrelation result{A, 0, 1, 0, 0, "already_valid"};
  if (A.size() == 0) return result;
  const double floor = static_cast<double>(A.rows()) * std::numeric_limits<double>::epsilon();
  if (!is_valid(A, -floor)) {
    Matrix Y = A, X = A, correction = Matrix::Zero(A.rows(), A.cols());
    result.termination = "max_iterations";
    while (result.iterations < options.max_iterations) {
      check_interrupt();
      ++result.iterations;
      const Matrix old_x = X, old_y = Y, R = Y - correction;
      X = project_semidefinite(R);
      correction = X - R;
      Y = X;
      Y.diagonal().setOnes();
      const double change =
          std::max({infinity_norm(X - old_x), infinity_norm(Y - old_y), infinity_norm(Y - X)});
      if (change <= options.tolerance * infinity_norm(Y)) {
        result.termination = "change_small";
        break;
      }
    }
    result.R = unit_diagonal(X);
  }
  result.smallest_eigenvalue = smallest(result.R);
  if (const double goal = options.smallest_eigenvalue; result.smallest_eigenvalue < goal) {
    // λ((1−t)R + tI) = (1−t)λ + t
    result.shrinkage = (goal - result.smallest_eigenvalue) / (1 - result.smallest_eigenvalue);
    result.R *= 1 - result.shrinkage;
    result.R.diagonal().setOnes();
    result.smallest_eigenvalue = smallest(result.R);
  }
  result.distance = (result.R - A).norm();
  return result;
}

}  // namespace qed::linalg
