// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/vector_moments.h"

#include <string>

#include "qed/base/error.h"

namespace qed::statistics {

VectorMoments::VectorMoments(Index dimension)
    : mean_(Vector::Zero(dimension)), off_(Vector::Zero(dimension)),
      products_(Matrix::Zero(dimension, dimension)) {}

void VectorMoments::add(std::span<const double> row) {
  ensure(static_cast<Index>(row.size()) == mean_.size(), "vector moments: a row of another length");
  ++n_;
  const double share = 1 / static_cast<double>(n_);
  for (Index k = 0; k < mean_.size(); ++k) {
    off_[k] = row[static_cast<std::size_t>(k)] - mean_[k];
    mean_[k] += off_[k] * share;
  }
  // (x - x̄ₙ₋₁)(x - x̄ₙ)ᵀ is symmetric: x - x̄ₙ = (1 - 1/n)(x - x̄ₙ₋₁).
  for (Index j = 0; j < mean_.size(); ++j)
    for (Index k = 0; k <= j; ++k) products_(j, k) += (1 - share) * off_[j] * off_[k];
}

void VectorMoments::merge(const VectorMoments& other) {
  require(other.mean_.size() == mean_.size(), ErrorCode::bad_shape,
          "vector moments: dimensions are " + std::to_string(mean_.size()) + " and " +
              std::to_string(other.mean_.size()));
  if (other.n_ == 0) return;
  if (n_ == 0) {
    *this = other;
    return;
  }
  const double n = static_cast<double>(n_), m = static_cast<double>(other.n_);
  const Vector apart = other.mean_ - mean_;
  products_ += other.products_ + n * m / (n + m) * apart * apart.transpose();
  mean_ += m / (n + m) * apart;
  n_ += other.n_;
}

Matrix VectorMoments::covariance() const {
  Matrix c = Matrix::Zero(mean_.size(), mean_.size());
  if (n_ < 2) return c;
  for (Index j = 0; j < mean_.size(); ++j)
    for (Index k = 0; k <= j; ++k)
      c(j, k) = c(k, j) = products_(j, k) / static_cast<double>(n_ - 1);
  return c;
}

}  // namespace qed::statistics
