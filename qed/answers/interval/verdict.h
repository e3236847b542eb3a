// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "qed/evidence/answer.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::interval {

/// Simulated coverage may lie so far below the level before an interval is not trusted.
inline constexpr double kCoverageSlack = 0.02;

/// Is there an interval, finite at both ends?
bool is_finite(const statistics::Estimate& estimate);

/// Where an estimate lies against a value: its whole interval above value + margin, below value - margin, within both,
/// or neither (undecided).
enum class Side { above, below, equal, undecided };
std::string_view name(Side side);
Side side_of(const statistics::Estimate& estimate, double against, double margin);

/// Does an interval hold what it says? coverage: simulated; the estimate itself, so that fewer replicates are not
/// trusted more.
bool is_trusted(const statistics::Estimate& coverage, double level);

/// The verdict that this evidence supports: no data, no randomness. Error{bad_data} where a piece is missing.
evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence, double level);

}  // namespace qed::answers::interval
