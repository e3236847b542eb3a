// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/score_table.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "qed/base/error.h"

namespace qed::statistics {
namespace {

static_assert(Summary<ScoreTable>);
constexpr std::uint64_t kTag = 0x31544353444551;  // "QEDSCT1"

void check_rows(std::span<const double> score, std::span<const double> label,
                std::span<const double> time) {
  for (std::size_t i = 0; i < score.size(); ++i) {
    require(std::isfinite(score[i]) && std::isfinite(time[i]), ErrorCode::bad_value,
            "score table: a score or time is not finite");
    require(label[i] == 0 || label[i] == 1, ErrorCode::bad_value,
            "score table: a label is neither 0 nor 1");
  }
}

}  // namespace

ScoreTable::ScoreTable(std::vector<double> score_edges, std::vector<double> time_edges)
    : nothing_(std::move(score_edges)), times_(std::move(time_edges)) {}

void ScoreTable::add(std::span<const double> score, std::span<const double> label,
                     std::span<const std::uint64_t> group, std::span<const double> time) {
  const std::size_t n = score.size();
  require(label.size() == n && group.size() == n && time.size() == n, ErrorCode::bad_shape,
          "score table: as many labels, groups and times as scores");
  check_rows(score, label, time);
  const std::vector<std::uint32_t> bins = nothing_.bins(score);
  ScoreCounts* counts = nullptr;  // rows of one cell often follow each other
  Cell last;
  for (std::size_t i = 0; i < n; ++i) {
    const Cell cell{group[i], times_.of(time[i])};
    if (counts == nullptr || cell != last)
      counts = &cells_.try_emplace(last = cell, nothing_).first->second;
    counts->add(std::span(bins).subspan(i, 1), score.subspan(i, 1), label.subspan(i, 1));
  }
}

void ScoreTable::merge(const ScoreTable& other) {
  require(nothing_.score_bins() == other.nothing_.score_bins() &&
              times_.edges() == other.times_.edges(),
          ErrorCode::bad_option, "score tables have different edges");
  for (const auto& [cell, counts] : other.cells_)
    cells_.try_emplace(cell, nothing_).first->second.merge(counts);
}

void ScoreTable::write(ByteWriter& out) const {
  out.count(kTag);
  nothing_.write(out);
  out.count(times_.edges().size());
  for (const double edge : times_.edges()) out.number(edge);
  out.count(cells_.size());
  for (const auto& [cell, counts] : cells_) {
    out.count(cell.first), out.count(cell.second);
    counts.write(out);
  }
}

ScoreTable ScoreTable::read(ByteReader& in) {
  in.expect(kTag, "score table");
  const ScoreCounts nothing = ScoreCounts::read(in);
  std::vector<double> edges(in.length(8));
  for (double& edge : edges) edge = in.number();
  const bool increasing =
      std::ranges::adjacent_find(edges, std::not_fn(std::less<>())) == edges.end() &&
      std::ranges::all_of(edges, [](double e) { return std::isfinite(e); });
  require(increasing && nothing.n() == 0, ErrorCode::bad_data,
          "score table: its edges do not increase");
  ScoreTable table(nothing.score_bins().edges(), std::move(edges));
  for (std::uint64_t left = in.length(16); left > 0; --left) {
    const std::uint64_t group = in.count(), time_bin = in.count();
    ScoreCounts counts = ScoreCounts::read(in);
    require(time_bin < table.time_bins() && counts.score_bins() == table.nothing_.score_bins(),
            ErrorCode::bad_data, "score table: a cell does not belong to it");
    table.cells_.insert_or_assign({group, time_bin}, std::move(counts));
  }
  return table;
}

std::vector<std::uint64_t> ScoreTable::groups() const {
  std::vector<std::uint64_t> groups;
  for (const auto& [cell, counts] : cells_)
    if (groups.empty() || groups.back() != cell.first) groups.push_back(cell.first);
  return groups;
}

ScoreCounts ScoreTable::margin(auto holds) const {
  ScoreCounts sum = nothing_;
  for (const auto& [cell, counts] : cells_)
    if (holds(cell)) sum.merge(counts);
  return sum;
}

ScoreCounts ScoreTable::total() const {
  return margin([](const Cell&) { return true; });
}
ScoreCounts ScoreTable::of_group(std::uint64_t group) const {
  return margin([&](const Cell& cell) { return cell.first == group; });
}
ScoreCounts ScoreTable::of_time(std::size_t time_bin) const {
  return margin([&](const Cell& cell) { return cell.second == time_bin; });
}
ScoreCounts ScoreTable::of(std::uint64_t group, std::size_t time_bin) const {
  const auto found = cells_.find({group, time_bin});
  return found == cells_.end() ? nothing_ : found->second;
}

}  // namespace qed::statistics
