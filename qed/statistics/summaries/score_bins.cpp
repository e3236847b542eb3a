// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/score_bins.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "qed/base/error.h"

namespace qed::statistics {

ScoreBins::ScoreBins(std::vector<double> edges)
    : look_(std::make_shared<const Look>(look_of(std::move(edges)))) {}

ScoreBins::Look ScoreBins::look_of(std::vector<double> edges) {
  const bool increasing =
      std::ranges::adjacent_find(edges, std::greater_equal<>()) == edges.end() &&
      std::ranges::all_of(edges, [](double e) { return std::isfinite(e); });
  require(increasing, ErrorCode::bad_value, "score counts: edges must be finite and increase");
  constexpr std::size_t kFewest = 16;
  Look look{std::move(edges)};
  if (look.edges.size() < kFewest) return look;
  const std::size_t cells = 2 * look.edges.size();
  look.scale = static_cast<double>(cells) / (look.edges.back() - look.edges.front());
  // A range beyond what numbers hold.
  if (!std::isfinite(look.scale) || look.scale <= 0) return look;
  look.first.assign(cells + 1, 0);
  for (const double edge : look.edges) ++look.first[look.cell(edge) + 1];
  for (std::size_t c = 1; c <= cells; ++c) look.first[c] += look.first[c - 1];
  return look;
}

// Does not fall where scores rise, so that edges of lower cells are lower, and those of higher ones higher.
std::size_t ScoreBins::Look::cell(double score) const {
  const double at = (score - edges.front()) * scale;
  return std::min(2 * edges.size() - 1, static_cast<std::size_t>(at));
}

std::size_t ScoreBins::of(double score) const {
  const Look& look = *look_;
  auto begin = look.edges.begin(), end = look.edges.end();
  if (!look.first.empty()) {
    if (score < look.edges.front()) return 0;
    if (score >= look.edges.back()) return look.edges.size();
    const std::size_t c = look.cell(score);
    begin = look.edges.begin() + look.first[c], end = look.edges.begin() + look.first[c + 1];
  }
  return static_cast<std::size_t>(std::upper_bound(begin, end, score) - look.edges.begin());
}

}  // namespace qed::statistics
