// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is summed of every row of a file, as a sample of it says.
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/answers/measure/columns/reading.h"
#include "qed/answers/measure/passing/sums.h"
#include "qed/data/table.h"

namespace qed::answers::measure {

struct Plan {
  Reading reading;
  std::string unit;                  ///< its column; empty: rows are independent
  std::vector<std::string> columns;  ///< that are read
  bool is_binary = false, has_area = false;
  std::vector<Model>
      like;  ///< of each model what is no row's: form, threshold, which number means yes

  struct One {
    Terms terms;
    std::size_t model = 0, begin = 0;
  };
  std::deque<One> list;  ///< one after the other in the terms of a row
  std::size_t terms = 0;

  Place label;
  std::vector<std::vector<Place>> measured;  ///< by measure, by model
  std::vector<Place> losses;  ///< by model; none where the primary metric is no skill
  std::optional<Place> base;
  std::vector<std::map<std::string, Place>> operating;  ///< by model, by name

  /// A batch as rows, all of them. others: raised by labels that the sample did not have.
  Rows rows_of(const data::Table& batch, std::int64_t& others) const;
  /// of[k][i - from]: term k of row i in [from, to).
  void terms_of(const Rows& rows, std::size_t from, std::size_t to,
                std::vector<std::vector<double>>& of) const;
  Place add(Terms one, std::size_t model, double lower, double upper);
};

/// Nothing of ranked lists, of metrics that the sample leaves undefined, and where the models have more than 160 terms
/// together. Errors as those of prepare and infer.
std::unique_ptr<Plan> plan_of(const data::Table& sample, const std::string& file,
                              const MeasureOptions& options, std::uint64_t seed, double level);

}  // namespace qed::answers::measure
