// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/measure/columns/guess.h"
#include "qed/answers/measure/scores/rows.h"
#include "qed/data/table.h"

namespace qed::answers::measure {

/// How a table's columns are read as labels and predictions: found on some rows of a file, the same for all of them.
struct Reading {
  std::string label;                 ///< its column
  Task task = Task::binary;
  std::vector<std::string> classes =
      {};  ///< the label's words, or two numbers as the file spells them
  bool two_numbers = false;
  Predictions predictions = {};
  std::string name = {};  ///< of the model that has one column a class
};

/// The models of a table. Words are codes into the classes; places in a list (counts_ranks) turn their sign.
/// Error{bad_data} for words where the label holds numbers, for a number where it has classes, and for a word that is
/// no class.
std::vector<Model> models_of(const data::Table& table, const Reading& reading);

/// The labels of a table; NaN where missing, no finite number, or neither of the two.
/// others: is raised by the cells that hold another word or number than the two, or than the classes.
std::vector<double> labels_as(const data::Column& column, const Reading& reading,
                              std::int64_t& others);

/// Does the model say something finite of row i?
bool is_whole(const Model& model, std::size_t i);

/// Rows whose probabilities of classes summed to 1 but for rounding, and the decimals that their columns show.
struct Rounded {
  std::int64_t rows = 0;
  int decimals = 0;
};
/// Divides every row's probabilities of classes by their sum. They must be in [0, 1], and the sum as near to 1 as
/// rounding leaves it: half a unit of the last decimal that the columns show (1 to 6) times the number of classes, at
/// most 0.1, at least 0.0001; else Error{bad_value} that names row and number. file_row: of each row, from 0.
Rounded make_sums_one(Rows& rows, const std::vector<std::int64_t>& file_row);
/// Intervals end after they begin; else Error{bad_value}, as above.
void require_ends(const Rows& rows, const std::vector<std::int64_t>& file_row);

}  // namespace qed::answers::measure
