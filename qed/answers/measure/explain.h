// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/answers/question/explanation.h"

namespace qed::answers::measure {

/// One entry for every evidence id that `qed measure` writes (a test holds the two together).
std::vector<Explanation> explanations();

}  // namespace qed::answers::measure
