// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/map/steps/prepare.h"
#include "qed/base/progress.h"
#include "qed/models/cluster/cluster_count.h"
#include "qed/models/cluster/clustering.h"
#include "qed/models/cluster/hdbscan.h"
#include "qed/models/cluster/kmeans.h"
#include "qed/models/cluster/profile.h"
#include "qed/models/cluster/stability.h"
#include "qed/statistics/clusterability/clusterability.h"

namespace qed::answers::map {

/// Of counts with at least this agreement of random halvings 99 % were right in simulation (decision 007).
inline constexpr double kSureAgreement = 0.95;

/// What was found about clusters, in the original space.
struct Clusters {
  statistics::Clusterability tests;  ///< each statistic and all together, against the null
  models::ClusterCount count;
  int counted = 1;  ///< the count, lowered where clusters do not come back
  std::int64_t found = 0;  ///< after the tests: 0, 1 or count
  bool forced = false;  ///< --clusters K
  models::Clustering kmeans;  ///< empty labels when there is nothing to describe
  models::Clustering hdbscan;  ///< of a sample where there are many rows
  std::vector<std::int64_t> hdbscan_rows;  ///< which rows those are
  double agreement = 0;  ///< adjusted Rand index of the two, on those rows
  models::ClusterStability stability;
  std::vector<models::ProfileLine> profile;
};

Clusters find_clusters(const Prepared& data, const Reduced& reduced, const MapOptions& options,
                       const Run& run, Phases& phases);

/// Only the number, for the flips: the tests and the count on a sample.
std::int64_t count_clusters(const Reduced& reduced, const std::vector<int>& blocks,
                            std::uint64_t seed, double level);

}  // namespace qed::answers::map
