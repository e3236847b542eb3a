// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "qed/answers/question/explanation.h"

namespace qed::answers {

/// The meaning of every number of every answer.
const std::vector<Explanation>& explanations();
/// Throws Error{bad_option} with the nearest name.
const Explanation& explain(std::string_view name);

}  // namespace qed::answers
