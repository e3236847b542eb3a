// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::models {

struct NumericColumn {
  std::string name;
  std::vector<double> values;  ///< n, NaN: missing
};
struct CategoryColumn {
  std::string name;
  std::vector<std::int32_t> codes;  ///< n, -1: missing
  std::vector<std::string> levels;
};
using ProfileColumn = std::variant<NumericColumn, CategoryColumn>;

/// One column that sets a cluster apart from all other rows. Numeric: `effect` is the standardised
/// mean difference, `inside` and `outside` the medians in the column's unit. Category: `effect` is the
/// difference of the shares of `level_name`, `inside` and `outside` those shares.
struct ProfileLine {
  int cluster = 0;
  std::string column, level_name;  ///< level_name is empty for a numeric column
  statistics::Estimate effect;
  std::string direction;           ///< "higher", "lower", "more often", "less often"
  double inside = 0, outside = 0;
  double p_value = 1;              ///< of no difference, by the effect's Gaussian standard error
};

struct ProfileOptions {
  int top = 5;          ///< most lines a cluster
  double level = 0.95;
  double q = 0.05;      ///< false discovery rate over all columns, levels and clusters
};

/// The columns that set each cluster apart, strongest first: numeric effects by |d|, shares by |2
/// asin √p - 2 asin √p'|, which is on the same scale. Only lines that survive Benjamini and
/// Hochberg's step-up at q over all that were looked at. Effects of the columns that made the
/// clusters describe them and are not a test that they exist.
/// label: n clusters from 0, -1: none, such a row is outside of all. column(i), i < columns, is
/// called from several threads, once for every column and again for each that is shown, so that
/// no more than a column a thread is held. O(n columns).  Ref: [Cohen1988, BenjaminiHochberg1995]
std::vector<ProfileLine> cluster_profile(std::span<const std::int32_t> label, std::size_t columns,
                                         const std::function<ProfileColumn(std::size_t)>& column,
                                         const ProfileOptions& options = {});

}  // namespace qed::models
