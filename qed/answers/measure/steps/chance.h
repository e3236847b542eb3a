// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "qed/answers/measure/scores/measures.h"
#include "qed/metrics/calibration/smooth.h"

namespace qed::answers::measure {

/// The primary metric with labels permuted among rows: what it does where predictions know nothing.
struct Chance {
  double statistic = 0, p_value = 1, p_error = 0;
  std::int64_t replicates = 0, rows = 0;
  std::string reason;  ///< why there is no test; empty where there is
};
/// At most 20,000 rows, chosen at random under the seed, and one of each unit, so that rows are exchangeable.
/// O(999 · 20,000).  Ref: [PhipsonSmyth2010]
Chance chance_of(const Measure& measure, const Rows& rows, const Model& model, std::uint64_t seed);

/// The same of ranked lists: relevances permuted among the rows of each query, of random whole queries with at most
/// 20,000 rows together. It asks nothing of queries or of the rows of one, but that its order knows nothing of them.
Chance chance_of_lists(const Rows& rows, const Model& model, const Asked& asked,
                       std::uint64_t seed);

/// Smooth calibration error of probabilities, and what calibrated ones would show: labels drawn from them, of at most
/// 20,000 rows; of units their residuals with random signs, of all rows, beyond 100,000 of random whole units.
/// O(199 · 100,000).
/// Ref: [BlasiokNakkiran2024, PhipsonSmyth2010]
struct SmoothChance {
  metrics::SmoothCalibrationTest test;
  std::int64_t rows = 0;
};
std::optional<SmoothChance> smooth_chance(const Rows& rows, const Model& model, double level,
                                          std::uint64_t seed);

}  // namespace qed::answers::measure
