// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/answers/question/explanation.h"

namespace qed::answers::interval {

/// One entry for every evidence id that `qed interval` writes (a test holds the two together).
std::vector<Explanation> explanations();

}  // namespace qed::answers::interval
