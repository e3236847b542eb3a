// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/base/progress.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/matrix.h"

namespace qed::embedding {

/// A shift near the column means (of up to 1024 evenly spaced rows; zero without centring) and a
/// power of two that brings the shifted values to about 1: what single-precision products need to
/// keep their digits.
struct Shift {
  std::vector<float> shift;  ///< d
  float scale = 1;
};
Shift sample_shift(MatrixFView X, bool center);

/// out = scale (x − shift) for the rows of X; sums[j] += column sums of out.
void center_rows(linalg::RowBlock X, const Shift& by, float* out, double* sums);
void center_rows(linalg::RowBlock X, const Shift& by, double* out, double* sums);

struct Covariance {
  RowVector mean;
  Matrix C;  ///< d x d, divisor n - 1
};
/// The covariance of the rows of X (about zero without centring) in one pass over X. single:
/// products in float, summed in double every 4096 rows; else all in double. Throws Error{bad_value}
/// for NaN or infinities.
struct CovarianceOptions {
  bool center = true, single = false;
};
Covariance covariance(MatrixFView X, const CovarianceOptions& options,
                      const Progress& progress = {});

/// Column means in double, one pass. Throws Error{bad_value} for NaN or infinities, naming row and
/// column.
RowVector column_means(MatrixFView X);

}  // namespace qed::embedding
