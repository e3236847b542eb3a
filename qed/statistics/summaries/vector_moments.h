// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "qed/linalg/matrix.h"
#include "qed/statistics/summaries/summary.h"

namespace qed::statistics {

/// Means and covariances of rows that are seen once: a mergeable summary. Welford's update, so that a large
/// mean takes no digits from the variance. O(d²) a row, O(d²) memory.  Ref: [Chan1983, eq. 2.1]
class VectorMoments {
 public:
  explicit VectorMoments(Index dimension);
  /// row (d): finite, else the moments are not.
  void add(std::span<const double> row);
  /// Rows i of columns[k][i], d columns of one length (Error{bad_shape}): in two passes, O(d²) a row.
  void add_columns(std::span<const std::vector<double>> columns);
  /// Moments of both sets of rows together. The same dimension, else Error{bad_shape}.
  void merge(const VectorMoments& other);
  void write(ByteWriter& out) const;
  static VectorMoments read(ByteReader& in);

  std::int64_t n() const { return n_; }
  const Vector& mean() const { return mean_; }
  /// Unbiased, d x d; zero for fewer than two rows.
  Matrix covariance() const;

 private:
  std::int64_t n_ = 0;
  Vector mean_, off_;
  Matrix products_;  // Σ (x - x̄)(x - x̄)ᵀ
};

}  // namespace qed::statistics
