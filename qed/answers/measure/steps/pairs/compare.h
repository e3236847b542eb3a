// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/measures.h"
#include "qed/answers/measure/steps/pairs/murphy.h"
#include "qed/answers/measure/steps/pairs/signs.h"
#include "qed/statistics/tests/tests.h"

namespace qed::answers::measure {

/// Two models by another metric.
struct ByMetric {
  std::string name, title;
  statistics::Estimate first = statistics::Estimate::undefined("not measured"),
                       second = statistics::Estimate::undefined("not measured"),
                       difference = statistics::Estimate::undefined("not measured");
  bool is_primary = false;
};

/// Two models on the same rows, first less second.
struct Comparison {
  statistics::Estimate difference;                ///< of the primary metric
  std::vector<ByMetric> by_metric;                ///< the primary first
  std::optional<statistics::TestResult> mcnemar =
      {};  ///< of right and wrong decisions, where there are decisions and rows are independent
  statistics::PairedCounts right;
  std::optional<SignTest> signs = {};  ///< the same by units, where rows hang together
  std::optional<statistics::Estimate> delong =
      {};     ///< difference of areas, of scores and probabilities
  std::optional<MurphyFinding> murphy = {};
  bool are_same = false;  ///< they predict the same in every row
};
/// level: of each model's own values; pair_level: of all differences, stricter where the two were chosen among more.
/// O(n log n).
/// Ref: [DeLongEtAl1988, McNemar1947, EhmEtAl2016]
Comparison compare(const std::vector<Measure>& measures, const Rows& rows, const Model& first,
                   const Model& second, Form form, const Asked& asked, double level,
                   double pair_level, std::uint64_t seed);

}  // namespace qed::answers::measure
