// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/candidates.h"

#include <algorithm>
#include <utility>

#include "qed/base/text.h"
#include "qed/data/roles/identifiers.h"
#include "qed/data/roles/names.h"
#include "qed/data/roles/units.h"
#include "qed/evidence/answer.h"

namespace qed::answers::interval {
namespace {

using data::Column;
using data::Grouping;
using statistics::Estimate;

constexpr double kMostDistinct = 0.9;  // of the rows: more different places repeat too little
constexpr double kLeastEffect = 1.05;  // of repeats: of less an interval is at most 2.5 % too short
constexpr std::int32_t kFew = 10;  // values around others: only what they add is believed

bool are_alike(const Estimate& correlation) {
  return correlation.is_defined() && correlation.lower() > 0;
}

bool can_identify(const Column& column) {
  return column.type == data::ColumnType::category || column.type == data::ColumnType::text ||
         data::are_whole(column);
}

// Do the finer one's values resemble each other within the coarser one's, beyond what rows of one do?
Estimate resemblance_within(const Candidate& fine, const Candidate& coarse,
                            const std::vector<double>& influence) {
  const auto groups = static_cast<std::size_t>(fine.grouping.groups);
  std::vector<double> mean(groups), rows(groups);
  std::vector<std::int32_t> within(groups);
  for (std::size_t i = 0; i < influence.size(); ++i) {
    const auto g = static_cast<std::size_t>(fine.grouping.group[i]);
    mean[g] += influence[i], rows[g] += 1, within[g] = coarse.grouping.group[i];
  }
  for (std::size_t g = 0; g < groups; ++g) mean[g] /= rows[g];
  return statistics::design_effect(mean, within, coarse.grouping.groups).correlation;
}

bool lies_within(const Candidate& fine, const Candidate& coarse) {
  return fine.column != coarse.column && coarse.grouping.groups < fine.grouping.groups &&
         data::is_nested(fine.grouping, coarse.grouping);
}

// Large groups show a large design effect by chance: around a finer unit they must add something to it.
bool adds_nothing(const Candidate& coarse, const std::vector<Candidate>& all,
                  const std::vector<double>& influence) {
  return std::ranges::any_of(all, [&](const Candidate& fine) {
    if (!lies_within(fine, coarse)) return false;
    const Estimate more = resemblance_within(fine, coarse, influence);
    return coarse.grouping.values() < kFew ? !are_alike(more)
                                           : !more.is_defined() || more.value() <= 0;
  });
}

// From a unit to what it lies within, as long as that explains more.
Candidate coarsest(Candidate unit, const std::vector<Candidate>& others,
                   const std::vector<double>& influence, Unit& found) {
  const Candidate* next = nullptr;
  for (const Candidate& c : others) {
    if (!lies_within(unit, c) || !are_alike(resemblance_within(unit, c, influence))) continue;
    if (!data::can_be_unit(*c.column, c.grouping)) {
      found.hints.push_back("values of " + evidence::literal(unit.column->name) + " of one " +
                            evidence::literal(c.column->name) + " resemble each other (" +
                            what_values_do(c) + "): --unit " + evidence::literal(c.column->name) +
                            " if those are a sample of more");
    } else if (!next || c.grouping.groups > next->grouping.groups) {
      next = &c;
    }
  }
  if (!next) return unit;
  Candidate larger = *next;
  larger.around = unit.column->name;
  return coarsest(std::move(larger), others, influence, found);
}

std::vector<Candidate> all_places(const Prepared& p, const std::vector<double>& influence) {
  std::vector<Candidate> all;
  for (const Column& column : p.table.columns) {
    if (!data::names_a_place(column.name) || is_read_by(p.statistic, column)) continue;
    Candidate c = candidate(column, p.statistic, influence);
    const auto n = static_cast<double>(p.statistic.rows.size());
    if (c.grouping.values() >= 2 && c.grouping.groups <= kMostDistinct * n)
      all.push_back(std::move(c));
  }
  return all;
}

std::string in_few_rows(const Candidate& c) {
  const std::int32_t repeated = data::repeated_values(c.grouping);
  return evidence::literal(c.column->name) + " repeats in few rows (" + counted(repeated) +
         " of its " + counted(c.grouping.values()) + " values " +
         (repeated == 1 ? "stands" : "stand") + " more than once)";
}

std::vector<Candidate> all_ids(const Prepared& p, const std::vector<double>& influence,
                               Unit& unit) {
  std::vector<Candidate> all;
  bool other = false;
  for (const Column& column : p.table.columns) {
    if (!data::names_a_unit(column.name) || !can_identify(column)) continue;
    if (is_read_by(p.statistic, column)) {
      other = true;
      continue;
    }
    Candidate c = candidate(column, p.statistic, influence);
    const double effect = data::largest_design_effect(c.grouping);
    if (c.grouping.values() < 2 || effect == 1) continue;
    const std::string name = evidence::literal(column.name);
    if (c.grouping.values() < data::kFewestUnits) {
      unit.looked.push_back(name + " has too few (" + std::to_string(c.grouping.values()) +
                            ") values to be the unit");
    } else if (effect < kLeastEffect) {
      unit.looked.push_back(in_few_rows(c));
      unit.hints.push_back(in_few_rows(c) + ": --unit " + name + " makes them the unit");
    } else {
      all.push_back(std::move(c));
    }
  }
  if (all.empty() && unit.looked.empty())
    unit.looked.emplace_back(other ? "no other identifier repeats" : "no identifier repeats");
  return all;
}

}  // namespace

Candidate candidate(const Column& column, const Statistic& s,
                    const std::vector<double>& influence) {
  Candidate c{.column = &column, .grouping = grouping(column, s.rows)};
  c.effect = statistics::design_effect(influence, c.grouping.group, c.grouping.groups);
  return c;
}

bool is_read_by(const Statistic& s, const Column& column) {
  return std::ranges::find(s.columns, column.name) != s.columns.end();
}

std::string what_values_do(const Candidate& c) {
  return counted(c.grouping.values()) + " values in " +
         counted(static_cast<std::int64_t>(c.grouping.group.size())) + " rows" +
         (c.grouping.alone > 0 ? ", " + counted(c.grouping.alone) + " of them without one" : "");
}

std::optional<Candidate> repeated_id(const Prepared& p, const std::vector<double>& influence,
                                     Unit& unit) {
  std::vector<Candidate> all = all_ids(p, influence, unit);
  const Candidate* most = nullptr;
  for (const Candidate& c : all)
    if (!adds_nothing(c, all, influence) && (!most || c.effect.effect > most->effect.effect))
      most = &c;
  if (!most) return std::nullopt;
  std::vector<Candidate> others = all_places(p, influence);
  others.insert(others.end(), all.begin(), all.end());
  Candidate chosen = coarsest(*most, others, influence, unit);
  for (const Candidate& c : all)
    if (c.column != chosen.column && !lies_within(c, chosen))
      unit.hints.push_back(evidence::literal(c.column->name) + " repeats too (" +
                           what_values_do(c) + "): --unit " + evidence::literal(c.column->name) +
                           " if those are what was sampled");
  return chosen;
}

std::optional<Candidate> place(const Prepared& p, const std::vector<double>& influence,
                               Unit& unit) {
  std::vector<Candidate> alike;
  for (Candidate& c : all_places(p, influence)) {
    const std::string name = evidence::literal(c.column->name);
    if (!are_alike(c.effect.correlation))
      unit.looked.push_back("rows of one " + name + " do not resemble each other");
    else if (!data::can_be_unit(*c.column, c.grouping))
      unit.hints.push_back("rows of one " + name + " resemble each other (" + what_values_do(c) +
                           "): --unit " + name + " if the places are a sample of more");
    else
      alike.push_back(std::move(c));
  }
  const Candidate* most = nullptr;
  for (const Candidate& c : alike)
    if (!adds_nothing(c, alike, influence) && (!most || c.effect.effect > most->effect.effect))
      most = &c;
  if (!most) return std::nullopt;
  return coarsest(*most, alike, influence, unit);
}

}  // namespace qed::answers::interval
