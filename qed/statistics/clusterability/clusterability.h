// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"
#include "qed/statistics/nulls/null_model.h"

namespace qed::statistics {

// Are there any clusters? Each statistic below is large when the rows fall into separate groups. None has a known law
// on dependent, mixed columns (distances share rows; a binary column alone makes distances bimodal), so each is
// compared with the same statistic on replicates of a null model fitted to the table.

/// Dip of all pairwise distances of at most 350 evenly spaced rows, each row first pulled in to at most the 75 %
/// quantile of the rows' distances from the column medians (robust to outliers). O(350² d).
double dip_of_distances(MatrixFView X);
/// √n times the dip of the rows' scores on their first principal component. O(n d) a power step, 15 steps.
double dip_of_first_component(MatrixFView X);
/// Dip of given scores (a column of a projection): what dip() returns, for single precision.
double dip_of_projection(std::span<const float> scores);
/// The largest √n dip over a tree of two-means splits: each node of at least 50 rows, to depth 4, is split by two-means
/// started at the mean of its first component; its rows' projections on the line through the two centres give the
/// dip. Finds small groups inside large ones, where distances and the first component are unimodal.
/// O(n d) a level and step.  Ref: [Kalogeratos2012]
double split_dip(MatrixFView X);

struct ClusterabilityOptions {
  std::int64_t landmarks = 1000;   ///< rows drawn without replacement (all when fewer)
  std::int64_t replicates = 199;   ///< drawn from the null, at least 19; 99 to decide at 0.05
  std::uint64_t seed = 1;
  Progress progress = {};
};

/// One statistic, its null values and p = (1 + #{null >= observed}) / (1 + B).
struct ClusterEvidence {
  std::string name;  ///< "dip_of_distances", "dip_of_first_component", "split_dip"
  double observed = 0, p_value = 1, standard_error = 0;
  std::vector<double> null;
};

/// The combined p-value is that of the smallest of the p-values, by the same replicates (each replicate is scored
/// against all others, as the data are): level alpha for all three together without a correction for their number.
/// Ref: [WestfallYoung1993, sec. 2.3]
struct Clusterability {
  double p_value = 1, standard_error = 0;
  std::vector<ClusterEvidence> evidence;
  std::int64_t landmarks = 0, replicates = 0;
  std::string null_name, null_keeps;
};

/// Tests the rows of X (n x d, finite) against a null model of them, most often
/// copula_null(X, block, Marginals::unimodal): "each column unimodal or discrete as it is, Gaussian dependence".
/// Fewer than 10 rows or no column that varies: p = 1, no evidence. Same bits for every number of threads.
/// Errors: bad_shape when the model has other columns, bad_value for non-finite X, bad_option.
Clusterability clusterability(MatrixFView X, const NullModel& null,
                              const ClusterabilityOptions& options = {});

}  // namespace qed::statistics
