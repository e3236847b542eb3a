// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/score_bins.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "qed/base/error.h"

namespace qed::statistics {

ScoreBins::ScoreBins(std::vector<double> edges) : edges_(std::move(edges)) {
  const bool increasing =
      std::ranges::adjacent_find(edges_, std::greater_equal<>()) == edges_.end() &&
      std::ranges::all_of(edges_, [](double e) { return std::isfinite(e); });
  require(increasing, ErrorCode::bad_value, "score counts: edges must be finite and increase");
  constexpr std::size_t kFewest = 16;
  if (edges_.size() < kFewest) return;
  const std::size_t cells = 2 * edges_.size();
  scale_ = static_cast<double>(cells) / (edges_.back() - edges_.front());
  if (!std::isfinite(scale_) || scale_ <= 0) return;  // a range beyond what numbers hold
  first_.assign(cells + 1, 0);
  for (const double edge : edges_) ++first_[cell(edge) + 1];
  for (std::size_t c = 1; c <= cells; ++c) first_[c] += first_[c - 1];
}

// Does not fall where scores rise, so that edges of lower cells are lower, and those of higher ones higher.
std::size_t ScoreBins::cell(double score) const {
  const double at = (score - edges_.front()) * scale_;
  return std::min(2 * edges_.size() - 1, static_cast<std::size_t>(at));
}

std::size_t ScoreBins::of(double score) const {
  auto begin = edges_.begin(), end = edges_.end();
  if (!first_.empty()) {
    if (score < edges_.front()) return 0;
    if (score >= edges_.back()) return edges_.size();
    const std::size_t c = cell(score);
    begin = edges_.begin() + first_[c], end = edges_.begin() + first_[c + 1];
  }
  return static_cast<std::size_t>(std::upper_bound(begin, end, score) - edges_.begin());
}

}  // namespace qed::statistics
