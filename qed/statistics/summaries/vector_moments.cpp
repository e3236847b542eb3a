// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/vector_moments.h"

#include <algorithm>
#include <string>

#include "qed/base/error.h"

namespace qed::statistics {
namespace {

static_assert(Summary<VectorMoments>);
constexpr std::uint64_t kTag = 0x31564f4d44455101;  // "QEDMOV1"

}  // namespace

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

void VectorMoments::add_columns(std::span<const std::vector<double>> columns) {
  require(static_cast<Index>(columns.size()) == mean_.size(), ErrorCode::bad_shape,
          "vector moments: another number of columns");
  if (columns.empty() || columns.front().empty()) return;
  VectorMoments part(mean_.size());
  const std::size_t n = columns.front().size();
  part.n_ = static_cast<std::int64_t>(n);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    require(columns[k].size() == n, ErrorCode::bad_shape,
            "vector moments: columns of different lengths");
    double sum = 0;
    for (const double x : columns[k]) sum += x;
    part.mean_[static_cast<Index>(k)] = sum / static_cast<double>(n);
  }
  // Σ (x - x̄)(x - x̄)ᵀ of some rows at a time, so that they stay in the cache: pairs of few columns one by one, of
  // many as a product of matrices.
  constexpr std::size_t kTogether = 1024;
  constexpr Index kFewColumns = 8;
  const Index d = mean_.size();
  Matrix off(static_cast<Index>(std::min(n, kTogether)), d);
  for (std::size_t from = 0; from < n; from += kTogether) {
    const std::size_t some = std::min(kTogether, n - from);
    for (Index k = 0; k < d; ++k)
      for (std::size_t i = 0; i < some; ++i)
        off(static_cast<Index>(i), k) =
            columns[static_cast<std::size_t>(k)][from + i] - part.mean_[k];
    const auto rows = off.topRows(static_cast<Index>(some));
    if (d > kFewColumns) {
      part.products_.noalias() += rows.transpose() * rows;
      continue;
    }
    for (Index j = 0; j < d; ++j)
      for (Index k = 0; k <= j; ++k) part.products_(j, k) += rows.col(j).dot(rows.col(k));
  }
  merge(part);
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

void VectorMoments::write(ByteWriter& out) const {
  out.count(kTag), out.count(static_cast<std::uint64_t>(n_));
  out.count(static_cast<std::uint64_t>(mean_.size()));
  for (const double m : mean_) out.number(m);
  for (Index j = 0; j < mean_.size(); ++j)
    for (Index k = 0; k <= j; ++k) out.number(products_(j, k));
}

VectorMoments VectorMoments::read(ByteReader& in) {
  in.expect(kTag, "vector moments");
  const std::uint64_t n = in.count(), dimension = in.length(8);
  require(n <= std::uint64_t{1} << 62, ErrorCode::bad_data,
          "moments of an impossible number of rows");
  // d numbers say that there may be d² bytes: the triangle must be there before its memory is taken.
  require(in.left() / 8 >= dimension + dimension * (dimension + 1) / 2, ErrorCode::bad_data,
          "vector moments end too soon");
  VectorMoments moments(static_cast<Index>(dimension));
  moments.n_ = static_cast<std::int64_t>(n);
  for (double& m : moments.mean_) m = in.number();
  for (Index j = 0; j < moments.mean_.size(); ++j)
    for (Index k = 0; k <= j; ++k) moments.products_(j, k) = in.number();
  return moments;
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
