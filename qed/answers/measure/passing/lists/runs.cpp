// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/lists/runs.h"

namespace qed::answers::measure {

void Runs::append(const Runs& other, std::size_t run) {
  const auto y = other.relevance_of(run);
  relevance.insert(relevance.end(), y.begin(), y.end());
  for (std::size_t m = 0; m < score.size(); ++m) {
    const auto f = other.score_of(run, m);
    score[m].insert(score[m].end(), f.begin(), f.end());
  }
  const Run& next = other.runs[run];
  if (runs.empty() || runs.back().query != next.query)
    runs.push_back(next);
  else if (next.is_parted || next.unit != runs.back().unit)
    runs.back().is_parted = true;
  runs.back().end = relevance.size();
}

void Runs::clear() {
  relevance.clear(), runs.clear();
  for (auto& f : score) f.clear();
}

}  // namespace qed::answers::measure
