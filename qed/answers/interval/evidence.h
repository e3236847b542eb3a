// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/interval/compute.h"
#include "qed/evidence/answer.h"

namespace qed::answers::interval {

/// Every number of the answer, in the order in which it is told.
std::vector<evidence::Evidence> evidence_of(const Findings& findings);

/// What more of would decide: values of the unit, stretches of time, rows.
std::string gathered(const Unit& unit);

/// What stands around the evidence.
std::vector<evidence::Flip> flips_of(const Findings& findings, double level);
std::vector<evidence::Assumption> assumptions_of(const Findings& findings);
std::vector<std::string> caveats_of(const Findings& findings);
std::vector<evidence::Next> next_of(const Findings& findings, const evidence::Verdict& verdict,
                                    const std::string& file, const IntervalOptions& options);

}  // namespace qed::answers::interval
