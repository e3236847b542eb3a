// SPDX-License-Identifier: Apache-2.0
#pragma once
// Columns that are quantiles of one forecast, by their names.
#include <optional>
#include <string>
#include <vector>

#include "qed/data/table.h"

namespace qed::answers::measure {

/// "q90", "p05", "quantile_0.9", "q0.5", "median": the level in (0, 1) that a name claims, and the name without it.
struct NamedLevel {
  double level = 0.5;
  std::string rest;  ///< "model_a" of "model_a_q90"; empty where nothing is left
};
std::optional<NamedLevel> level_in(const std::string& name);

/// The columns of one forecast, levels rising.
struct QuantileSet {
  std::string name;  ///< what the columns' names share, or "q0.1 to q0.9"
  std::vector<std::string> columns;
  std::vector<double> levels;
  bool is_normal =
      false;  ///< columns are μ and σ of a normal law, whose quantiles at the levels are taken
};
/// Columns of numbers that are named by levels, by what is left of their names; only sets of two and more. `names`
/// alone, in the order given. Of several sets the levels that all have, where those are two and more; else none.
/// left_out: columns of levels that not all sets have.
std::vector<QuantileSet> quantile_sets(const data::Table& table,
                                       const std::vector<std::string>& names,
                                       std::vector<std::string>& left_out);

/// Pairs named mu and sigma, by what is left of their names: normal laws, at the levels 0.1, 0.2, ..., 0.9.
/// any_words: mean and sd or std too, which unasked are names of features.
std::vector<QuantileSet> normal_sets(const std::vector<std::string>& names, bool any_words);

}  // namespace qed::answers::measure
