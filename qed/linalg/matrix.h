// SPDX-License-Identifier: Apache-2.0
#pragma once
// The only place that includes Eigen. Rows are samples (n), columns are features (d), never the other way round.
// Decompositions are functions of this room (svd.h, eigen.h, ...), never Eigen's own: see DESIGN.
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Core>

namespace qed {

using Index = Eigen::Index;

using Matrix = Eigen::MatrixXd;                 ///< n x d, column-major: what LAPACK reads
using Vector = Eigen::VectorXd;                 ///< a column
using RowVector = Eigen::RowVectorXd;           ///< a row: column means
using MatrixView = Eigen::Ref<const Matrix>;    ///< a read-only block of a Matrix, no copy
using VectorView = Eigen::Ref<const Vector>;

/// Single precision, row-major: one sample after the other, for kernels that read whole samples
/// (neighbours, t-SNE). n x d.
using MatrixF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixFView = Eigen::Ref<const MatrixF, 0, Eigen::OuterStride<>>;

/// Row-major integers, one row a sample: neighbour lists (n x k).
using IndexMatrix = Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace qed
