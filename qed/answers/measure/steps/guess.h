// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which column is the label, and which are predictions: by name, then by what is left.
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/steps/labels.h"
#include "qed/data/roles/roles.h"
#include "qed/data/table.h"

namespace qed::answers::measure {

/// The label's column, or none where nothing looks like it.
std::optional<std::string> guess_label(const data::Table& table,
                                       const std::vector<data::ColumnRole>& roles);

/// What a table's predictions are.
struct Predictions {
  std::vector<std::string> columns;   ///< one model each; empty where classes or ends are given
  std::vector<std::string> classes;   ///< one column a class, in the labels' order: one model
  std::optional<std::pair<std::string, std::string>> ends;  ///< of an interval: one model
  std::vector<std::string> notes;     ///< what was decided, a clause each
  bool by_name = true;                ///< false: every column of numbers that is left
};
/// asked: --prediction, may be empty. Error{bad_data} with the columns there are where nothing can be found,
/// Error{bad_option} for a name that is not there.
Predictions find_predictions(const data::Table& table, const std::vector<data::ColumnRole>& roles,
                             const std::string& label, const Labels& labels,
                             const std::vector<std::string>& asked);

}  // namespace qed::answers::measure
