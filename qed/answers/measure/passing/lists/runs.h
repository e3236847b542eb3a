// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace qed::answers::measure {

/// Rows of ranked lists in the order of a file, as runs of rows of one query.
struct Runs {
  struct Run {
    std::uint64_t query = 0, unit = 0;  ///< hashes; unit: 0 where none is asked for
    std::string name = {};              ///< of the query, as the file spells it
    std::size_t end = 0;                ///< of its rows: they begin where those before them end
    bool is_parted = false;             ///< has rows of more than one unit
  };
  std::vector<double> relevance = {};
  std::vector<std::vector<double>> score = {};  ///< by model
  std::vector<Run> runs = {};

  explicit Runs(std::size_t models = 0) : score(models) {}
  std::size_t begin(std::size_t run) const { return run == 0 ? 0 : runs[run - 1].end; }
  std::span<const double> relevance_of(std::size_t run) const { return part(relevance, run); }
  std::span<const double> score_of(std::size_t run, std::size_t model) const {
    return part(score[model], run);
  }
  /// A run of other rows, which lengthens the last one where it is of the same query.
  void append(const Runs& other, std::size_t run);
  void clear();

 private:
  std::span<const double> part(const std::vector<double>& values, std::size_t run) const {
    return std::span(values).subspan(begin(run), runs[run].end - begin(run));
  }
};

}  // namespace qed::answers::measure
