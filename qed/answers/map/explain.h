// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/answers/question/explanation.h"

namespace qed::answers::map {

/// One entry for every evidence id that `qed map` writes (a test holds the two together).
std::vector<Explanation> explanations();

}  // namespace qed::answers::map
