// SPDX-License-Identifier: Apache-2.0
#pragma once
// Two columns that are P(no) and P(yes) of one model.
#include <string>

#include "qed/answers/measure/columns/guess.h"

namespace qed::answers::measure {

/// Of two columns among p.columns with names that differ in the label's two values only (prob_0, prob_1; a_no, a_yes)
/// and that sum to 1 in every row, but for rounding to two decimals, the one of yes stays: they are one model, and a
/// note says so. Where the names say probability and a row does not sum to 1, both stay, and a note names the first
/// such row. O(columns² + n).
void take_complements_once(Predictions& p, const data::Table& table, const Labels& labels);

/// "sum to 0.64 in row 1, not to 1": the first row of two columns that does not, but for rounding; empty where all do.
std::string where_no_sum_is_one(const data::Table& table, const std::string& no,
                                const std::string& yes);

}  // namespace qed::answers::measure
