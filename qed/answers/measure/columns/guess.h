// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which column is the label, which are predictions, and which says what list a row is of: by name, then by what is
// left.
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/columns/labels.h"
#include "qed/answers/measure/columns/levels.h"
#include "qed/data/roles/roles.h"
#include "qed/data/table.h"

namespace qed::answers::measure {

/// The label's column, or none where nothing looks like it. query: the column of lists, whose labels are relevances;
/// empty: none.
std::optional<std::string> guess_label(const data::Table& table,
                                       const std::vector<data::ColumnRole>& roles,
                                       const std::string& query = "");

/// The column of the query that each row was listed for: named so (query, qid, search_id, impression_id ...), at least
/// five values with two rows each on average, beside a label (asked: --label, may be empty) that looks like a relevance
/// and a column of numbers to order by.
std::optional<std::string> guess_query(const data::Table& table,
                                       const std::vector<data::ColumnRole>& roles,
                                       const std::string& asked);

/// Does a column hold places in a list, so that the lowest is first: named rank or position, whole numbers from 0 on?
bool counts_ranks(const data::Column& column);

/// Does a name say that its numbers are probabilities (p, prob, risk, likelihood, ...)?
bool says_probability(const std::string& name);

/// What a table's predictions are.
struct Predictions {
  std::vector<std::string> columns;   ///< one model each; empty where classes or ends are given
  std::vector<std::string> classes;   ///< one column a class, in the labels' order: one model
  std::optional<std::pair<std::string, std::string>> ends;  ///< of an interval: one model
  std::vector<QuantileSet> sets = {};  ///< of quantiles: one model each
  std::vector<std::string> notes;     ///< what was decided, a clause each
  bool of_a_class = false;            ///< the one column is the probability of yes
  bool by_name = true;                ///< false: what is left
};
/// asked: --prediction, may be empty; query: as above, never a prediction. Unasked, columns that are named like
/// predictions; else of lists every column of numbers, of yes and no the only one that is left in [0, 1]: features,
/// identifiers, places and times are no models. Error{bad_data} with the columns there are where nothing can be found,
/// Error{bad_option} for a name that is not there.
Predictions find_predictions(const data::Table& table, const std::vector<data::ColumnRole>& roles,
                             const std::string& label, const Labels& labels,
                             const std::vector<std::string>& asked, const std::string& query = "");

}  // namespace qed::answers::measure
