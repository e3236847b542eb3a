// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/groups.h"

#include <algorithm>
#include <map>

#include "qed/answers/interval/steps/all_rows.h"
#include "qed/answers/interval/steps/method/choose.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers::interval {
namespace {

constexpr std::size_t kMostGroups = 200;

using Places = std::map<std::string, std::vector<std::int64_t>>;

// Places of the sample's rows by the value of the column.
Places places_by(const data::Column& column, const Unit& unit) {
  Places places;
  for (std::size_t i = 0; i < unit.row.size(); ++i) {
    auto value = column.text_at(unit.row[i]);
    places[value ? std::move(*value) : kMissingPart].push_back(static_cast<std::int64_t>(i));
    require_few_groups(places.size(), column.name);
  }
  return places;
}

// What each interval is made with.
struct Making {
  const Prepared& prepared;
  const data::Table& two_rows;  // what a formula is bound to for its quantity alone
  const Unit& unit;
  const IntervalOptions& options;
  double level;
  std::uint64_t seed;

  // A variance is that of so many rows.
  statistics::Quantity quantity_of(std::int64_t rows) const {
    if (!prepared.statistic.reading.counts_rows || rows < 1) return prepared.statistic.quantity;
    Reading reading = prepared.statistic.reading;
    reading.rows = rows;
    StatisticSettings settings = settings_of(options);
    settings.known = &reading;
    return bind_statistic(prepared.formula, two_rows, settings).quantity;
  }

  Regime regime(const statistics::Sample& part) const {
    return regime_of(prepared.statistic.quantity, part, options.exact, options.peeking);
  }

  GroupInterval of_rows(const std::string& value, const std::vector<std::int64_t>& places) const {
    const statistics::Sample part = part_of(unit.sample, places);
    GroupInterval group{.value = value, .rows = part.n(), .units = part.n()};
    if (part.rows == statistics::Rows::grouped) group.units = part.groups;
    const Choice choice = choose(regime(part), options.method);
    group.method = choice.method->name;
    group.estimate =
        choice.method->make(quantity_of(part.n()), part, {.level = level, .seed = seed});
    return group;
  }

  // Where sums do not give it, the rows of the sample answer.
  GroupInterval of_totals(const std::string& value, const Totals& totals,
                          const std::vector<std::int64_t>& places) const {
    Regime here = regime_of(totals, regime(part_of(unit.sample, places)));
    const Choice choice = choose(here, options.method);
    auto estimate =
        estimate_of(totals, quantity_of(here.n), choice.method->name, choice.method->rows, level);
    if (!estimate) return of_rows(value, places);
    return {.value = value,
            .rows = here.n,
            .units = here.units,
            .estimate = std::move(*estimate),
            .method = std::string(choice.method->name)};
  }
};

}  // namespace

void require_few_groups(std::size_t count, const std::string& column) {
  if (count <= kMostGroups) return;
  throw Error(ErrorCode::bad_option,
              "by: column \"" + printable(column) + "\" has more than " +
                  std::to_string(kMostGroups) + " values",
              "choose a column of categories");
}

std::vector<GroupInterval> group_intervals(const Prepared& prepared, const Unit& unit,
                                           const AllRows* all, const IntervalOptions& options,
                                           const Run& run) {
  Places places = places_by(prepared.table.column(options.by), unit);
  const std::size_t count = all != nullptr ? all->by().size() : places.size();
  const data::Table two_rows = data::take_rows(prepared.table, {0, prepared.table.rows - 1});
  const Making making{
      prepared, two_rows, unit, options, 1 - (1 - run.level) / static_cast<double>(count),
      run.seed};
  std::vector<GroupInterval> groups;
  if (all != nullptr)
    for (const auto& [value, totals] : all->by())
      groups.push_back(making.of_totals(value, totals, places[value]));
  else
    for (const auto& [value, rows] : places) groups.push_back(making.of_rows(value, rows));
  std::ranges::stable_sort(groups, std::greater<>(), &GroupInterval::rows);
  return groups;
}

}  // namespace qed::answers::interval
