// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/interval/ask.h"
#include "qed/answers/interval/statistic/statistic.h"
#include "qed/data/roles/roles.h"
#include "qed/data/table.h"

namespace qed::answers::interval {

/// The table, and the question bound to it.
struct Prepared {
  data::Table table;
  std::vector<data::ColumnRole> roles;
  Statistic statistic;
  std::string guessed;              ///< why this statistic, empty when it was asked for
  std::vector<std::string> notes;   ///< what reading had to decide
};

/// Reads the file (of one with more than 20,000,000 rows or 40,000,000 cells a random sample) and binds the statistic.
/// Throws Error for what cannot be asked.
Prepared prepare(const std::string& file, const IntervalOptions& options, std::uint64_t seed,
                 const Progress& progress);

}  // namespace qed::answers::interval
