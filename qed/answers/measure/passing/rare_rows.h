// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

namespace qed::answers::measure {

/// The terms of the rows of each class of a label of yes and no, kept while there are fewer than 200 of it
/// (statistics::kFewestForDeLong): the few frauds among millions of rows. Merging is exact, in the order of the parts.
/// O(200 terms) memory.
class RareRows {
 public:
  /// label: which term is the label, 0 or 1.
  explicit RareRows(std::size_t label) : label_(label) {}
  /// terms[k][i]: term k of row i.
  void add(const std::vector<std::vector<double>>& terms);
  void merge(const RareRows& other);
  /// The terms of each row of the class, or nothing: there are as many as 200, or more.
  const std::vector<std::vector<double>>* of(bool yes) const {
    return are_many_[yes] ? nullptr : &rows_[yes];
  }

 private:
  void drop_many(bool yes);

  std::size_t label_;
  std::vector<std::vector<double>> rows_[2];
  bool are_many_[2] = {false, false};
};

}  // namespace qed::answers::measure
