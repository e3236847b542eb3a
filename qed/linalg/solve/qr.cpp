// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/solve/qr.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/norms.h"

namespace qed::linalg {
namespace {

struct Thin {
  Matrix Q, R;
};

Thin householder(Matrix A, bool want_q) {
  const int n = blas_int(A.rows()), d = blas_int(A.cols()), p = std::min(n, d), query = -1;
  if (p == 0) return {Matrix(n, 0), Matrix(0, d)};
  Vector tau(p);
  int info = 0;
  double size = 0, size_q = 0;
  QED_FORTRAN(dgeqrf)(&n, &d, A.data(), &n, tau.data(), &size, &query, &info);
  QED_FORTRAN(dorgqr)(&n, &p, &p, A.data(), &n, tau.data(), &size_q, &query, &info);
  const int work_size = static_cast<int>(std::max(size, size_q));
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dgeqrf)(&n, &d, A.data(), &n, tau.data(), work.data(), &work_size, &info);
  Thin f{{}, A.topRows(p).triangularView<Eigen::Upper>()};
  if (!want_q) return f;
  A.conservativeResize(Eigen::NoChange, p);
  QED_FORTRAN(dorgqr)(&n, &p, &p, A.data(), &n, tau.data(), work.data(), &work_size, &info);
  f.Q = std::move(A);
  return f;
}

// Which columns of the small triangle R stand on their own, in order: Gram-Schmidt twice, which is
// as good as Householder for this decision.
struct Choice {
  std::vector<Index> kept, dropped;
  double smallest_kept = 1, largest_dropped = 0;
};
Choice choose(const Matrix& R, double tolerance) {
  Choice choice;
  Matrix basis(R.rows(), std::min(R.rows(), R.cols()));
  for (Index j = 0; j < R.cols(); ++j) {
    const double length = R.col(j).stableNorm();
    const auto found = static_cast<Index>(choice.kept.size());
    Vector rest = R.col(j);
    for (int pass = 0; pass < 2; ++pass)
      rest -= basis.leftCols(found) * (basis.leftCols(found).transpose() * rest);
    const double part = length > 0 ? rest.stableNorm() / length : 0;
    if (part > tolerance && found < basis.cols()) {
      basis.col(found) = rest / rest.stableNorm();
      choice.kept.push_back(j);
      choice.smallest_kept = std::min(choice.smallest_kept, part);
    } else {
      choice.dropped.push_back(j);
      choice.largest_dropped = std::max(choice.largest_dropped, part);
    }
  }
  return choice;
}

Matrix select(MatrixView A, const std::vector<Index>& columns) {
  Matrix S(A.rows(), static_cast<Index>(columns.size()));
  for (std::size_t j = 0; j < columns.size(); ++j) S.col(static_cast<Index>(j)) = A.col(columns[j]);
  return S;
}

Alias express(MatrixView X, const Qr& f, Index column) {
  Alias alias{column, {}, 0};
  const Vector a = X.col(column), projected = f.Q.transpose() * a;
  const double length = a.stableNorm();
  if (length == 0) return alias;
  const Vector c = f.R.triangularView<Eigen::Upper>().solve(projected);
  alias.misfit = (a - f.Q * projected).stableNorm() / length;
  for (Index k = 0; k < c.size(); ++k)
    if (std::abs(c[k]) * f.R.col(k).stableNorm() > 1e-8 * length)
      alias.terms.emplace_back(f.kept[static_cast<std::size_t>(k)], c[k]);
  return alias;
}

// Σ a_i x_i onto `start`, summed in extended precision where the machine has one.
double extended_sum(long double start, VectorView a, VectorView x, double sign) {
  long double sum = start;
  for (Index i = 0; i < a.size(); ++i)
    sum += sign * static_cast<long double>(a[i]) * static_cast<long double>(x[i]);
  return static_cast<double>(sum);
}

// The coefficients of r + X b = y, Xᵀ r = 0 by iterative refinement of both unknowns: with f = y −
// r − X b, g = −Xᵀ r,
//   db = R⁻¹(Qᵀ f − R⁻ᵀ g),  dr = f − Q(Qᵀ f − R⁻ᵀ g).
// Large residuals cost digits otherwise (Wampler5: 5.8 correct ones against 13.7).  Ref:
// [BjorckRefinement1967]
Vector refined(const Qr& f, const Matrix& X, VectorView y, Vector r) {
  const auto R = f.R.triangularView<Eigen::Upper>();
  Vector b = R.solve(f.Q.transpose() * y), rest(y.size()), g(b.size());
  const Matrix rows = X.transpose();
  for (int step = 0; step < 3; ++step) {
    for (Index i = 0; i < y.size(); ++i)
      rest[i] = extended_sum(static_cast<long double>(y[i]) - r[i], rows.col(i), b, -1);
    for (Index j = 0; j < b.size(); ++j) g[j] = extended_sum(0, X.col(j), r, -1);
    const Vector c = f.Q.transpose() * rest - R.transpose().solve(g), db = R.solve(c);
    if (!db.allFinite()) break;
    b += db;
    r += rest - f.Q * c;
    if (db.stableNorm() <= std::numeric_limits<double>::epsilon() * b.stableNorm()) break;
  }
  return b;
}

// "2", "1/3" or six significant digits; empty for 1.
std::string coefficient(double size) {
  for (int q = 1; q <= 12; ++q) {
    const double p = std::round(size * q);
    if (p < 1 || p > 1e6 || std::abs(size * q - p) > 1e-6 * p) continue;
    const auto whole = std::to_string(static_cast<long>(p));
    return q == 1 ? (p == 1 ? "" : whole) : whole + "/" + std::to_string(q);
  }
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), size, std::chars_format::general, 6);
  return {text.data(), end.ptr};
}

}  // namespace

