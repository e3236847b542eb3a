// SPDX-License-Identifier: Apache-2.0
#pragma once
// The words of a statistic: what each takes from the rows.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qed/answers/interval/statistic/rows.h"
#include "qed/statistics/intervals/methods/quantity.h"

namespace qed::answers::interval {

/// A line of the catalogue of statistics.
struct Aggregate {
  std::string_view name;     ///< "mean"
  std::string_view arguments;  ///< "x [, condition]"
  std::string_view summary;
};
/// All of them but the metrics of qed/metrics, which are called by their names: f1(score, label).
std::span<const Aggregate> aggregates();
/// The metrics that are statistics too.
std::vector<std::string> metric_names();
/// Is that a word for a statistic of rows, a metric's name included?
bool is_aggregate(std::string_view name);

/// A statistic of rows, bound to a table: NaN in a term of a row that cannot be used.
struct Bound {
  statistics::Quantity quantity;
  std::vector<std::vector<double>> terms;
  std::vector<std::uint8_t> asked;    ///< rows that the question is about; empty: all
  std::optional<double>
      reference;    ///< the value that means nothing: 0 of a correlation, ½ of an area
  std::string unit = {};              ///< of the value; empty where it has none
};

struct AggregateSettings {
  double threshold = 0.5;     ///< from which score on a metric takes the decision to be yes
  double lower, upper;        ///< range that the user knows of a mean, may be infinite
};

/// One call of an aggregate. Throws Error{bad_option} with a caret for wrong arguments.
Bound bind_aggregate(std::string_view formula, const calculus::Expression& call, RowValues& rows,
                     const AggregateSettings& settings);

}  // namespace qed::answers::interval
