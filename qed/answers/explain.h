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

/// A topic of mathematics that an answer uses.
struct Topic {
  std::string name;       ///< "svd"
  std::string statement;
  std::string formula;
  std::string use;        ///< what an answer does with it
  std::string room;       ///< where it lives
  std::string example;    ///< a command to run
};
const std::vector<Topic>& topics();
const Topic& find_topic(std::string_view name);

}  // namespace qed::answers
