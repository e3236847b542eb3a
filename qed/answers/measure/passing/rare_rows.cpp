// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/rare_rows.h"

#include "qed/statistics/intervals/auc.h"

namespace qed::answers::measure {

void RareRows::drop_many(bool yes) {
  if (rows_[yes].size() < static_cast<std::size_t>(statistics::kFewestForDeLong)) return;
  are_many_[yes] = true;
  rows_[yes] = {};
}

void RareRows::add(const std::vector<std::vector<double>>& terms) {
  const std::vector<double>& label = terms.at(label_);
  for (std::size_t i = 0; i < label.size(); ++i) {
    const bool yes = label[i] == 1;
    if (are_many_[yes]) continue;
    std::vector<double> row;
    row.reserve(terms.size());
    for (const auto& term : terms) row.push_back(term[i]);
    rows_[yes].push_back(std::move(row));
    drop_many(yes);
  }
}

void RareRows::merge(const RareRows& other) {
  for (const bool yes : {false, true}) {
    are_many_[yes] = are_many_[yes] || other.are_many_[yes];
    if (are_many_[yes]) {
      rows_[yes] = {};
      continue;
    }
    rows_[yes].insert(rows_[yes].end(), other.rows_[yes].begin(), other.rows_[yes].end());
    drop_many(yes);
  }
}

}  // namespace qed::answers::measure
