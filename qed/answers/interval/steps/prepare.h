// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/interval/ask.h"
#include "qed/answers/interval/statistic/statistic.h"
#include "qed/base/progress.h"
#include "qed/data/batches.h"
#include "qed/data/roles/roles.h"
#include "qed/data/table.h"

namespace qed::answers::interval {

/// The table, and the question bound to it.
struct Prepared {
  data::Table table;
  std::vector<data::ColumnRole> roles;
  std::string formula;              ///< the statistic as it was asked for or guessed
  Statistic statistic;
  std::string asked;                ///< what asks for the same again: "share(plan)"
  std::string kinds;  ///< column of words whose shares are asked for, all of them; or empty
  std::string guessed;  ///< why this statistic, empty when it was asked for
  std::vector<std::string> notes;  ///< what reading had to decide
};

StatisticSettings settings_of(const IntervalOptions& options);

/// Binds what is asked to a table. Throws Error for what cannot be asked.
Prepared bound_to(data::Table table, const IntervalOptions& options, const std::string& file);

/// Checks what options alone can say, and reads the file. Of one with more than 20,000,000 rows or 40,000,000 cells, or
/// too long to be held, the table is a random sample, and `all` sees all rows of one too long to be held.
data::Table read(const std::string& file, const IntervalOptions& options, std::uint64_t seed,
                 const Progress& progress, data::BatchVisitor& all);

}  // namespace qed::answers::interval
