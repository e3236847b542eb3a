// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/summaries/score_counts.h"

namespace qed::statistics {

/// Where a score lies among counted rows: V, the share of negatives in lower bins and half of those in its own, and W,
/// the share of positives in higher bins and half of those in its own. With them the area of other rows from the same
/// law is a function of means of terms u = (y, y V(s), (1 - y) W(s)),
///   θ = ū₁/ū₀ + ū₂/(1 - ū₀) - θ₀,  θ₀ that of the counted rows,
/// but for an error of second order: the product of what the two samples' laws differ by in each class.
/// Ref: [DeLongEtAl1988, Vaart1998, sec. 12.2]
class ScorePlacements {
 public:
  /// Rows of both classes, else Error{bad_data}.
  explicit ScorePlacements(const ScoreCounts& counts);
  /// u of every row: three columns. bin: those of the scores, by counts of the same edges; label 0 or 1; one length
  /// each.
  std::vector<std::vector<double>> terms(std::span<const std::uint32_t> bin,
                                         std::span<const double> label) const;
  /// The same of one row and its score, into u[0], u[1], u[2]. O(log bins).
  void terms(double score, bool label, double* u) const;

 private:
  void place(std::size_t bin, bool label, double* u) const;

  ScoreBins bins_;
  std::vector<double> below_, above_;  ///< V and W of each bin
};

}  // namespace qed::statistics
