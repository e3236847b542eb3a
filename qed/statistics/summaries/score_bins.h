// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace qed::statistics {

/// Bins (-∞, e₁), [e₁, e₂), ..., [eₘ, ∞) about edges. A bin is looked up by even cells between the outer edges, each of
/// which knows its first edge: one step where edges are spread evenly, O(log m) at worst.
class ScoreBins {
 public:
  /// edges: increasing, finite, else Error{bad_value}.
  explicit ScoreBins(std::vector<double> edges);
  std::size_t count() const { return edges_.size() + 1; }
  const std::vector<double>& edges() const { return edges_; }
  /// How many edges are at most the score; it is not NaN.
  std::size_t of(double score) const;

 private:
  std::size_t cell(double score) const;

  std::vector<double> edges_;
  std::vector<std::uint32_t>
      first_;  ///< of each cell: its first edge; and the number of edges; empty: no cells
  double scale_ = 0;                  ///< cells a unit of the score
};

}  // namespace qed::statistics
