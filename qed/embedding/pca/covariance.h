// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"

namespace qed::embedding {

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
