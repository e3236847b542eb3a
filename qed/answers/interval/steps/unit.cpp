// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/unit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/roles/grouping.h"
#include "qed/data/roles/names.h"
#include "qed/evidence/answer.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/resampling/blocks.h"

namespace qed::answers::interval {
namespace {

using data::Column;
using data::Grouping;
using data::Role;
using statistics::Estimate;
using statistics::Rows;
using statistics::Sample;

constexpr double kMostDistinct = 0.9;   // of the rows: more different values repeat too little
constexpr std::int32_t kFewestUnits = 5, kFewestPlaces = 10;
constexpr double kSeriesZ = 2.576;      // a false alarm in 200, on the side of dependence

// Are there columns whose values repeat, so that a row is not alone?
struct Candidate {
  const Column* column = nullptr;
  Grouping grouping;
  statistics::DesignEffect effect{Estimate::undefined("not measured"), 1};
};
std::optional<Candidate> candidate(const Column& column, const Statistic& s,
                                   const std::vector<double>& influence) {
  Candidate c{&column, grouping(column, s.rows), {Estimate::undefined("not measured"), 1}};
  const auto n = static_cast<double>(s.rows.size());
  if (c.grouping.groups < 2 || c.grouping.groups > kMostDistinct * n) return std::nullopt;
  c.effect = statistics::design_effect(influence, c.grouping.group, c.grouping.groups);
  return c;
}

bool is_read_by(const Statistic& s, const Column& column) {
  return std::ranges::find(s.columns, column.name) != s.columns.end();
}

std::string what_values_do(const Candidate& c) {
  return counted(c.grouping.groups) + " values in " +
         counted(static_cast<std::int64_t>(c.grouping.group.size())) + " rows";
}

void take(Unit& unit, Candidate candidate, std::string why) {
  unit.rows = Rows::grouped;
  unit.column = candidate.column->name;
  unit.units = candidate.grouping.groups;
  unit.why = std::move(why);
  unit.correlation = candidate.effect.correlation;
  unit.design_effect = std::max(1.0, candidate.effect.effect);
  unit.sample.rows = Rows::grouped;
  unit.sample.group = std::move(candidate.grouping.group);
  unit.sample.groups = candidate.grouping.groups;
}

// The rows in the order of time, equal times in the order of the file.
std::vector<std::int64_t> in_time(const Column& time, const std::vector<std::int64_t>& rows) {
  const std::vector<double> when = time.numbers();
  std::vector<std::int64_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  const auto at = [&](std::int64_t place) {
    return when[static_cast<std::size_t>(rows[static_cast<std::size_t>(place)])];
  };
  std::erase_if(order, [&](std::int64_t place) { return std::isnan(at(place)); });
  std::ranges::stable_sort(order, {}, at);
  return order;
}

// A column of years says which rows belong together, not which come first.
bool is_mostly_distinct(const Column& time, const std::vector<std::int64_t>& rows,
                        const std::vector<std::int64_t>& order) {
  const auto at = [&](std::size_t k) {
    return time.number_at(rows[static_cast<std::size_t>(order[k])]);
  };
  std::size_t distinct = order.empty() ? 0 : 1;
  for (std::size_t k = 1; k < order.size(); ++k) distinct += at(k) != at(k - 1);
  return 2 * distinct >= order.size();
}

// Correlation of neighbours r₁ with the interval that independence would give about it: r₁ ± z/√n.
Estimate neighbour_correlation(const std::vector<double>& x, double level) {
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    squares += x[i] * x[i];
    if (i > 0) products += x[i] * x[i - 1];
  }
  if (!(squares > 0) || x.size() < 3)
    return Estimate::undefined("all rows have the same influence");
  const double r = products / squares,
               half = statistics::two_sided_z(level) / std::sqrt(static_cast<double>(x.size()));
  return Estimate(r, {std::max(-1.0, r - half), std::min(1.0, r + half), level,
                      "Bartlett's standard error"})
      .with_n(static_cast<std::int64_t>(x.size()));
}

// Does the order of time say something? Then the rows become a series.
bool take_time(Unit& unit, const Column& time, const Prepared& p,
               const std::vector<double>& influence, bool asked) {
  const std::vector<std::int64_t> order = in_time(time, p.statistic.rows);
  if (!asked && !is_mostly_distinct(time, p.statistic.rows, order)) return false;
  if (order.size() < 20) {
    require(!asked, ErrorCode::bad_data,
            "time: column \"" + printable(time.name) + "\" orders only " +
                std::to_string(order.size()) + " of " +
                counted(static_cast<std::int64_t>(p.statistic.rows.size())) +
                " rows, a series needs 20",
            "its cells are moments such as 2026-01-31, or numbers");
    return false;
  }
  std::vector<double> ordered;
  ordered.reserve(order.size());
  for (const std::int64_t place : order)
    ordered.push_back(influence[static_cast<std::size_t>(place)]);
  const Estimate r = neighbour_correlation(ordered, 0.95);
  const bool dependent =
      r.is_defined() && r.value() > kSeriesZ / std::sqrt(static_cast<double>(order.size()));
  if (!dependent && !asked) return false;
  unit.sample = part_of(unit.sample, order);
  unit.influence = ordered;
  std::vector<std::int64_t> rows;
  for (const std::int64_t place : order) rows.push_back(unit.row[static_cast<std::size_t>(place)]);
  unit.row = std::move(rows);
  unit.sample.rows = unit.rows = Rows::series;
  unit.sample.group.clear();
  unit.sample.groups = 0;
  unit.column = time.name;
  unit.correlation = r;
  const double block = statistics::automatic_block_length(ordered);
  unit.units = std::max<std::int64_t>(
      2, static_cast<std::int64_t>(static_cast<double>(order.size()) / block));
  unit.design_effect =
      r.is_defined() ? std::max(1.0, (1 + r.value()) / std::max(0.02, 1 - r.value())) : 1;
  unit.why = asked ? "as asked" : "neighbours in time resemble each other";
  return true;
}

void by_rows(Unit& unit, const Prepared& p, std::string why) {
  unit.rows = Rows::independent;
  unit.units = static_cast<std::int64_t>(p.statistic.rows.size());
  unit.why = std::move(why);
}

// The unit that was asked for.
void as_asked(Unit& unit, const Prepared& p, const IntervalOptions& options,
              const std::vector<double>& influence) {
  if (options.unit == "rows") return by_rows(unit, p, "as asked");
  const Column& column = p.table.column(options.unit);
  auto found = candidate(column, p.statistic, influence);
  if (!found) {
    const Grouping g = grouping(column, p.statistic.rows);
    require(g.groups >= 2, ErrorCode::bad_data,
            "unit: column \"" + printable(column.name) +
                "\" has one value, but at least two units are needed");
    found = Candidate{&column, g, statistics::design_effect(influence, g.group, g.groups)};
  }
  take(unit, std::move(*found), "as asked");
}

// A repeated identifier; of several the one whose rows hang together most.
std::optional<Candidate> repeated_id(const Prepared& p, const std::vector<double>& influence,
                                     std::vector<std::string>& hints) {
  std::vector<Candidate> all;
  for (const Column& column : p.table.columns) {
    const bool can_be = column.type == data::ColumnType::integer ||
                        column.type == data::ColumnType::category ||
                        column.type == data::ColumnType::text;
    if (!can_be || !data::names_a_unit(column.name) || is_read_by(p.statistic, column)) continue;
    auto found = candidate(column, p.statistic, influence);
    if (found && found->grouping.groups >= kFewestUnits) all.push_back(std::move(*found));
  }
  if (all.empty()) return std::nullopt;
  const auto most =
      std::ranges::max_element(all, {}, [](const Candidate& c) { return c.effect.effect; });
  std::swap(*most, all.front());
  for (std::size_t k = 1; k < all.size(); ++k)
    hints.push_back(evidence::literal(all[k].column->name) + " repeats too (" +
                    what_values_do(all[k]) + "): --unit " + evidence::literal(all[k].column->name) +
                    " if those are what was sampled");
  return std::move(all.front());
}

// Places whose rows resemble each other: the unit if many, else a hint.
std::optional<Candidate> place(const Prepared& p, const std::vector<double>& influence,
                               std::vector<std::string>& hints) {
  std::optional<Candidate> best;
  for (const Column& column : p.table.columns) {
    if (!data::names_a_place(column.name) || is_read_by(p.statistic, column)) continue;
    auto found = candidate(column, p.statistic, influence);
    if (!found || !found->effect.correlation.is_defined() || found->effect.correlation.lower() <= 0)
      continue;
    if (found->grouping.groups < kFewestPlaces) {
      hints.push_back("rows of one " + evidence::literal(found->column->name) +
                      " resemble each other (" + what_values_do(*found) + "): --unit " +
                      evidence::literal(found->column->name) +
                      " if the places are a sample of more");
      continue;
    }
    if (!best || found->effect.effect > best->effect.effect) best = std::move(found);
  }
  return best;
}

}  // namespace

