// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/measure/compute.h"
#include "qed/evidence/answer.h"

namespace qed::answers::measure {

/// Every number of the answer, in the order in which it is told.
std::vector<evidence::Evidence> evidence_of(const Findings& findings);

/// What Murphy's curves say of the two best models, in a sentence or two; findings.comparison->murphy is there.
std::string murphy_sentence(const Findings& findings);

/// What stands around the evidence.
std::vector<evidence::Flip> flips_of(const Findings& findings, const evidence::Verdict& verdict);
std::vector<evidence::Assumption> assumptions_of(const Findings& findings);
std::vector<std::string> caveats_of(const Findings& findings);
std::vector<evidence::Next> next_of(const Findings& findings, const evidence::Verdict& verdict,
                                    const std::vector<std::string>& files,
                                    const MeasureOptions& options, const Run& run);

}  // namespace qed::answers::measure
