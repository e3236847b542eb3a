// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is asked, in a formula: "mean(spend)", "diff(auc(new, churn), auc(old, churn))", "mean(spend)/mean(visits)".
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/interval/statistic/aggregates.h"
#include "qed/answers/interval/statistic/asked.h"
#include "qed/data/table.h"

namespace qed::answers::interval {

struct StatisticSettings {
  double threshold = 0.5;
  std::string positive = {};      ///< the word that counts as yes; empty: guessed and said
  std::string weights = {};       ///< column of weights of rows, or empty
  double lower =
      -std::numeric_limits<double>::infinity();  ///< range of the values of a mean, where known
  double upper = std::numeric_limits<double>::infinity();
  const Reading* known = nullptr;  ///< how cells are read, from other rows of the file
};

struct Statistic {
  std::string text;                      ///< as it is spelled: "mean(spend)"
  std::string weights = {};              ///< the column that rows count by; empty: equally
  Asked asked = Asked::parameter;
  statistics::Quantity quantity;
  std::optional<double> reference;       ///< the value that means no effect, where there is one
  std::vector<std::string> columns;      ///< that it reads
  std::vector<std::string> notes;        ///< what had to be decided, a sentence each
  Reading reading = {};                  ///< the same, for other rows
  std::vector<std::vector<double>> terms;  ///< of the rows used
  std::vector<std::int64_t> rows;        ///< rows of the table that are used, increasing
  std::int64_t missing = 0;              ///< rows it is about that could not be used
  std::int64_t not_asked = 0;            ///< rows that a condition left out
};

/// Binds the formula to the table. A bare column or condition is its mean, a share where it says yes or no. A formula
/// over several statistics is a function of means (shares, ratios, correlations, standard deviations, metrics), and a
/// compound one where it holds quantiles or areas. Rows with a missing cell are counted and left out.
/// Throws Error{bad_option} with a caret where the formula cannot be read, Error{bad_data} for data it cannot be asked
/// of (no row left, a third label, a negative weight).
Statistic bind_statistic(const std::string& formula, const data::Table& table,
                         const StatisticSettings& settings);

}  // namespace qed::answers::interval
