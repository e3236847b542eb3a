// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/answers/measure/scores/rows.h"
#include "qed/base/progress.h"
#include "qed/evidence/answer.h"

namespace qed::answers::measure {

/// What is scored, and how it came out of the files.
struct Prepared {
  Rows rows;
  std::string label;
  std::vector<std::string> notes;    ///< what was decided, a clause each
  std::int64_t rows_in_file = 0, without_label = 0, without_prediction = 0;
  std::string unit;                  ///< column that holds rows together; empty: none
  bool unit_was_found = false;       ///< not asked for
  bool predictions_by_name = true;
  std::vector<evidence::DataSource> sources;
};

/// Reads one or two files, finds label, predictions and unit, maps labels to numbers, leaves out rows in which any of
/// them is missing or no finite number. Every kept row has every prediction. Errors as those of guess.h, labels.h and
/// match.h; Error{bad_value}, naming row and sum, for probabilities of classes that are not in [0, 1] or do not sum to
/// one; Error{bad_data} where no row is left.
Prepared prepare(const std::vector<std::string>& files, const MeasureOptions& options,
                 const Progress& progress);

}  // namespace qed::answers::measure
