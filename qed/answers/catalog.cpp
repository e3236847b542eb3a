// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/catalog.h"
#include "qed/answers/interval/ask.h"
#include "qed/answers/map/ask.h"
#include "qed/answers/measure/ask.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers {

const std::vector<Question>& catalog() {
  static const std::vector<Question> questions{
      map::question(),
      interval::question(),
      measure::question(),
  };
  return questions;
}

const Question& find_question(std::string_view name) {
  std::vector<std::string> names;
  for (const Question& question : catalog()) {
    if (question.name == name) return question;
    names.emplace_back(question.name);
  }
  throw Error(ErrorCode::bad_option, "no question is called \"" + printable(name) + "\"",
              did_you_mean(name, names));
}

}  // namespace qed::answers
