// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/solve/lu.h"

#include <limits>

#include "qed/base/error.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/norms.h"

namespace qed::linalg {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Vector substitute(const Lu& f, Vector b) {
  const int n = blas_int(f.A.rows()), one = 1;
  int info = 0;
  QED_FORTRAN(dgetrs)("N", &n, &one, f.factors.data(), &n, f.pivots.data(), b.data(), &n, &info, 1);
  return b;
}

// The residual in extended precision where the machine has one: what refinement gains from.
Vector residual(const Matrix& A, const Vector& x, VectorView b) {
  Vector r(b.size());
  for (Index i = 0; i < b.size(); ++i) {
    long double sum = b[i];
    for (Index j = 0; j < A.cols(); ++j)
      sum -= static_cast<long double>(A(i, j)) * static_cast<long double>(x[j]);
    r[i] = static_cast<double>(sum);
  }
  return r;
}

}  // namespace

Lu lu(MatrixView A) {
  require(A.rows() == A.cols(), ErrorCode::bad_shape,
          "system: is " + std::to_string(A.rows()) + " x " + std::to_string(A.cols()) +
              ", but must be square");
  require_finite(A, "matrix");
  const int n = blas_int(A.rows());
  Lu f{A, A, std::vector<int>(static_cast<std::size_t>(n)), 1, 1};
  if (n == 0) return f;
  int info = 0;
  QED_FORTRAN(dgetrf)(&n, &n, f.factors.data(), &n, f.pivots.data(), &info);
  const double largest = max_norm(A);
  const Matrix U = f.factors.triangularView<Eigen::Upper>();
  f.growth = largest > 0 ? max_norm(U) / largest : 1;
  f.rcond = 0;
  if (info > 0) return f;
  const double norm = one_norm(A);
  std::vector<double> work(static_cast<std::size_t>(4 * n));
  std::vector<int> integers(static_cast<std::size_t>(n));
  QED_FORTRAN(dgecon)("1", &n, f.factors.data(), &n, &norm, &f.rcond, work.data(), integers.data(),
                      &info, 1);
  return f;
}

LuSolution solve(const Lu& f, VectorView b, double tolerance) {
  require(b.size() == f.A.rows(), ErrorCode::bad_shape,
          "right-hand side: has " + std::to_string(b.size()) + " rows, but must have " +
              std::to_string(f.A.rows()));
  require_finite(b, "right-hand side");
  LuSolution solution;
  if (f.rcond < kEps) {
    solution.reason = "singular";
    return solution;
  }
  Vector x = substitute(f, b);
  const double norm_a = infinity_norm(f.A), norm_b = max_norm(b);
  const auto backward = [&](const Vector& r, const Vector& at) {
    const double scale = norm_a * max_norm(at) + norm_b;
    return scale > 0 ? max_norm(r) / scale : 0.0;
  };
  Vector r = residual(f.A, x, b);
  solution.backward_error = backward(r, x);
  while (solution.backward_error > 4 * kEps && solution.refinements < 5) {
    const Vector better = x + substitute(f, r), rest = residual(f.A, better, b);
    const double error = backward(rest, better);
    if (!(error < solution.backward_error)) break;
    const bool halved = error < 0.5 * solution.backward_error;
    x = better;
    r = rest;
    solution.backward_error = error;
    ++solution.refinements;
    if (!halved) break;
  }
  solution.error_bound = solution.backward_error / f.rcond;
  if (solution.backward_error <= tolerance)
    solution.x = std::move(x);
  else
    solution.reason = "backward_error";
  return solution;
}

}  // namespace qed::linalg
