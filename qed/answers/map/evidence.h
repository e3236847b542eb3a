// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/map/compute.h"
#include "qed/evidence/answer.h"

namespace qed::answers::map {

std::vector<evidence::Evidence> evidence_of(const Findings& findings, const MapOptions& options,
                                            double level);
std::vector<evidence::Flip> flips_of(const Findings& findings, const evidence::Decision& decision);
std::vector<evidence::Assumption> assumptions_of(const Findings& findings);
std::vector<std::string> caveats_of(const Findings& findings);
std::vector<evidence::Next> next_of(const Findings& findings, const evidence::Verdict& verdict,
                                    const std::string& file);

}  // namespace qed::answers::map
