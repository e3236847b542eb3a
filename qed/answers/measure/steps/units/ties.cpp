// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/units/ties.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "qed/base/text.h"
#include "qed/data/roles/moments.h"
#include "qed/data/roles/names.h"
#include "qed/data/roles/runs.h"
#include "qed/data/roles/units.h"
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
constexpr std::int64_t kFewestMoments = 10, kFewestRows = 20;  // of times

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
  if (data::can_be_unit(place, g)) return tie;
  ties.hints.push_back("Rows of one " + name + " resemble each other in what they lose, and " +
                       (data::one_outweighs(g)
                            ? "one of its values holds most rows"
                            : "its " + counted(g.values()) + " values are too few") +
                       " to be the unit: --unit " + name + " if they are a sample of more.");
  return std::nullopt;
}

}  // namespace

std::optional<Tie> tie_of_time(const Column& time, const std::vector<std::int64_t>& rows,
                               const std::vector<double>& influence, Ties& ties) {
  const data::Moments m = data::moments_of(time, rows);
  if (m.rows < kFewestRows || m.count < 2) return std::nullopt;
  const std::string name = evidence::literal(time.name);
  Tie tie{.column = time.name, .grouping = data::runs_of(m, 1)};
  const std::vector<double> sums = data::sums_of_runs(m, 1, influence);
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
  if (m.count < kFewestMoments) {
    ties.hints.push_back("Rows of one " + name + " resemble each other in what they lose, and " +
                         counted(m.count) +
                         " are too few to be the unit: intervals are too narrow.");
    return std::nullopt;
  }
  if (between) {
    const double block = m.count < 3 ? 1 : statistics::automatic_block_length(sums);
    const auto longest = std::max<std::int64_t>(1, m.count / kFewestMoments);
    tie.run = std::clamp<std::int64_t>(std::llround(std::ceil(2 * block)), 1, longest);
    tie.grouping = data::runs_of(m, tie.run);
  }
  tie.left =
      statistics::neighbour_correlation(data::sums_of_runs(m, tie.run, influence), kAlikeLevel);
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
