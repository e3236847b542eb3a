// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is scored: labels, and the predictions of one or more models for the same rows.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qed::answers::measure {

/// What the label is.
enum class Task {
  binary,      ///< yes or no
  regression,  ///< a number
  count,       ///< 0, 1, 2 ...
  classes      ///< more than two words
};
std::string_view name(Task task);

/// What a prediction is of the label's law.
enum class Form {
  decision,       ///< binary: yes or no
  probability,    ///< binary: P(yes)
  score,          ///< binary: an order
  mean,
  median,
  quantile,
  interval,       ///< two numbers between which the label shall lie
  probabilities,  ///< classes: one of each
  class_word      ///< classes: one of them
};
std::string_view name(Form form);

/// Places of values (finite) in rising order, equal ones in the order of the rows. O(n log n).
std::vector<std::uint32_t> rising(const std::vector<double>& values);

struct Model {
  std::string name;
  Form form = Form::score;
  std::vector<double> f;               ///< n; an interval's lower end; a class's code
  std::vector<std::uint32_t> order = {};  ///< n: rising(f), of numbers
  std::vector<double> upper = {};      ///< n: an interval's upper end
  std::vector<std::vector<double>> P = {};  ///< K columns of n: probabilities of classes
  double threshold = 0.5;              ///< yes from here on
  std::string threshold_why = {};      ///< "as given"
};

/// n rows. y: 0 or 1, a number, or a class's code.
struct Rows {
  Task task = Task::binary;
  std::vector<double> y;
  std::vector<std::string> classes;    ///< binary: no, yes
  std::vector<Model> models;
  std::vector<std::int32_t> group =
      {};  ///< rows of one group hang together; empty: rows are independent
  std::int32_t groups = 0;

  std::size_t n() const { return y.size(); }
  std::int64_t units() const { return group.empty() ? static_cast<std::int64_t>(n()) : groups; }
};

/// Those rows alone (rising places), groups renumbered.
Rows part_of(const Rows& rows, const std::vector<std::size_t>& places);

/// The share of yes, or the mean label; 0 without rows.
double mean_label(const Rows& rows);

}  // namespace qed::answers::measure
