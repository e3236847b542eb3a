// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/explain.h"

#include "qed/answers/map/explain.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers {
namespace {

template <class Entry>
const Entry& find_entry(const std::vector<Entry>& entries, std::string_view name,
                        const std::string& kind) {
  std::vector<std::string> names;
  for (const Entry& entry : entries) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  throw Error(ErrorCode::bad_option, "no " + kind + " is called \"" + printable(name) + "\"",
              did_you_mean(name, names));
}

}  // namespace

const std::vector<Explanation>& explanations() {
  static const std::vector<Explanation> all = [] {
    std::vector<Explanation> entries;
    for (auto& entry : map::explanations()) entries.push_back(std::move(entry));
    return entries;
  }();
  return all;
}

const Explanation& explain(std::string_view name) {
  return find_entry(explanations(), name, "evidence");
}
const Topic& find_topic(std::string_view name) { return find_entry(topics(), name, "topic"); }

}  // namespace qed::answers
