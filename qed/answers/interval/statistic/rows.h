// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a formula over columns is in each row of a table.
#include <map>
#include <string>
#include <vector>

#include "qed/calculus/expression/expression.h"
#include "qed/data/table.h"

namespace qed::answers::interval {

/// Evaluates the row-level parts of one formula: "amount * rate", "plan == 'Plus' and age > 30".
class RowValues {
 public:
  /// formula: the whole text, for carets. positive: the word that counts as yes, empty to guess.
  RowValues(std::string_view formula, const data::Table& table, std::string positive);

  /// The value of each row, NaN where a cell it needs is missing or it is undefined. A column of two words stands for
  /// its yes (1) and no (0). Throws Error{bad_option} with a caret for what is no number.
  std::vector<double> numbers(const calculus::Expression& e);

  /// The same where all values are 0 or 1, or two other values of which the larger is yes; how it was read is noted.
  /// Error{bad_data} for a third value.
  std::vector<double> labels(const calculus::Expression& e);

  /// Is it yes or no in every row by its form: a comparison, and/or/not, a boolean column, a column of two words, of
  /// 0 and 1?
  bool is_yes_no(const calculus::Expression& e) const;

  /// What had to be decided, a sentence each: "churn: Yes counts as 1, No as 0".
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  const data::Column& column(const calculus::Expression& name) const;
  std::vector<double> two_words(const data::Column& column);
  std::vector<double> is_true(const data::Column& column, const calculus::Expression& word,
                              bool equal);
  std::vector<double> equals(const calculus::Expression& comparison);
  calculus::Expression without_words(const calculus::Expression& e,
                                     std::vector<std::vector<double>>& made);

  std::string formula_, positive_;
  const data::Table* table_;
  std::vector<std::string> notes_;
  std::map<std::string, std::vector<double>> words_;  // columns of two words, read once
};

}  // namespace qed::answers::interval
