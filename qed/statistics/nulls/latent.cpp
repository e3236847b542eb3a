// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/nulls/latent.h"

#include <cmath>

#include "qed/base/random.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"

namespace qed::statistics {
namespace {
constexpr std::uint64_t kLatentStream = 0x6c6174656e74;  // "latent"
}

Latent Latent::of_rows(const MatrixF& Y, double lambda) {
  Latent latent;
  latent.factor_ =
      Y * static_cast<float>(std::sqrt((1 - lambda) / static_cast<double>(Y.rows() - 1)));
  latent.noise_ = static_cast<float>(std::sqrt(lambda));
  return latent;
}

Latent Latent::of_covariance(const Matrix& covariance) {
  const linalg::SymmetricEigen eigen = linalg::symmetric_eigen(covariance);
  Latent latent;
  latent.factor_ = (eigen.values.cwiseMax(0.0).cwiseSqrt().asDiagonal() * eigen.vectors.transpose())
                       .cast<float>();
  return latent;
}

MatrixF Latent::sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const {
  Rng rng(seed, kLatentStream, index);
  MatrixF G(rows, factor_.rows()), Z(rows, factor_.cols());
  for (Index i = 0; i < G.size(); ++i) G.data()[i] = static_cast<float>(rng.normal());
  linalg::multiply(1.0f, linalg::rows_of(G), linalg::rows_of(factor_), 0.0f, Z.data(), Z.cols());
  if (noise_ > 0)
    for (Index i = 0; i < Z.size(); ++i) Z.data()[i] += noise_ * static_cast<float>(rng.normal());
  return Z;
}

Matrix repaired_correlation(const Matrix& C) {
  const linalg::SymmetricEigen eigen = linalg::symmetric_eigen(C);
  if (eigen.values.minCoeff() >= 1e-8) return C;
  const Matrix scaled = eigen.vectors * eigen.values.cwiseMax(1e-8).cwiseSqrt().asDiagonal();
  const Matrix fixed = linalg::gram_of_rows(scaled);
  const Vector sd = fixed.diagonal().cwiseSqrt();
  return sd.cwiseInverse().asDiagonal() * fixed * sd.cwiseInverse().asDiagonal();
}

}  // namespace qed::statistics