std::vector<double> influence_of(const statistics::Quantity& quantity, const Sample& sample) {
  if (quantity.functional != statistics::Functional::new_case)
    if (auto linear = statistics::linearised(quantity, sample)) return std::move(linear->influence);
  std::vector<double> influence = sample.terms.front();
  const double mean = std::accumulate(influence.begin(), influence.end(), 0.0) /
                      static_cast<double>(influence.size());
  for (double& x : influence) x -= mean;
  return influence;
}

Sample part_of(const Sample& sample, const std::vector<std::int64_t>& places) {
  Sample part;
  part.rows = sample.rows;
  for (const auto& term : sample.terms) {
    std::vector<double> kept;
    kept.reserve(places.size());
    for (const std::int64_t i : places) kept.push_back(term[static_cast<std::size_t>(i)]);
    part.terms.push_back(std::move(kept));
  }
  if (sample.rows != Rows::grouped) return part;
  std::vector<std::int32_t> ids(static_cast<std::size_t>(sample.groups), -1);
  for (const std::int64_t i : places) {
    std::int32_t& id = ids[static_cast<std::size_t>(sample.group[static_cast<std::size_t>(i)])];
    if (id < 0) id = part.groups++;
    part.group.push_back(id);
  }
  return part;
}

Unit find_unit(const Prepared& p, const IntervalOptions& options) {
  Unit unit;
  unit.sample.terms = p.statistic.terms;
  unit.row = p.statistic.rows;
  const std::vector<double> influence = influence_of(p.statistic.quantity, unit.sample);
  unit.influence = influence;
  if (!options.time.empty()) {
    require(options.unit.empty(), ErrorCode::bad_option,
            "time: a series has no --unit: say one of the two");
    const Column& time = p.table.column(options.time);
    require(!std::holds_alternative<data::Categories>(time.values) &&
                !std::holds_alternative<data::Texts>(time.values),
            ErrorCode::bad_data,
            "time: column \"" + printable(time.name) + "\" holds words, not moments",
            "write moments as 2026-01-31 or 2026-01-31T10:00, or number the rows");
    take_time(unit, time, p, influence, true);
    return unit;
  }
  if (!options.unit.empty()) {
    as_asked(unit, p, options, influence);
    return unit;
  }
  if (auto id = repeated_id(p, influence, unit.hints)) {
    const std::string values = what_values_do(*id);
    take(unit, std::move(*id), "it is an identifier that repeats: " + values);
    return unit;
  }
  for (std::size_t k = 0; k < p.table.columns.size(); ++k) {
    const Column& column = p.table.columns[k];
    const bool is_time =
        p.roles[k].role == Role::time || (column.is_numeric() && data::names_a_time(column.name));
    if (is_time && !is_read_by(p.statistic, column) && take_time(unit, column, p, influence, false))
      return unit;
  }
  if (auto found = place(p, influence, unit.hints)) {
    const std::string values = what_values_do(*found);
    take(unit, std::move(*found), "rows of one place resemble each other: " + values);
    return unit;
  }
  by_rows(unit, p, "no identifier repeats, and neighbours in time do not resemble each other");
  return unit;
}

}  // namespace qed::answers::interval
