// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::answers {

/// One number of an example, beside what it must be.
///   shown      nothing to compare with: a number of the user's own data
///   equals     |found - wanted| <= tolerance
///   at_most, at_least   against a bound, `wanted`
///   is_true    found is 1 for true, 0 for false
struct Line {
  enum class Relation { shown, equals, at_most, at_least, is_true };
  std::string what;
  double found = 0;
  Relation relation = Relation::shown;
  double wanted = 0, tolerance = 0;
  std::string source;  ///< where `wanted` comes from: "NIST StRD", "2^(n-1)"
  std::optional<std::pair<double, double>> interval = {};  ///< of a number that is shown
  bool holds() const;
};

/// What the library computed on a seeded input, or on a user's table.
class Example {
 public:
  explicit Example(std::string input_in_words) : input(std::move(input_in_words)) {}
  Example& shows(std::string what, double found);
  Example& shows(std::string what, double found, double lower, double upper);
  Example& equals(std::string what, double found, double wanted, double tolerance,
                  std::string source);
  Example& at_most(std::string what, double found, double bound, std::string source = {});
  Example& at_least(std::string what, double found, double bound, std::string source = {});
  Example& is_true(std::string what, bool holds);
  Example& says(std::string sentence);
  bool holds() const;  ///< every line does

  std::string input;
  std::vector<Line> lines;
  std::vector<std::string> words;  ///< what is no number: "z = x + y"
};

/// A user's table as examples see it.
struct Sheet {
  std::string input;               ///< "customers.csv: 200 rows, 7 numeric columns"
  Matrix numbers;                  ///< n x d numeric columns as they stand, complete rows
  std::vector<std::string> names;  ///< d
  MatrixF features;                ///< m x p, scaled and encoded as `qed map` does
};
/// At most so many rows, columns and cells are taken, so that an example stays within seconds.
inline constexpr std::int64_t kSheetRows = 20000, kSheetColumns = 500, kSheetCells = 4'000'000;
/// The first rows of a table, up to the limits above. Throws Error{io, bad_data} as data::read_table, and
/// bad_data when there are more columns, or fewer than 10 rows or no feature is left.
Sheet read_sheet(const std::string& file);

/// A topic of mathematics that an answer uses.
struct Topic {
  std::string name;  ///< "svd", lower case
  std::vector<std::string> aliases;  ///< "singular value decomposition"
  std::string room;  ///< "linalg"
  std::string statement, formula;
  std::string use;  ///< what an answer does with it
  std::vector<std::string> files;  ///< where it lives, from the root of the repository
  Example (*example)() = nullptr;
  Example (*on_sheet)(const Sheet&) =
      nullptr;  ///< the same on a user's table, where that is natural
};

/// All topics, those of one room together.
const std::vector<Topic>& topics();
/// By name or alias; case, hyphens and underscores do not matter. nullptr when there is none.
const Topic* lookup_topic(std::string_view name);
/// The same. Throws Error{bad_option} with the nearest name.
const Topic& find_topic(std::string_view name);

}  // namespace qed::answers
