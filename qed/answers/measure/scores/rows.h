// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is scored: labels, and the predictions of one or more models for the same rows.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::answers::measure {

/// What the label is.
enum class Task {
  binary,      ///< yes or no
  regression,  ///< a number
  count,       ///< 0, 1, 2 ...
  classes,     ///< more than two words
  ranking      ///< how relevant a row is to its query: 0, or more
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
  quantiles,      ///< some, of one law
  probabilities,  ///< classes: one of each
  class_word,     ///< classes: one of them
  ranks           ///< ranking: an order within each query, the highest first
};
std::string_view name(Form form);

struct Model {
  std::string name;
  Form form = Form::score;
  std::vector<double> f;               ///< n; an interval's lower end; a class's code
  std::vector<std::uint32_t> order = {};  ///< n: algorithms::rising_order(f), of numbers
  std::vector<double> upper = {};      ///< n: an interval's upper end
  std::vector<std::vector<double>> P =
      {};  ///< K columns of n: probabilities of classes, or quantiles
  std::vector<double> levels = {};     ///< K rising: of the quantiles
  double threshold = 0.5;              ///< yes from here on
  std::string threshold_why = {};      ///< "as given"
  bool were_places = false;            ///< ranks: f is the negative of places in a list
  bool says_probability = false;       ///< its column's name does, or it is that of a class
  std::optional<double> yes_is =
      {};   ///< decisions of two other numbers: f is whether it stood there
};

/// n rows. y: 0 or 1, a number, a class's code, or a relevance.
struct Rows {
  Task task = Task::binary;
  std::vector<double> y;
  std::vector<std::string> classes;    ///< binary: no, yes
  std::vector<Model> models;
  std::vector<std::int32_t> group =
      {};  ///< rows of one group hang together; empty: rows are independent
  std::int32_t groups = 0;
  std::vector<std::int32_t> query =
      {};  ///< ranking: the list of each row, 0 ..., queries - 1 one after the other; groups hold whole ones
  std::int32_t queries = 0;
  double relevant_from = 0;  ///< ranking: the least relevance above 0 that counts as relevant

  std::size_t n() const { return y.size(); }
  std::int64_t units() const { return group.empty() ? static_cast<std::int64_t>(n()) : groups; }
  /// What a metric is a mean over: queries, or rows.
  std::int64_t cases() const { return query.empty() ? static_cast<std::int64_t>(n()) : queries; }
  bool is_relevant(std::size_t i) const { return y[i] > 0 && y[i] >= relevant_from; }
};

/// Those rows alone, in that order (rising, where models have theirs), groups and queries renumbered by first
/// appearance.
Rows part_of(const Rows& rows, const std::vector<std::size_t>& places);

/// The share of yes, or the mean label; 0 without rows.
double mean_label(const Rows& rows);

}  // namespace qed::answers::measure
