// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/lists/worst.h"

#include <algorithm>
#include <utility>

namespace qed::answers::measure {

bool WorstLists::is_before(const std::vector<double>& a, const std::vector<double>& b) const {
  return std::pair(a[model_], b.back()) < std::pair(b[model_], a.back());
}

bool WorstLists::takes(const std::vector<double>& values) const {
  return list_.size() < kMost || is_before(values, list_.back().values);
}

void WorstLists::add(One one) {
  const auto at = std::ranges::find_if(
      list_, [&](const One& other) { return is_before(one.values, other.values); });
  list_.insert(at, std::move(one));
  if (list_.size() > kMost) list_.pop_back();
}

void WorstLists::merge(const WorstLists& next) {
  for (const One& one : next.list_)
    if (takes(one.values)) add(one);
  zeros_ += next.zeros_;
}

}  // namespace qed::answers::measure
