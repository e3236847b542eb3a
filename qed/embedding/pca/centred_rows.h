// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "qed/linalg/blas.h"
#include "qed/linalg/matrix.h"

namespace qed::embedding {

/// A shift near the column means (of up to 1024 evenly spaced rows; zero without centring) and a
/// power of two that brings the shifted values to about 1: what single-precision products need to
/// keep their digits. Throws Error{bad_value} when those rows hold NaN or infinities.
struct Shift {
  std::vector<float> shift;  ///< d
  float scale = 1;
};
Shift sample_shift(MatrixFView X, bool center);

/// The rows z = scale (x − shift) of one block after another, laid out for linalg/tiles.h. Holds
/// on to `by`.
class CentredRows {
 public:
  explicit CentredRows(const Shift& by);
  /// Rows [first, first + count) of X or those listed, at most linalg::kTileRows; until the next
  /// call.
  linalg::RowBlock read(MatrixFView X, Index first, Index count);
  linalg::RowBlock read(MatrixFView X, std::span<const Index> rows);
  /// ‖z‖² of the rows of the last block.
  const std::vector<float>& squares() const { return squares_; }
  /// Σ z of all rows read so far, d.
  const Vector& sums() const { return sums_; }

 private:
  void read_row(const float* x, Index place);
  linalg::RowBlock finish(Index count);
  const Shift& by_;
  Index d_, stride_;
  std::vector<float> z_, squares_, block_sums_;
  Vector sums_;
};

/// The shifted and scaled row in double; sums[j] += its entries.
void center_rows(linalg::RowBlock X, const Shift& by, double* out, double* sums);

/// Of rows z and vectors B (d x b): Σ z (zᵀB), d x b, Σ z and Σ‖z‖², in one pass over X. Products
/// in single precision, summed in double every 768 rows. largest_rest: the largest
/// ‖z‖² − ‖Bᵀz‖², what a single row has outside span(B) for orthonormal B. Cost 2 n d b. The same
/// bits for every number of threads.
struct Pass {
  Matrix products;
  Vector columns;
  double squares = 0, largest_rest = 0;
};
Pass covariance_pass(MatrixFView X, const Shift& by, const MatrixF& B);

/// Throws Error{bad_value} that names the first NaN or infinity of X, or says that its values are
/// too large for single precision.
[[noreturn]] void refuse_non_finite(MatrixFView X);

}  // namespace qed::embedding
