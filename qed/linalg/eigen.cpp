// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/norms.h"

namespace qed::linalg {
namespace {

void require_symmetric(MatrixView A) {
  require(A.rows() == A.cols(), ErrorCode::bad_shape,
          "symmetric matrix: is " + std::to_string(A.rows()) + " x " + std::to_string(A.cols()) +
              ", but must be square");
  require_finite(A, "symmetric matrix");
  if (A.size() == 0) return;
  const double asymmetry = (A - A.transpose()).cwiseAbs().maxCoeff();
  require(asymmetry <= 1e-10 * A.cwiseAbs().maxCoeff(), ErrorCode::bad_value,
          "symmetric matrix: entries across the diagonal differ",
          "pass (A + A') / 2, or use the SVD");
}

// Both divide and conquer routines return ascending order; QED's order is descending.
void reverse_order(SymmetricEigen& e) {
  e.values.reverseInPlace();
  e.vectors = e.vectors.rowwise().reverse().eval();
}

SymmetricEigen all_vectors(MatrixView A) {
  const int n = blas_int(A.rows());
  SymmetricEigen e{Vector(n), A, 0, 0, "dsyevd"};
  int info = 0, integers = 0, query = -1;
  double size = 0;
  QED_FORTRAN(dsyevd)("V", "L", &n, e.vectors.data(), &n, e.values.data(), &size, &query, &integers,
                      &query, &info, 1, 1);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  std::vector<int> integer_work(static_cast<std::size_t>(integers));
  QED_FORTRAN(dsyevd)("V", "L", &n, e.vectors.data(), &n, e.values.data(), work.data(), &work_size,
                      integer_work.data(), &integers, &info, 1, 1);
  ensure(info == 0, "dsyevd did not converge on a finite symmetric matrix");
  reverse_order(e);
  return e;
}

// A = Q T Qᵀ: the tridiagonal form, from which all values and few vectors are cheap.
struct Tridiagonal {
  Matrix reflectors;
  Vector diagonal, off_diagonal, tau;
};

Tridiagonal tridiagonalise(MatrixView A) {
  const int n = blas_int(A.rows());
  Tridiagonal t{A, Vector(n), Vector(n), Vector(n)};
  int info = 0, query = -1;
  double size = 0;
  QED_FORTRAN(dsytrd)("L", &n, t.reflectors.data(), &n, t.diagonal.data(), t.off_diagonal.data(),
                      t.tau.data(), &size, &query, &info, 1);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  QED_FORTRAN(dsytrd)("L", &n, t.reflectors.data(), &n, t.diagonal.data(), t.off_diagonal.data(),
                      t.tau.data(), work.data(), &work_size, &info, 1);
  return t;
}

// Vectors of the k largest eigenvalues of T, turned back by Q; false when dstemr gives up (it may,
// rarely).
bool top_vectors(const Tridiagonal& t, int k, SymmetricEigen& e) {
  const int n = static_cast<int>(t.diagonal.size()), first = n - k + 1, query = -1;
  Vector d = t.diagonal, off = t.off_diagonal, values(n);
  e.vectors.resize(n, k);
  std::vector<int> support(static_cast<std::size_t>(2 * k)),
      integer_work(static_cast<std::size_t>(10 * n));
  std::vector<double> work(static_cast<std::size_t>(18 * n));
  const int work_size = 18 * n, integers = 10 * n;
  int found = 0, accurate = 1, info = 0;
  const double unused = 0;
  QED_FORTRAN(dstemr)("V", "I", &n, d.data(), off.data(), &unused, &unused, &first, &n, &found,
                      values.data(), e.vectors.data(), &n, &k, support.data(), &accurate,
                      work.data(), &work_size, integer_work.data(), &integers, &info, 1, 1);
  if (info != 0 || found != k) return false;
  double size = 0;
  QED_FORTRAN(dormtr)("L", "L", "N", &n, &k, t.reflectors.data(), &n, t.tau.data(),
                      e.vectors.data(), &n, &size, &query, &info, 1, 1, 1);
  const int apply_size = static_cast<int>(size);
  work.resize(static_cast<std::size_t>(apply_size));
  QED_FORTRAN(dormtr)("L", "L", "N", &n, &k, t.reflectors.data(), &n, t.tau.data(),
                      e.vectors.data(), &n, work.data(), &apply_size, &info, 1, 1, 1);
  return info == 0;
}

SymmetricEigen few_vectors(MatrixView A, int k) {
  const int n = blas_int(A.rows());
  const Tridiagonal t = tridiagonalise(A);
  SymmetricEigen e{t.diagonal, Matrix(n, k), 0, 0, k == 0 ? "dsytrd + dsterf" : "dsytrd + dstemr"};
  Vector off = t.off_diagonal;
  int info = 0;
  QED_FORTRAN(dsterf)(&n, e.values.data(), off.data(), &info);
  if (info == 0 && (k == 0 || top_vectors(t, k, e))) {
    reverse_order(e);
    return e;
  }
  SymmetricEigen all = all_vectors(A);
  all.vectors.conservativeResize(Eigen::NoChange, k);
  all.method = "dsyevd (dstemr failed)";
  return all;
}

void certify(MatrixView A, SymmetricEigen& e) {
  const Index k = e.vectors.cols();
  if (k == 0) return;
  const double size = A.norm();
  const Matrix R = multiply(A, e.vectors) - e.vectors * e.values.head(k).asDiagonal();
  e.residual = size > 0 ? R.norm() / size : 0;
  e.orthogonality = (gram(e.vectors) - Matrix::Identity(k, k)).norm();
}

}  // namespace

Vector fix_signs(Eigen::Ref<Matrix> V) {
  Vector signs = Vector::Ones(V.cols());
  for (Index j = 0; j < V.cols(); ++j) {
    if (V.rows() == 0) continue;
    const double nearly = (1 - 1e-8) * V.col(j).cwiseAbs().maxCoeff();
    Index i = 0;
    while (i + 1 < V.rows() && std::abs(V(i, j)) < nearly) ++i;
    if (V(i, j) < 0) {
      signs[j] = -1;
      V.col(j) = -V.col(j);
    }
  }
  return signs;
}

double SymmetricEigen::condition() const {
  if (values.size() == 0) return 1;
  const double smallest = values.cwiseAbs().minCoeff();
  return smallest > 0 ? values.cwiseAbs().maxCoeff() / smallest
                      : std::numeric_limits<double>::infinity();
}

SymmetricEigen symmetric_eigen(MatrixView A, Index vectors) {
  require_symmetric(A);
  const Index n = A.rows(), k = vectors < 0 ? n : std::min(vectors, n);
  if (n == 0) return {};
  if (const double scale = safe_scale(A); scale != 1) {
    SymmetricEigen scaled = symmetric_eigen(scale * A, vectors);
    scaled.values /= scale;
    return scaled;
  }
  // Above half of the vectors, divide and conquer on all of them is the cheaper route.
  SymmetricEigen e = 2 * k > n ? all_vectors(A) : few_vectors(A, blas_int(k));
  e.vectors.conservativeResize(Eigen::NoChange, k);
  fix_signs(e.vectors);
  certify(A, e);
  return e;
}

double davis_kahan_bound(VectorView values, Index k, double error_norm) {
  require(k >= 1 && k < values.size(), ErrorCode::bad_shape,
          "subspace: k is " + std::to_string(k) + ", but must be in [1, " +
              std::to_string(values.size() - 1) + "]");
  const double largest = std::sqrt(static_cast<double>(k)), gap = values[k - 1] - values[k];
  if (!(gap > 0)) return largest;
  return std::min(largest, 2 * largest * error_norm / gap);
}

SpectralGap largest_gap(VectorView values) {
  SpectralGap best;
  for (Index k = 1; k < values.size(); ++k)
    if (const double gap = values[k - 1] - values[k]; gap > best.gap) best = {k, gap, 0};
  const double top = values.size() > 0 ? std::abs(values[0]) : 0;
  best.relative = top > 0 ? best.gap / top : 0;
  return best;
}

GeneralEigen general_eigenvalues(MatrixView A) {
  require(A.rows() == A.cols(), ErrorCode::bad_shape, "eigenvalues: the matrix must be square");
  require_finite(A, "matrix");
  const int n = blas_int(A.rows());
  if (n == 0) return {};
  if (const double scale = safe_scale(A); scale != 1) {
    GeneralEigen scaled = general_eigenvalues(scale * A);
    scaled.values *= 1 / scale;  // a complex division would square the scale
    return scaled;
  }
  Matrix work_copy = A, left(n, n), right(n, n);
  Vector real(n), imaginary(n);
  int info = 0, query = -1;
  double size = 0;
  const auto call = [&](double* work, const int* work_size) {
    QED_FORTRAN(dgeev)("V", "V", &n, work_copy.data(), &n, real.data(), imaginary.data(),
                       left.data(), &n, right.data(), &n, work, work_size, &info, 1, 1);
  };
  call(&size, &query);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  call(work.data(), &work_size);
  ensure(info == 0, "dgeev did not converge on a finite matrix");

  // Column pairs (j, j+1) hold the real and imaginary part of a conjugate pair.
  const auto column = [&](const Matrix& V, Index j) -> Eigen::VectorXcd {
    const std::complex<double> i(0, 1);
    if (imaginary[j] == 0) return V.col(j).cast<std::complex<double>>();
    const Index first = imaginary[j] > 0 ? j : j - 1;
    return V.col(first).cast<std::complex<double>>() +
           (imaginary[j] > 0 ? i : -i) * V.col(first + 1);
  };
  std::vector<Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return std::hypot(real[a], imaginary[a]) > std::hypot(real[b], imaginary[b]);
  });
  GeneralEigen e{Eigen::VectorXcd(n), Vector(n), 0};
  const double norm = A.norm();
  for (Index rank = 0; rank < n; ++rank) {
    const Index j = order[static_cast<std::size_t>(rank)];
    const std::complex<double> lambda(real[j], imaginary[j]);
    const Eigen::VectorXcd x = column(right, j), y = column(left, j);
    const double overlap = std::abs(y.dot(x));
    e.values[rank] = lambda;
    e.condition[rank] =
        overlap > 0 ? x.norm() * y.norm() / overlap : std::numeric_limits<double>::infinity();
    if (norm > 0) e.residual = std::max(e.residual, (A * x - lambda * x).norm() / norm);
  }
  return e;
}

}  // namespace qed::linalg
