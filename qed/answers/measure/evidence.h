// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/measure/compute.h"
#include "qed/evidence/answer.h"

namespace qed::answers::measure {

/// Every number of the answer, in the order in which it is told.
std::vector<evidence::Evidence> evidence_of(const Findings& findings);

/// What Murphy's curves say, in a sentence: `a` and `b` are the models' names.
std::string murphy_sentence(const MurphyFinding& murphy, Task task, const std::string& a,
                            const std::string& b);

/// What stands around the evidence.
std::vector<evidence::Flip> flips_of(const Findings& findings, const evidence::Verdict& verdict);
std::vector<evidence::Assumption> assumptions_of(const Findings& findings);
std::vector<std::string> caveats_of(const Findings& findings);
std::vector<evidence::Next> next_of(const Findings& findings, const evidence::Verdict& verdict,
                                    const std::vector<std::string>& files,
                                    const MeasureOptions& options, const Run& run);

}  // namespace qed::answers::measure
