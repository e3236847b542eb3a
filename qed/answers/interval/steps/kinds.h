// SPDX-License-Identifier: Apache-2.0
#pragma once
// share(plan) of a column of words: the share of each of its kinds, all holding together.
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/interval/steps/unit.h"

namespace qed::answers::interval {

/// Words that a column of kinds holds: of two, one is a yes; more than fifty are no table to read.
inline constexpr std::size_t kFewestKinds = 3, kMostKinds = 50;

struct KindShare {
  std::string kind;
  std::int64_t rows = 0;
  statistics::Estimate share = statistics::Estimate::undefined("no row");
  std::string method = {};
};

/// A share that is asked of a column of three words or more: the column, and the share of its commonest word, which
/// is what the answer decides about.
struct Kinds {
  std::string column, commonest;  ///< the word
  std::string formula;  ///< "share(plan == 'basic')"
};
/// formula: "plan" or "share(plan)"; nothing for another one, or a column of numbers or of fewer words.
/// Error{bad_option} for more than 50 words.
std::optional<Kinds> kinds_of(const std::string& formula, const data::Table& table);

/// Each at level 1 - alpha/k, k the number of kinds (Bonferroni), by the table: Goodman's intervals where rows are
/// independent and each kind has ten, exact ones of rarer kinds, the jackknife of groups. Kinds in the order of their
/// number of rows.  Ref: [Goodman1965]
std::vector<KindShare> shares_of_kinds(const Prepared& prepared, const Unit& unit,
                                       const IntervalOptions& options, const Run& run);

}  // namespace qed::answers::interval
