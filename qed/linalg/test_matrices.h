// SPDX-License-Identifier: Apache-2.0
#pragma once
// Matrices with known properties, for the tests of this room and the examples of `qed maths`.
#include <cmath>

#include "qed/base/random.h"
#include "qed/linalg/matrix.h"

namespace qed::linalg {

inline Matrix random_matrix(Index n, Index d, std::uint64_t seed) {
  Rng rng(seed);
  Matrix A(n, d);
  for (Index j = 0; j < d; ++j)
    for (Index i = 0; i < n; ++i) A(i, j) = rng.normal();
  return A;
}

/// a_ij = 1 / (i + j - 1).
inline Matrix hilbert(Index n) {
  Matrix A(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) A(i, j) = 1.0 / static_cast<double>(i + j + 1);
  return A;
}

/// Integers in [-50, 50] by a quadratic rule, the same as in tests/reference/linalg/make.py.
inline Matrix lattice(Index n, Index d) {
  Matrix A(n, d);
  for (Index j = 1; j <= d; ++j)
    for (Index i = 1; i <= n; ++i)
      A(i - 1, j - 1) = static_cast<double>((37 * i * i + 101 * i * j + 53 * j * j * i) % 101 - 50);
  return A;
}

/// W_n⁺: |(n-1)/2 - i| on the diagonal, ones beside it; pairs of eigenvalues that agree to 14
/// digits.
inline Matrix wilkinson_plus(Index n) {
  Matrix A = Matrix::Zero(n, n);
  for (Index i = 0; i < n; ++i) {
    A(i, i) = std::abs(static_cast<double>(n - 1) / 2 - static_cast<double>(i));
    if (i > 0) A(i, i - 1) = A(i - 1, i) = 1;
  }
  return A;
}

/// Upper Hessenberg with ill-conditioned small eigenvalues, which come in pairs x, 1/x.
inline Matrix frank(Index n) {
  Matrix A = Matrix::Zero(n, n);
  for (Index i = 1; i <= n; ++i)
    for (Index j = std::max<Index>(1, i - 1); j <= n; ++j)
      A(i - 1, j - 1) = static_cast<double>(n + 1 - std::max(i, j));
  return A;
}

/// Kac-Clement, symmetrised: off-diagonal sqrt(i (n - i)); eigenvalues n-1, n-3, ..., 1-n.
inline Matrix clement(Index n) {
  Matrix A = Matrix::Zero(n, n);
  for (Index i = 1; i < n; ++i)
    A(i, i - 1) = A(i - 1, i) = std::sqrt(static_cast<double>(i * (n - i)));
  return A;
}

/// Partial pivoting grows the last column of this matrix to 2^(n-1).
inline Matrix wilkinson_growth(Index n) {
  Matrix A = Matrix::Identity(n, n);
  A.triangularView<Eigen::StrictlyLower>().setConstant(-1);
  A.col(n - 1).setOnes();
  return A;
}

/// First row ones, eps times the identity below: columns that are almost equal.
inline Matrix lauchli(Index d, double eps) {
  Matrix A = Matrix::Zero(d + 1, d);
  A.row(0).setOnes();
  A.bottomRows(d).diagonal().setConstant(eps);
  return A;
}

/// The 8 x 5 matrix of Golub and Reinsch: singular values √1248, 20, √384, 0, 0.  Ref:
/// [GolubReinsch1970, sec. 5]
inline Matrix golub_reinsch() {
  Matrix A(8, 5);
  A << 22, 10, 2, 3, 7, 14, 7, 10, 0, 8, -1, 13, -1, -11, 3, -3, -2, 13, -2, 4, 9, 8, 1, -2, 4, 9,
      1, -7, 5, -1, 2, -6, 6, 5, 1, 4, 5, 0, -2, 2;
  return A;
}

}  // namespace qed::linalg
