// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/units/ties.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "qed/base/text.h"
#include "qed/data/roles/moments.h"
#include "qed/data/roles/names.h"
#include "qed/evidence/answer.h"
#include "qed/statistics/effect/correlation.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/resampling/blocks.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Grouping;
using statistics::Estimate;

constexpr double kMostDistinct = 0.9;  // of the rows: more different values repeat too little
constexpr double kAlikeLevel = 0.99;  // of neighbours' correlations
constexpr std::int64_t kFewestUnits = 10, kFewestMoments = 20;

Estimate intra_class(const std::vector<double>& influence, const Grouping& g) {
  return statistics::design_effect(influence, g.group, g.groups).correlation;
}

bool resemble(const Estimate& correlation) {
  return correlation.is_defined() && correlation.interval() && correlation.lower() > 0;
}

// ": correlation 0.012".
std::string number_of(const Estimate& correlation) {
  if (!correlation.is_defined()) return "";
  return ": correlation " + shortest(std::round(1e3 * correlation.value()) / 1e3);
}

// The number of each row's moment in the order of time, -1 without one.
struct Moments {
  std::vector<std::int64_t> number;
  std::int64_t count = 0, rows = 0;
};
Moments moments_of(const Column& time, const std::vector<std::int64_t>& rows) {
  Moments m{.number = std::vector<std::int64_t>(rows.size(), -1)};
  std::vector<std::pair<double, std::size_t>> when;
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (const auto at = time.number_at(rows[k])) when.emplace_back(*at, k);
  std::ranges::sort(when);
  for (std::size_t i = 0; i < when.size(); ++i) {
    if (i == 0 || when[i].first != when[i - 1].first) ++m.count;
    m.number[when[i].second] = m.count - 1;
  }
  m.rows = static_cast<std::int64_t>(when.size());
  return m;
}

// Groups of `run` moments in a row; a row without a moment is alone.
Grouping runs_of(const Moments& m, std::int64_t run) {
  Grouping g{std::vector<std::int32_t>(m.number.size()),
             static_cast<std::int32_t>((m.count + run - 1) / run)};
  for (std::size_t k = 0; k < m.number.size(); ++k)
    g.group[k] = m.number[k] < 0 ? g.groups++ : static_cast<std::int32_t>(m.number[k] / run);
  return g;
}

// Sums of runs, less their mean.
std::vector<double> sums_of(const Moments& m, std::int64_t run,
                            const std::vector<double>& influence) {
  std::vector<double> sums(static_cast<std::size_t>((m.count + run - 1) / run), 0);
  for (std::size_t k = 0; k < m.number.size(); ++k)
    if (m.number[k] >= 0) sums[static_cast<std::size_t>(m.number[k] / run)] += influence[k];
  const double mean =
      std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(sums.size());
  for (double& sum : sums) sum -= mean;
  return sums;
}

// Places whose rows resemble each other: the unit if many, else a hint.
std::optional<Tie> tie_of_place(const Column& place, const std::vector<std::int64_t>& rows,
                                const std::vector<double>& influence, Ties& ties) {
  Tie tie{.column = place.name, .grouping = data::grouping(place, rows)};
  const Grouping& g = tie.grouping;
  if (g.values() < 2 || g.groups > kMostDistinct * static_cast<double>(rows.size()))
    return std::nullopt;
  tie.correlation = intra_class(influence, g);
  const std::string name = evidence::literal(place.name);
  if (!resemble(tie.correlation)) {
    ties.looked.push_back("rows of one " + name + " do not resemble each other in what they lose" +
                          number_of(tie.correlation));
    return std::nullopt;
  }
  const bool outweighs = data::one_outweighs(g);
  if (g.values() >= kFewestUnits && !outweighs) return tie;
  ties.hints.push_back("Rows of one " + name + " resemble each other in what they lose, and " +
                       (outweighs ? "one of its values holds most rows"
                                  : "its " + counted(g.values()) + " values are too few") +
                       " to be the unit: --unit " + name + " if they are a sample of more.");
  return std::nullopt;
}

}  // namespace

std::optional<Tie> tie_of_time(const Column& time, const std::vector<std::int64_t>& rows,
                               const std::vector<double>& influence, Ties& ties) {
  const Moments m = moments_of(time, rows);
  if (m.rows < kFewestMoments || m.count < 2) return std::nullopt;
  const std::string name = evidence::literal(time.name);
  Tie tie{.column = time.name, .grouping = runs_of(m, 1)};
  const std::vector<double> sums = sums_of(m, 1, influence);
  const Estimate neighbours = statistics::neighbour_correlation(sums, kAlikeLevel);
  const bool repeat = static_cast<double>(m.count) <= kMostDistinct * static_cast<double>(m.rows);
  if (repeat) tie.correlation = intra_class(influence, tie.grouping);
  const bool within = resemble(tie.correlation), between = statistics::are_alike(neighbours);
  if (!within && !between) {
    ties.looked.push_back("neighbours in time (" + name +
                          ") do not resemble each other in what they lose" + number_of(neighbours));
    return std::nullopt;
  }
  if (!within) tie.correlation = neighbours, tie.is_of_neighbours = true;
  if (m.count < kFewestUnits) {
    ties.hints.push_back("Rows of one " + name + " resemble each other in what they lose, and " +
                         counted(m.count) +
                         " are too few to be the unit: intervals are too narrow.");
    return std::nullopt;
  }
  if (between) {
    const double block = m.count < 3 ? 1 : statistics::automatic_block_length(sums);
    const auto longest = std::max<std::int64_t>(1, m.count / kFewestUnits);
    tie.run = std::clamp<std::int64_t>(std::llround(std::ceil(2 * block)), 1, longest);
    tie.grouping = runs_of(m, tie.run);
  }
  tie.left = statistics::neighbour_correlation(sums_of(m, tie.run, influence), kAlikeLevel);
  return tie;
}

std::vector<std::size_t> tie_columns(const data::Table& table,
                                     const std::vector<data::ColumnRole>& roles,
                                     const std::set<std::string>& taken) {
  std::vector<std::size_t> times, places;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    const Column& c = table.columns[k];
    if (taken.contains(c.name)) continue;
    if (data::says_when(c, roles[k].role))
      times.push_back(k);
    else if (data::names_a_place(c.name) && c.type != data::ColumnType::number)
      places.push_back(k);
  }
  times.insert(times.end(), places.begin(), places.end());
  return times;
}

Ties find_ties(const data::Table& table, const std::vector<std::size_t>& columns,
               const std::vector<std::int64_t>& rows,
               const std::vector<std::vector<double>>& influences) {
  Ties ties;
  for (const std::size_t k : columns) {
    const Column& c = table.columns[k];
    const bool is_place = data::names_a_place(c.name) && c.type != data::ColumnType::time;
    std::optional<Tie> best;
    for (const auto& influence : influences) {
      auto tie =
          is_place ? tie_of_place(c, rows, influence, ties) : tie_of_time(c, rows, influence, ties);
      if (tie && (!best || tie->grouping.groups < best->grouping.groups)) best = std::move(tie);
    }
    if (best) {
      ties.unit = std::move(best);
      return ties;
    }
  }
  const auto once = [](std::vector<std::string>& list) {
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
  };
  once(ties.hints), once(ties.looked);
  return ties;
}

}  // namespace qed::answers::measure
