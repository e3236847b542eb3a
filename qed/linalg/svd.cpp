// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/svd.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/norms.h"

namespace qed::linalg {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Factors {
  Matrix U, Vt;
  Vector s;
};

// job 'S' or 'N'. False when the routine reports no convergence.
bool divide_and_conquer(MatrixView A, char job, Factors& f) {
  const int n = blas_int(A.rows()), d = blas_int(A.cols()), p = std::min(n, d);
  Matrix copy = A;
  std::vector<int> integers(static_cast<std::size_t>(8 * p));
  int info = 0, query = -1;
  double size = 0;
  const int ldu = std::max(1, blas_int(f.U.rows())), ldvt = std::max(1, blas_int(f.Vt.rows()));
  QED_FORTRAN(dgesdd)(&job, &n, &d, copy.data(), &n, f.s.data(), f.U.data(), &ldu, f.Vt.data(),
                      &ldvt, &size, &query, integers.data(), &info, 1);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dgesdd)(&job, &n, &d, copy.data(), &n, f.s.data(), f.U.data(), &ldu, f.Vt.data(),
                      &ldvt, work.data(), &work_size, integers.data(), &info, 1);
  return info == 0;
}

void qr_iteration(MatrixView A, char job, Factors& f) {
  const int n = blas_int(A.rows()), d = blas_int(A.cols());
  Matrix copy = A;
  int info = 0, query = -1;
  double size = 0;
  const int ldu = std::max(1, blas_int(f.U.rows())), ldvt = std::max(1, blas_int(f.Vt.rows()));
  QED_FORTRAN(dgesvd)(&job, &job, &n, &d, copy.data(), &n, f.s.data(), f.U.data(), &ldu,
                      f.Vt.data(), &ldvt, &size, &query, &info, 1, 1);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dgesvd)(&job, &job, &n, &d, copy.data(), &n, f.s.data(), f.U.data(), &ldu,
                      f.Vt.data(), &ldvt, work.data(), &work_size, &info, 1, 1);
  ensure(info == 0, "dgesvd did not converge on a finite matrix");
}

Factors decompose(MatrixView A, char job, std::string& method) {
  require_finite(A, "matrix");
  const Index p = std::min(A.rows(), A.cols()), vectors = job == 'S' ? p : 0;
  Factors f{Matrix(vectors > 0 ? A.rows() : 0, vectors),
            Matrix(vectors, vectors > 0 ? A.cols() : 0), Vector(p)};
  method = "dgesdd";
  if (p == 0) return f;
  if (!divide_and_conquer(A, job, f)) {
    method = "dgesvd (dgesdd failed)";
    qr_iteration(A, job, f);
  }
  return f;
}

}  // namespace

Rank numerical_rank(VectorView singular_values, Index n, Index d, double tolerance) {
  const Index p = singular_values.size();
  if (p == 0 || singular_values[0] == 0) return {0, 0, kInfinity};
  if (tolerance < 0)
    tolerance = static_cast<double>(std::max(n, d)) * std::numeric_limits<double>::epsilon() *
                singular_values[0];
  Index r = 0;
  while (r < p && singular_values[r] > tolerance) ++r;
  const bool clear = r == p || singular_values[r] == 0;
  return {r, tolerance,
          clear    ? kInfinity
          : r == 0 ? 1
                   : singular_values[r - 1] / singular_values[r]};
}

double Svd::condition() const {
  if (s.size() == 0) return 1;
  const double smallest = s[s.size() - 1];
  return smallest > 0 ? s[0] / smallest : kInfinity;
}

Svd svd(MatrixView A) {
  if (const double scale = safe_scale(A); scale != 1) {
    Svd scaled = svd(scale * A);
    scaled.s /= scale;
    scaled.rank.tolerance /= scale;
    return scaled;
  }
  Svd result;
  Factors f = decompose(A, 'S', result.method);
  result.U = std::move(f.U);
  result.s = std::move(f.s);
  result.V = f.Vt.transpose();
  result.U = (result.U * fix_signs(result.V).asDiagonal()).eval();
  result.rank = numerical_rank(result.s, A.rows(), A.cols());
  if (result.s.size() == 0) return result;
  const Index p = result.s.size();
  const Matrix US = result.U * result.s.asDiagonal();
  const double size = A.norm();
  if (size > 0) result.residual = (A - multiply(US, f.Vt = result.V.transpose())).norm() / size;
  const Matrix I = Matrix::Identity(p, p);
  result.orthogonality = std::max((gram(result.U) - I).norm(), (gram(result.V) - I).norm());
  return result;
}

Vector singular_values(MatrixView A) {
  std::string method;
  return decompose(A, 'N', method).s;
}

TruncatedSolution solve_truncated(const Svd& decomposition, VectorView b, Index rank) {
  const auto& [U, s, V, residual, orthogonality, full_rank, method] = decomposition;
  require(b.size() == U.rows(), ErrorCode::bad_shape,
          "right-hand side: has " + std::to_string(b.size()) + " rows, but must have " +
              std::to_string(U.rows()));
  require(rank >= 0 && rank <= full_rank.r, ErrorCode::bad_value,
          "rank: is " + std::to_string(rank) + ", but must be in [0, " +
              std::to_string(full_rank.r) + "], the numerical rank");
  TruncatedSolution solution;
  solution.rank = rank;
  const Vector coefficients = (U.leftCols(rank).transpose() * b).cwiseQuotient(s.head(rank));
  solution.x = V.leftCols(rank) * coefficients;
  const Vector r = b - U * s.cwiseProduct(V.transpose() * solution.x);
  solution.residual_norm = frobenius_norm(r);
  const double vanished = 10 * std::numeric_limits<double>::epsilon() * frobenius_norm(b);
  if (solution.residual_norm > vanished)
    solution.optimality =
        (s / s[0]).cwiseProduct(U.transpose() * (r / solution.residual_norm)).norm();
  return solution;
}

double effective_rank(VectorView singular_values) {
  const double total = singular_values.sum();
  if (!(total > 0)) return 0;
  double entropy = 0;
  for (const double sigma : singular_values)
    if (sigma > 0) entropy -= sigma / total * std::log(sigma / total);
  return std::exp(entropy);
}

double stable_rank(VectorView singular_values) {
  if (singular_values.size() == 0 || singular_values[0] == 0) return 0;
  return (singular_values / singular_values[0]).squaredNorm();
}

}  // namespace qed::linalg
