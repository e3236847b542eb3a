// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a formula over columns is in each row of a table.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "qed/calculus/expression/expression.h"
#include "qed/data/table.h"

namespace qed::answers::interval {

/// How cells were read where the rows had to be looked at for it. Kept, so that other rows of the same file are read
/// alike.
struct Reading {
  struct TwoWords {
    std::string yes, no;  ///< "": no row had it
    bool operator==(const TwoWords&) const = default;
  };
  struct TwoValues {
    double no, yes;
    bool operator==(const TwoValues&) const = default;
  };
  std::map<std::string, TwoWords> words = {};    ///< of columns
  std::map<std::string, TwoValues> labels = {};  ///< of formulas, as they are spelled
  std::map<std::string, bool> yes_no = {};  ///< whether a formula's form or values say yes and no
  std::map<std::string, double> centres = {};  ///< that squares of a formula are summed about
  std::int64_t rows = 0;  ///< that a variance is of; 0: of those at hand
  bool counts_rows =
      false;  ///< a variance is asked for, so that the quantity depends on their number

  /// Are cells read alike? Squares about another centre, or of other rows, say the same.
  bool reads_as(const Reading& other) const {
    return words == other.words && labels == other.labels && yes_no == other.yes_no;
  }
};

/// Evaluates the row-level parts of one formula: "amount * rate", "plan == 'Plus' and age > 30".
class RowValues {
 public:
  /// formula: the whole text, for carets. positive: the word that counts as yes, empty to guess. known: how cells are
  /// read, from other rows; null: as these rows say.
  RowValues(std::string_view formula, const data::Table& table, std::string positive,
            const Reading* known = nullptr);

  /// The value of each row, NaN where a cell it needs is missing or it is undefined. A column of two words stands for
  /// its yes (1) and no (0). Throws Error{bad_option} with a caret for what is no number.
  std::vector<double> numbers(const calculus::Expression& e);

  /// The same where all values are 0 or 1, or two other values of which the larger is yes; how it was read is noted.
  /// Error{bad_data} for a third value.
  std::vector<double> labels(const calculus::Expression& e);

  /// Is it yes or no in every row by its form: a comparison, and/or/not, a boolean column, a column of two words, of
  /// 0 and 1?
  bool is_yes_no(const calculus::Expression& e);

  /// A value among x (NaN: missing) that squares are summed about, so that they lose no digits: their mean, or that of
  /// the rows that were read before.
  double centre(const calculus::Expression& e, const std::vector<double>& x);

  void note(std::string sentence) { notes_.push_back(std::move(sentence)); }
  /// What had to be decided, a sentence each: "churn: Yes counts as 1, No as 0".
  const std::vector<std::string>& notes() const { return notes_; }
  const Reading& reading() const { return reading_; }
  /// How many rows a variance is of, which are `here`.
  std::int64_t rows_of_variance(std::int64_t here);

 private:
  const data::Column& column(const calculus::Expression& name) const;
  std::vector<double> two_words(const data::Column& column);
  Reading::TwoWords yes_and_no(const data::Column& column);
  Reading::TwoValues two_values(const calculus::Expression& e, const std::vector<double>& values);
  std::optional<Reading::TwoValues> asked_value(const calculus::Expression& e, double low,
                                                double high) const;
  bool looks_yes_no(const calculus::Expression& e) const;
  std::vector<double> is_true(const data::Column& column, const calculus::Expression& word,
                              bool equal);
  std::vector<double> equals(const calculus::Expression& comparison);
  calculus::Expression without_words(const calculus::Expression& e,
                                     std::vector<std::vector<double>>& made);

  std::string formula_, positive_;
  const data::Table* table_;
  bool is_known_;
  Reading reading_;
  std::vector<std::string> notes_;
  std::map<std::string, std::vector<double>> words_;  // columns of two words, read once
};

}  // namespace qed::answers::interval
