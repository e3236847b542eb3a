// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "qed/base/progress.h"
#include "qed/models/cluster/clustering.h"

namespace qed::models {

/// A table of `rows` rows without clusters, replicate `index`: the null that the gap is taken from.
using NullSampler = std::function<MatrixF(std::int64_t rows, std::uint64_t index)>;

struct ClusterCountOptions {
  int max_k = 20;
  Index landmarks = 5000;      ///< most rows that the splits look at, drawn without replacement
  int splits = 9;              ///< random halvings whose groups are combined
  Index gap_landmarks = 600;   ///< rows of the gap statistic
  int gap_replicates = 5;      ///< reference tables; 0: no gap statistic
  NullSampler null;            ///< empty: uniform in the box of the principal axes
  std::uint64_t seed = 0;
};

/// How many clusters have the rows? `count` is the number of groups, separated by a significant dip,
/// on which most of the random splits agree (modal_groups, average linkage of the rows' shared
/// groups at 0.6); 1 when there are none or when `agreement` is below 0.6. A lower claim:
/// clusters that overlap without a valley between them, or of fewer than max(10, 0.5 %) rows
/// looked at, are not counted.
/// 0/1 columns that depend on one another can pass for clusters (decision 007): where a table has
/// such columns, test it against a copula null first (statistics::clusterability).
/// The gap statistic, Gap(k) = mean log W*_k - log W_k, is reported beside it and decides nothing:
/// it counts an elongated or uneven cluster more than once or not at all.
/// X: n x d finite. The same bits for every number of threads.
/// Ref: [Hartigan1985a, Hennig2010, Tibshirani2001, StrehlGhosh2002]
struct ClusterCount {
  int count = 1;
  std::vector<int> split_counts;  ///< groups found by each split alone
  double agreement = 1;  ///< mean adjusted Rand index of the splits with what is counted, or
  ///< below 0.6 with what is then not counted
  std::vector<int> k;
  std::vector<double> gap, gap_se;
  int gap_count = 1;  ///< smallest k with Gap(k) >= Gap(k+1) - se(k+1)
  MatrixF centres;  ///< count x d means: a start for kmeans
  Clustering groups;  ///< of the rows looked at
  std::vector<Index> rows;  ///< which rows those are
  std::string rule;
};
ClusterCount cluster_count(MatrixFView X, const ClusterCountOptions& options = {},
                           const Progress& progress = {});

/// The partition on which most of several partitions of the same rows agree.
std::vector<std::int32_t> consensus(const std::vector<std::vector<std::int32_t>>& partitions,
                                    Index min_size);

}  // namespace qed::models
