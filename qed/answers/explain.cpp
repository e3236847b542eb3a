// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/explain.h"

#include "qed/answers/interval/explain.h"
#include "qed/answers/map/explain.h"
#include "qed/answers/measure/explain.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers {

const std::vector<Explanation>& explanations() {
  static const std::vector<Explanation> all = [] {
    std::vector<Explanation> entries;
    for (auto& entry : map::explanations()) entries.push_back(std::move(entry));
    for (auto& entry : interval::explanations()) entries.push_back(std::move(entry));
    for (auto& entry : measure::explanations()) entries.push_back(std::move(entry));
    return entries;
  }();
  return all;
}

const Explanation& explain(std::string_view name) {
  std::vector<std::string> names;
  for (const Explanation& entry : explanations()) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  throw Error(ErrorCode::bad_option, "no evidence is called \"" + printable(name) + "\"",
              did_you_mean(name, names));
}

}  // namespace qed::answers
