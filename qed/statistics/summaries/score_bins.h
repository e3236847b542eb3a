// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace qed::statistics {

/// Bins (-∞, e₁), [e₁, e₂), ..., [eₘ, ∞) about edges. A bin is looked up by even cells between the outer edges, each of
/// which knows its first edge: one step where edges are spread evenly, O(log m) at worst. Copies share the edges.
class ScoreBins {
 public:
  /// edges: increasing, finite, else Error{bad_value}.
  explicit ScoreBins(std::vector<double> edges);
  std::size_t count() const { return edges().size() + 1; }
  const std::vector<double>& edges() const { return look_->edges; }
  /// How many edges are at most the score; it is not NaN.
  std::size_t of(double score) const;
  /// Whether the edges are the same.
  friend bool operator==(const ScoreBins& a, const ScoreBins& b) {
    return a.look_ == b.look_ || a.edges() == b.edges();
  }

 private:
  struct Look {
    std::vector<double> edges;
    /// Of each cell its first edge, and the number of edges; empty: no cells.
    std::vector<std::uint32_t> first = {};
    double scale = 0;  ///< cells a unit of the score
    std::size_t cell(double score) const;
  };
  static Look look_of(std::vector<double> edges);

  std::shared_ptr<const Look> look_;
};

}  // namespace qed::statistics
