// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/embedding/pca/centred_rows.h"

namespace qed::embedding {

inline constexpr Index kShare = 10;        ///< one row in so many is in a sample
inline constexpr std::size_t kGroups = 16;  ///< of the rows of a sample, for its standard errors

/// Two samples without a row in common: of each run of kShare rows one row each, drawn at random,
/// so that no order of the rows can hide from them. floor(n / kShare) rows each.
struct RowSamples {
  std::vector<Index> first, second;
};
RowSamples draw_rows(Index n, std::uint64_t seed);

/// The covariance of the listed rows, shifted and scaled (about the shift without centring), in
/// single precision, d x d. The same bits for every number of threads.
MatrixF sample_covariance(MatrixFView X, std::span<const Index> rows, const Shift& by, bool center);

/// Means of (zB − o)ᵀ(zB − o) over kGroups groups of the listed rows, every kGroups-th row in one:
/// z the shifted and scaled row, B (d x b), offset (b). Lower triangles, b x b.
std::vector<Matrix> group_means(MatrixFView X, std::span<const Index> rows, const Shift& by,
                                const MatrixF& B, const Eigen::RowVectorXf& offset);

}  // namespace qed::embedding
