// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/data/roles/roles.h"
#include "qed/data/table.h"

namespace qed::answers::measure {

/// The second table's rows in the order of the first's, so that row i of both is the same case.
struct Matched {
  data::Table second;
  std::string
      by;  ///< the columns they were matched by, "query_id and item"; empty: the order of rows
};

/// By a column of the same name in both that identifies every row of both; where both have the column `query` of lists,
/// by it and one that is named like an item and identifies the rows of every list; else row by row, where both have as
/// many. Where both have the column `label` or `query`, its cells must agree. Error{bad_data}, naming the first row
/// that differs: an identifier that the other file has not or has twice, another number of rows, another label or
/// query. Cells are compared as text, numbers as numbers. O(n).
Matched match_rows(const data::Table& first, data::Table second, const std::string& label,
                   const std::string& query = "");

}  // namespace qed::answers::measure
