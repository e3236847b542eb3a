// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "qed/evidence/answer.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::measure {

/// Where an estimate lies against a value: its whole interval above value + margin, below value - margin, within both,
/// or neither (undecided). Without an interval: undecided.
enum class Side { above, below, equal, undecided };
Side side_of(const statistics::Estimate& estimate, double against, double margin);

/// "yes", "no" (below, or no more than the margin above) or "undecided": is a metric better than chance?
std::string_view better(Side side);
/// The winner by the side of first less second: a name, "none" where they are equal, "undecided".
std::string winner(Side side, const std::string& first, const std::string& second);

/// The column of "models" that holds p against the best, adjusted by max-T.
inline constexpr const char* kAgainstBest = "p against the best";

/// The verdict that this evidence supports: no data, no randomness. Error{bad_data} where a piece is missing.
evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence, double level);

}  // namespace qed::answers::measure
