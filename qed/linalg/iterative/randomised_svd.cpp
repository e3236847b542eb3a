// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/iterative/randomised_svd.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/norms.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/svd.h"

namespace qed::linalg {
namespace {

constexpr std::uint64_t kSketch = 0x68616c6b6f, kProbe = 0x70726f6265;

Matrix gaussian(Index n, Index columns, Rng rng) {
  Matrix G(n, columns);
  for (Index j = 0; j < columns; ++j)
    for (Index i = 0; i < n; ++i) G(i, j) = rng.normal();
  return G;
}

}  // namespace

RandomisedSvd randomised_svd(MatrixView A, const RandomisedOptions& options) {
  require(options.rank >= 1, ErrorCode::bad_option, "rank: must be at least 1");
  require_finite(A, "matrix");
  const Index p = std::min(A.rows(), A.cols()), k = std::min(options.rank, p);
  const Index b = std::min(p, k + std::max<Index>(0, options.oversampling));
  if (p == 0) return {};
  if (const double scale = safe_scale(A); scale != 1) {
    RandomisedSvd scaled = randomised_svd(scale * A, options);
    scaled.s /= scale;
    scaled.range_bound /= scale;
    return scaled;
  }
  Matrix Q = orthonormalise(multiply(A, gaussian(A.cols(), b, Rng(options.seed, kSketch)))).Q;
  for (int q = 0; q < options.power_iterations; ++q) {
    const Matrix Z = orthonormalise(multiply_transposed(A, Q)).Q;
    Q = orthonormalise(multiply(A, Z)).Q;
  }
  const Svd small = svd(multiply_transposed(Q, A));   // QᵀA, b x d
  RandomisedSvd result{
      multiply(Q, small.U.leftCols(k)), small.s.head(k), small.V.leftCols(k), 0, 0, 0};
  const Matrix I = Matrix::Identity(k, k);
  result.orthogonality = std::max((gram(result.U) - I).norm(), (gram(result.V) - I).norm());
  const double size = A.norm();
  const Matrix US = result.U * result.s.asDiagonal();
  if (size > 0) result.residual = (A - multiply(US, result.V.transpose())).norm() / size;
  // P(‖(I − QQᵀ)A‖₂ > 10 √(2/π) max_i ‖(I − QQᵀ)A ω_i‖₂) ≤ 10^{-10} for ten probes.
  const Matrix probes = multiply(A, gaussian(A.cols(), 10, Rng(options.seed, kProbe)));
  const Matrix outside = probes - multiply(Q, multiply_transposed(Q, probes));
  result.range_bound = 10 * std::sqrt(2 / std::numbers::pi) * outside.colwise().norm().maxCoeff();
  return result;
}

}  // namespace qed::linalg
