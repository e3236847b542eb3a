// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// A statistic on a resample, and its own standard error where the studentised interval is wanted.
struct Resampled {
  double value = 0, standard_error = 0;
};
/// counts[i] is how often row i is in the resample (all 1: the data). No resample is ever built: write the statistic
/// with weights. Paired data: read both columns under the same counts. None where it is undefined (0/0).
/// Called from several threads at once.
using ResampledStatistic =
    std::function<std::optional<Resampled>(std::span<const std::uint32_t> counts)>;

enum class BootstrapMethod {
  percentile,   ///< quantiles of the replicates
  basic,        ///< 2θ̂ minus them
  bca,          ///< percentile, corrected for bias and acceleration: second order correct
  studentised,  ///< from (θ* - θ̂)/se*: second order correct, needs standard errors
  normal        ///< θ̂ - b ± z s, b the replicates' mean less θ̂, s their standard deviation
};
struct BootstrapOptions {
  BootstrapMethod method = BootstrapMethod::bca;
  std::int64_t replicates = 1999;
  double level = 0.95;
  std::uint64_t seed = 1;
  std::vector<std::int32_t> groups =
      {};  ///< one id a row: whole groups are resampled (rows that share a customer)
};

/// The statistic of n rows and its bootstrap interval. Replicate b draws from its own stream (seed, b): the same bits
/// for every number of threads. The acceleration of `bca` is a jackknife over at most 200 blocks of rows (or groups).
/// No interval, with the reason: fewer than two rows or groups; more than 1 % of the replicates undefined.
/// O(B (n + cost of the statistic)) time, O(n) memory a thread.  Ref: [Efron1987, DavisonHinkley1997, ch. 5]
Estimate bootstrap(std::int64_t n, const ResampledStatistic& statistic,
                   const BootstrapOptions& options = {});

}  // namespace qed::statistics
