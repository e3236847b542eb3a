// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/nulls/latent.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qed/base/random.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"

namespace qed::statistics {
namespace {
constexpr std::uint64_t kLatentStream = 0x6c6174656e74;  // "latent"

// Standard normals in single precision by Box and Muller, a tile at a time: Eigen's log, sine and cosine are vectors.
// One by one in double they took two fifths of a null table's time.
MatrixF standard_normals(Index rows, Index columns, Rng& rng) {
  constexpr Index kTile = 1024;
  MatrixF G(rows, columns);
  Eigen::ArrayXf u(kTile), angle(kTile);
  for (Index first = 0; first < G.size(); first += 2 * kTile) {
    const Index count = std::min(2 * kTile, G.size() - first), low = (count + 1) / 2;
    for (Index i = 0; i < low; ++i) {
      u[i] = (static_cast<float>(rng()) + 0.5F) * 0x1p-32F;  // in (0, 1]
      angle[i] = static_cast<float>(rng()) * (0x1p-32F * 2 * std::numbers::pi_v<float>);
    }
    const Eigen::ArrayXf radius = (-2 * u.head(low).log()).sqrt();
    Eigen::Map<Eigen::ArrayXf> out(G.data() + first, count);
    out.head(low) = radius * angle.head(low).cos();
    out.tail(count - low) = (radius * angle.head(low).sin()).head(count - low);
  }
  return G;
}
}  // namespace

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
  const MatrixF G = standard_normals(rows, factor_.rows(), rng);
  MatrixF Z(rows, factor_.cols());
  linalg::multiply(1.0f, linalg::rows_of(G), linalg::rows_of(factor_), 0.0f, Z.data(), Z.cols());
  if (noise_ > 0) Z += noise_ * standard_normals(rows, Z.cols(), rng);
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
