// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/iterative/block_krylov.h"

#include <algorithm>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/random.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/subspace/orthonormal.h"

namespace qed::linalg {
namespace {

constexpr std::uint64_t kStream = 0x6b72796c6f76;  // "krylov"

Matrix gaussian(Index n, Index columns, std::uint64_t seed) {
  Rng rng(seed, kStream);
  Matrix G(n, columns);
  for (Index j = 0; j < columns; ++j)
    for (Index i = 0; i < n; ++i) G(i, j) = rng.normal();
  return G;
}

// Orthonormal basis of the part of W outside span(Q); directions that vanish to rounding are
// dropped.
Matrix new_directions(const Matrix& Q, Matrix W) {
  const Vector before = W.colwise().norm().transpose();
  const double scale = before.size() > 0 ? before.maxCoeff() : 0;
  for (int pass = 0; pass < 2; ++pass)  // twice is enough
    if (Q.cols() > 0) W -= multiply(Q, multiply_transposed(Q, W));
  Basis basis = orthonormal_basis(W, 1e-12 * scale);
  // What QR made of columns that were nearly dependent may lean on Q again.
  if (Q.cols() > 0 && basis.Q.cols() > 0) {
    basis.Q -= multiply(Q, multiply_transposed(Q, basis.Q));
    basis = orthonormal_basis(basis.Q, 0.1);
  }
  return basis.Q;
}

void append(Matrix& Q, const Matrix& columns) {
  const Index old = Q.cols();
  Q.conservativeResize(columns.rows(), old + columns.cols());
  Q.rightCols(columns.cols()) = columns;
}

// Ritz pairs of A on span(Q), given AQ.
void rayleigh_ritz(const Matrix& Q, const Matrix& AQ, Index k, KrylovEigen& result) {
  Matrix T = multiply_transposed(Q, AQ);
  T = (0.5 * (T + T.transpose())).eval();
  const SymmetricEigen ritz = symmetric_eigen(T, std::min(k, T.rows()));
  result.values = ritz.values.head(ritz.vectors.cols());
  result.vectors = multiply(Q, ritz.vectors);
  result.residuals = (multiply(AQ, ritz.vectors) - result.vectors * result.values.asDiagonal())
                         .colwise()
                         .norm()
                         .transpose();
}

}  // namespace

KrylovEigen block_krylov(const SymmetricOperator& A, Index n, const KrylovOptions& options) {
  require(n >= 1 && options.vectors >= 1, ErrorCode::bad_shape,
          "eigenvectors: at least one row and one vector");
  const Index k = std::min(options.vectors, n),
              b = std::min(n, k + std::max<Index>(0, options.oversampling));
  KrylovEigen result;
  Matrix Q(n, 0), AQ(n, 0), block = new_directions(Q, gaussian(n, b, options.seed));
  result.termination = "max_blocks";
  while (result.blocks < std::max(1, options.max_blocks)) {
    check_interrupt();
    const Matrix image = A(block);
    ++result.blocks;
    append(Q, block);
    append(AQ, image);
    rayleigh_ritz(Q, AQ, k, result);
    if (result.residuals.maxCoeff() <= options.tolerance * std::abs(result.values[0])) {
      result.termination = "residuals_small";
      break;
    }
    block = new_directions(Q, image);
    if (block.cols() == 0) {
      result.termination = "basis_complete";
      break;
    }
  }
  fix_signs(result.vectors);
  return result;
}

KrylovEigen lanczos_top(const SymmetricOperator& A, Index n, int steps, std::uint64_t seed) {
  KrylovOptions options;
  options.oversampling = 0;
  options.max_blocks = steps;
  options.seed = seed;
  return block_krylov(A, n, options);
}

}  // namespace qed::linalg
