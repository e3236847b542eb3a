// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "qed/statistics/summaries/score_bins.h"
#include "qed/statistics/summaries/score_counts.h"
#include "qed/statistics/summaries/summary.h"

namespace qed::statistics {

/// How many rows there are by (score bin, label, group, time bin): the ScoreCounts of each group in each span of time,
/// and of any margin of these, since counts add up. Areas, calibration and shares beyond any threshold follow by
/// customer, region or month from one reading of the data. Merging is exact. O(log) a row, O(score bins) memory for
/// each pair of group and time bin that has rows: few groups, or few bins.
class ScoreTable {
 public:
  /// Bins (-∞, e₁), [e₁, e₂), ..., [eₘ, ∞) of scores and of times; no edges: one bin. Increasing and finite, else
  /// Error{bad_value}.
  ScoreTable(std::vector<double> score_edges, std::vector<double> time_edges = {});
  /// group: a number or hash of whose row it is; score and time finite, label 0 or 1, else Error{bad_value}, and then
  /// nothing is added; one length each, else Error{bad_shape}.
  void add(std::span<const double> score, std::span<const double> label,
           std::span<const std::uint64_t> group, std::span<const double> time);
  /// The same edges, else Error{bad_option}.
  void merge(const ScoreTable& other);
  void write(ByteWriter& out) const;
  static ScoreTable read(ByteReader& in);

  std::size_t time_bins() const { return times_.count(); }
  std::vector<std::uint64_t> groups() const;  ///< that have rows, increasing
  ScoreCounts total() const;
  ScoreCounts of_group(std::uint64_t group) const;
  ScoreCounts of_time(std::size_t time_bin) const;
  ScoreCounts of(std::uint64_t group, std::size_t time_bin) const;

 private:
  using Cell = std::pair<std::uint64_t, std::size_t>;  ///< group, time bin
  ScoreCounts margin(auto holds) const;

  ScoreCounts nothing_;  ///< no rows, with the edges of scores
  ScoreBins times_;
  std::map<Cell, ScoreCounts> cells_;
};

}  // namespace qed::statistics