std::string describe(const Alias& alias, std::span<const std::string> names) {
  const auto name = [&](Index j) { return names[static_cast<std::size_t>(j)]; };
  std::string text = name(alias.column) + " =";
  if (alias.terms.empty()) return text + " 0";
  for (std::size_t t = 0; t < alias.terms.size(); ++t) {
    const auto [k, c] = alias.terms[t];
    text += c < 0 ? (t == 0 ? " -" : " - ") : (t == 0 ? " " : " + ");
    const std::string factor = coefficient(std::abs(c));
    text += factor.empty() ? name(k) : factor + " " + name(k);
  }
  return text;
}

Qr qr(MatrixView X, double tolerance) {
  require_finite(X, "matrix");
  const Choice choice = choose(householder(X, false).R, tolerance);
  Qr f;
  f.kept = choice.kept;
  f.smallest_kept = choice.smallest_kept;
  f.largest_dropped = choice.largest_dropped;
  Thin thin = householder(select(X, f.kept), true);
  f.Q = std::move(thin.Q);
  f.R = std::move(thin.R);
  if (!f.kept.empty())
    f.condition = condition_number(f.R * f.R.colwise().stableNorm().cwiseInverse().asDiagonal());
  for (const Index column : choice.dropped) f.aliases.push_back(express(X, f, column));
  return f;
}

LeastSquares least_squares(MatrixView X, VectorView y, double tolerance) {
  require(X.rows() == y.size(), ErrorCode::bad_shape,
          "least squares: " + std::to_string(X.rows()) + " rows, but " + std::to_string(y.size()) +
              " targets");
  require_finite(y, "target");
  LeastSquares fit{Vector::Zero(X.cols()), y, 0, qr(X, tolerance)};
  const Qr& f = fit.decomposition;
  if (f.kept.empty()) return fit;
  // y − Q(Qᵀy), projected once more: what is left is orthogonal to working precision.
  fit.residuals = y - f.Q * (f.Q.transpose() * y);
  fit.residuals -= f.Q * (f.Q.transpose() * fit.residuals);
  const Vector b = refined(f, select(X, f.kept), y, fit.residuals);
  for (std::size_t j = 0; j < f.kept.size(); ++j)
    fit.coefficients[f.kept[j]] = b[static_cast<Index>(j)];
  const double size = fit.residuals.stableNorm();
  if (size > 10 * std::numeric_limits<double>::epsilon() * y.stableNorm()) {
    const Vector against = (X.transpose() * fit.residuals).cwiseAbs();
    const Vector lengths = X.colwise().stableNorm().transpose();
    for (Index j = 0; j < X.cols(); ++j)
      if (lengths[j] > 0)
        fit.optimality = std::max(fit.optimality, against[j] / (lengths[j] * size));
  }
  return fit;
}

}  // namespace qed::linalg
