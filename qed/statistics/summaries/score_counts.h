// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/summaries/score_bins.h"
#include "qed/statistics/summaries/summary.h"

namespace qed::statistics {

/// How many rows of each label have a score in each bin: the area under the ROC curve of any number of rows. Bins are
/// about edges that a sample gave; pairs of a positive and a negative in one bin of
/// several scores count one half, as ties do, so that the area is off by at most `error()`. Exact where every bin
/// holds one score. Merging is exact. O(log m) a row, O(m) memory.
class ScoreCounts {
 public:
  /// edges: increasing, finite, else Error{bad_value}.
  explicit ScoreCounts(std::vector<double> edges) : ScoreCounts(ScoreBins(std::move(edges))) {}
  explicit ScoreCounts(ScoreBins bins);
  /// Edges that give every bin about the same share of these scores, at most `bins` of them: each distinct score one
  /// where they are few. scores finite; O(n log n).
  static std::vector<double> edges_of(std::vector<double> scores, std::size_t bins);
  /// score finite, label 0 or 1: Error{bad_value}; one length each: Error{bad_shape}.
  void add(std::span<const double> score, std::span<const double> label);
  /// The same of scores whose bins are known: bins(score).
  void add(std::span<const std::uint32_t> bin, std::span<const double> score,
           std::span<const double> label);
  /// The bin of each score.
  std::vector<std::uint32_t> bins(std::span<const double> score) const;
  /// The same edges, else Error{bad_option}.
  void merge(const ScoreCounts& other);
  void write(ByteWriter& out) const;
  static ScoreCounts read(ByteReader& in);

  const ScoreBins& score_bins() const { return places_; }
  std::int64_t n() const;
  std::int64_t positives() const;
  /// Rows of that label (0 or 1) in each bin.
  std::vector<std::int64_t> counts(int label) const;
  /// The area with DeLong's variance. One class only: Error{bad_data}.
  AreaUnderCurve area() const;
  /// ½ Σ p_b q_b/(m n) over the bins of several scores. 0 with one class only.
  double error() const;

 private:
  struct Bin {
    std::int64_t count[2] = {0, 0};  ///< of label 0 and 1
    double least, most;              ///< scores seen
  };
  ScoreBins places_;
  std::vector<Bin> bins_;
};

}  // namespace qed::statistics
