// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/base/progress.h"
#include "qed/models/cluster/clustering.h"
#include "qed/statistics/estimate.h"

namespace qed::models {

struct StabilityOptions {
  int replicates = 50;
  Index landmarks = 5000;  ///< most rows that are resampled, drawn without replacement
  double level = 0.95;
  std::uint64_t seed = 0;
};

/// Does each cluster come back when k-means sees a bootstrap resample of the rows? For cluster C and
/// each resample, the largest Jaccard index |C ∩ D| / |C ∪ D| over the clusters D found there, both
/// taken on the distinct rows drawn; the mean over resamples, with a Student interval of the mean.
/// Verdict by the mean: >= 0.85 "stable", >= 0.75 "valid", >= 0.6 "doubtful", else "not to be
/// trusted". Each resample starts from k-means++ alone, never from the centres under test; so for a
/// clustering that k-means cannot make (HDBSCAN's), a low value speaks of k-means as well.
/// A cluster without a row among the landmarks: undefined.  Ref: [Hennig2007]
struct ClusterStability {
  std::vector<statistics::Estimate> jaccard;  ///< one a cluster
  std::vector<std::string> verdict;
};
ClusterStability cluster_stability(MatrixFView X, const Clustering& clustering,
                                   const StabilityOptions& options = {},
                                   const Progress& progress = {});

}  // namespace qed::models
