// SPDX-License-Identifier: Apache-2.0
#pragma once
// From a table of mixed columns to a matrix in which Euclidean distance means something.
#include <string>
#include <utility>
#include <vector>

#include "qed/data/roles/roles.h"
#include "qed/data/table.h"
#include "qed/linalg/matrix.h"

namespace qed::data {

struct FeatureOptions {
  std::vector<std::string> columns =
      {};  ///< use only these; empty: every column with the role of a feature
  std::vector<std::string> drop = {};  ///< leave these out
  std::string label = {};            ///< never a feature
  std::string scale = "auto";        ///< auto | standard | robust | rank | none
  std::string hint = {};  ///< the caller's, when no column can be used
};

/// One column of the feature matrix, with what it takes to make it from a cell:
///   number:    (x − centre) / scale          (rank: the normal score of x among the fitted values)
///   category:  (1[x = level] − p) / √p       p = share of the level, as in factor analysis of mixed data,
///              so that a category of K levels has total variance K − 1 and no direction above 1
struct Feature {
  std::string column;
  std::string level;       ///< the level that this column indicates; empty for a number
  double centre = 0, scale = 1;
  int block = -1;          ///< columns with the same block >= 0 encode one category
  double fill = 0;         ///< what a missing number is taken for (the median)
  std::vector<double> sorted;  ///< rank scaling: fitted values in order
  std::string name() const { return level.empty() ? column : column + " = " + level; }
};

/// Said, never silent: a column that is not used and why.
struct LeftOut {
  std::string column, why;
};

/// What makes a feature matrix; fitted once, so that new rows land in the same space.
class FeatureEncoder {
 public:
  /// Fits centres, scales and levels. O(n d). Throws Error{bad_data} when no usable column is left, and names what
  /// was left out; Error{bad_option} with the nearest name for a column that does not exist.
  static FeatureEncoder fit(const Table& table, const std::vector<ColumnRole>& roles,
                            const FeatureOptions& options);

  /// Rows of `table` (all of them, in order) as n x d. A level never seen is the rare level, else none.
  MatrixF encode(const Table& table) const;

  const std::vector<Feature>& features() const { return features_; }
  const std::vector<LeftOut>& left_out() const { return left_out_; }
  const std::vector<std::string>& notes() const {
    return notes_;
  }   ///< imputation, rare levels, scaling
  const std::string& scale() const { return scale_; }  ///< the scaling that auto chose
  std::vector<int> blocks() const;
  /// Columns of the table that became features, in order.
  std::vector<std::string> used_columns() const;

 private:
  std::vector<Feature> features_;
  std::vector<LeftOut> left_out_;
  std::vector<std::string> notes_;
  std::string scale_;
};

}  // namespace qed::data
