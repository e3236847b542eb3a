// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "qed/answers/question/question.h"

namespace qed::answers {

/// Every question that QED answers, in the order of DESIGN.
const std::vector<Question>& catalog();

/// The question of that name. Throws Error{bad_option} with the nearest name.
const Question& find_question(std::string_view name);

}  // namespace qed::answers
