// SPDX-License-Identifier: Apache-2.0
#pragma once
// What an answer rests on: a closed list of kinds. A new kind goes into `Evidence` below, and every renderer fails to
// compile until it handles it (std::visit over an overload set).
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::evidence {

/// Does this piece speak for the verdict's claim, against it, or neither?
enum class Supports { yes, no, neither };

/// What every piece of evidence has.
///   id       stable name that others build on: "auc_rnx.tsne"
///   claim    one sentence in the reader's words. "{auc_rnx.pca}" in it stands for that evidence's value with its
///            interval, "{auc_rnx.pca:value}" for the value alone; the renderers put the numbers in (only report/
///            formats numbers).
///   ref      key in docs/refs.bib, or empty
///   section  heading that groups evidence in text and page: "Which picture"; empty for none
struct Header {
  std::string id, claim;
  Supports supports = Supports::neither;
  std::string ref, section;
};

/// What a number is looked at against: the values that it can take, and the ones that mean something.
struct Scale {
  struct Mark {
    double value = 0;
    std::string label;  ///< "no difference"
  };
  double lower = 0, upper = 1;
  std::vector<Mark> marks;  ///< within [lower, upper], rising
};

/// A number with its interval. Without a scale it is drawn only beside estimates of its family (the
/// id up to its first point).
struct Estimate : Header {
  statistics::Estimate estimate;
  std::optional<Scale> scale = {};
};

/// A hypothesis test against a matched null.
struct Test : Header {
  std::string
      null;  ///< the null in words: "Gaussian copula with the same columns and correlations"
  std::string statistic_name;  ///< "gap in area"
  double statistic = 0;
  double p_value = 1;
  double alpha = 0.05;
  double p_error = 0;  ///< Monte Carlo standard error of p; 0 for an exact p
  std::int64_t replicates = 0;  ///< null replicates; 0 for an analytic null
  std::vector<double> null_values;  ///< the replicates' statistics, for the picture (may be empty)
  bool rejected() const { return p_value <= alpha; }
};

/// A numerical guarantee that was checked: measured <relation> bound.
struct Certificate : Header {
  enum class Relation { at_most, at_least };
  double measured = 0;
  Relation relation = Relation::at_most;
  double bound = 0;
  bool holds() const {
    return relation == Relation::at_most ? measured <= bound : measured >= bound;
  }
};

/// A cell: nothing, a flag, a count, a number, a text, or a number with its interval.
struct Ranged {
  double value = 0, lower = 0, upper = 0;
};
using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string, Ranged>;

struct Table : Header {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;  ///< each as long as columns
};

/// A line: y over x, with an optional band. lower and upper are empty or as long as y.
struct Series {
  std::string name;
  std::vector<double> x, y, lower, upper;
};

struct Curve : Header {
  std::string x_label, y_label;
  bool x_log = false, y_log = false;
  std::vector<Series> series;
};

/// A column that can colour the points: numbers, or codes into levels (-1 = missing). NaN = missing number.
struct Attribute {
  std::string name;
  std::vector<std::string> levels;  ///< empty for a numeric attribute
  std::vector<std::int32_t> codes;  ///< n, when levels are given
  std::vector<float> values;  ///< n, when numeric
};

/// A picture: one point a row of the data.
struct Points : Header {
  std::string title;  ///< "t-SNE, perplexity 30"
  int dims = 2;
  std::vector<float> coordinates;  ///< n x dims, row-major
  std::vector<std::int64_t> rows;  ///< data row of each point; empty: the rows in order
  std::vector<Attribute> attributes;  ///< columns to colour by; the first is shown first
  int k = 0;
  std::vector<std::int32_t>
      neighbours;  ///< n x k true neighbours in the original space, for lines under the cursor; of
  ///< placed rows: among the points of placed_on
  std::vector<float> reliability;  ///< n values in [0, 1], or empty
  std::string
      same_points_as;  ///< id of the Points whose rows, attributes and neighbours also apply here
  std::string placed_on;  ///< id of the Points in whose picture these, other rows, stand
  std::string caution;  ///< what must not be read from the picture
  std::size_t size() const { return coordinates.size() / static_cast<std::size_t>(dims); }
};

/// What an iteration did: series over steps, and why it stopped.
struct Trace : Header {
  std::string step_label;
  std::vector<Series> series;
  std::string termination;  ///< reason, e.g. "gradient_small", "max_iterations"
};

using Evidence = std::variant<Estimate, Test, Certificate, Table, Curve, Points, Trace>;

/// The common part of any piece.
inline const Header& header(const Evidence& piece) {
  return std::visit([](const auto& e) -> const Header& { return e; }, piece);
}

/// For std::visit over the closed list: a missing kind does not compile.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace qed::evidence
