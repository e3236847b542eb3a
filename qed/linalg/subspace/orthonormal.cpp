// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/subspace/orthonormal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/lapack.h"

namespace qed::linalg {
namespace {

// The first r columns of Q from reflectors.
Matrix form_q(Matrix reflectors, const Vector& tau, Index columns) {
  const int n = blas_int(reflectors.rows()), r = blas_int(columns), query = -1;
  int info = 0;
  double size = 0;
  QED_FORTRAN(dorgqr)(&n, &r, &r, reflectors.data(), &n, tau.data(), &size, &query, &info);
  const int work_size = std::max(1, static_cast<int>(size));
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dorgqr)(&n, &r, &r, reflectors.data(), &n, tau.data(), work.data(), &work_size,
                      &info);
  reflectors.conservativeResize(Eigen::NoChange, columns);
  return reflectors;
}

Matrix householder(Matrix A) {
  const int n = blas_int(A.rows()), d = blas_int(A.cols()), query = -1;
  Vector tau(d);
  int info = 0;
  double size = 0;
  QED_FORTRAN(dgeqrf)(&n, &d, A.data(), &n, tau.data(), &size, &query, &info);
  const int work_size = std::max(1, static_cast<int>(size));
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dgeqrf)(&n, &d, A.data(), &n, tau.data(), work.data(), &work_size, &info);
  return form_q(std::move(A), tau, d);
}

Matrix modified_gram_schmidt(Matrix Q) {
  for (Index j = 0; j < Q.cols(); ++j) {
    if (const double length = Q.col(j).stableNorm(); length > 0) Q.col(j) /= length;
    for (Index k = j + 1; k < Q.cols(); ++k) Q.col(k) -= Q.col(j).dot(Q.col(k)) * Q.col(j);
  }
  return Q;
}

double loss(const Matrix& Q) {
  return Q.cols() == 0 ? 0 : (gram(Q) - Matrix::Identity(Q.cols(), Q.cols())).norm();
}

}  // namespace

Basis orthonormalise(MatrixView A, Orthogonalisation method) {
  require(A.cols() <= A.rows(), ErrorCode::bad_shape,
          "basis: " + std::to_string(A.cols()) + " columns of " + std::to_string(A.rows()) +
              " entries cannot all be orthogonal");
  require_finite(A, "matrix");
  if (A.cols() == 0) return {Matrix(A.rows(), 0), 0, "householder"};
  const bool stable = method == Orthogonalisation::householder;
  Basis basis{stable ? householder(A) : modified_gram_schmidt(A), 0,
              stable ? "householder" : "modified_gram_schmidt"};
  basis.loss_of_orthogonality = loss(basis.Q);
  return basis;
}

Basis orthonormal_basis(MatrixView A, double tolerance) {
  require_finite(A, "matrix");
  const int n = blas_int(A.rows()), d = blas_int(A.cols()), p = std::min(n, d), query = -1;
  if (p == 0) return {Matrix(n, 0), 0, "dgeqp3"};
  Matrix R = A;
  Vector tau(p);
  std::vector<int> pivots(static_cast<std::size_t>(d), 0);
  int info = 0;
  double size = 0;
  QED_FORTRAN(dgeqp3)(&n, &d, R.data(), &n, pivots.data(), tau.data(), &size, &query, &info);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dgeqp3)(&n, &d, R.data(), &n, pivots.data(), tau.data(), work.data(), &work_size,
                      &info);
  if (tolerance < 0)
    tolerance = std::max(n, d) * std::numeric_limits<double>::epsilon() * std::abs(R(0, 0));
  Index r = 0;
  while (r < p && std::abs(R(r, r)) > tolerance) ++r;
  Basis basis{r == 0 ? Matrix(n, 0) : form_q(std::move(R), tau, r), 0, "dgeqp3"};
  basis.loss_of_orthogonality = loss(basis.Q);
  return basis;
}

}  // namespace qed::linalg
