// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "qed/data/read.h"

namespace qed::data::json {

/// One object a line; the columns are the union of the keys, in the order of their first appearance. A key that a
/// line lacks, or null, is missing; nested values are kept as their JSON text. Numbers are numbers only when all of a
/// column's values are. With options.sample, a text of more than options.memory bytes is parsed line by line and only
/// the sample is kept. Throws Error{bad_data} with name:line:column for a line that is no object.
Table read_lines(std::string_view text, const std::string& name, const ReadOptions& options,
                 const Progress& progress);

}  // namespace qed::data::json
