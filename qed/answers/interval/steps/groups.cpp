// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/groups.h"

#include <algorithm>
#include <map>

#include "qed/answers/interval/steps/choose.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers::interval {
namespace {

constexpr std::size_t kMostGroups = 200;

// Places of the sample's rows by the value of the column.
std::map<std::string, std::vector<std::int64_t>> places_by(const data::Column& column,
                                                           const Unit& unit) {
  std::map<std::string, std::vector<std::int64_t>> places;
  for (std::size_t i = 0; i < unit.row.size(); ++i) {
    auto value = column.text_at(unit.row[i]);
    places[value ? std::move(*value) : "(missing)"].push_back(static_cast<std::int64_t>(i));
    require(places.size() <= kMostGroups, ErrorCode::bad_option,
            "by: column \"" + printable(column.name) + "\" has more than " +
                std::to_string(kMostGroups) + " values",
            "choose a column of categories");
  }
  return places;
}

}  // namespace

std::vector<GroupInterval> group_intervals(const Prepared& prepared, const Unit& unit,
                                           const IntervalOptions& options, const Run& run) {
  const auto places = places_by(prepared.table.column(options.by), unit);
  const double level = 1 - (1 - run.level) / static_cast<double>(places.size());
  std::vector<GroupInterval> groups;
  for (const auto& [value, rows] : places) {
    const statistics::Sample part = part_of(unit.sample, rows);
    GroupInterval group{.value = value, .rows = part.n(), .units = part.n()};
    if (part.rows == statistics::Rows::grouped) group.units = part.groups;
    const statistics::Quantity& quantity = prepared.statistic.quantity;
    const Choice choice =
        choose(regime_of(quantity, part, options.exact, options.peeking), options.method);
    group.method = choice.method->name;
    group.estimate = choice.method->make(quantity, part, {.level = level, .seed = run.seed});
    groups.push_back(std::move(group));
  }
  std::ranges::stable_sort(groups, std::greater<>(), &GroupInterval::rows);
  return groups;
}

}  // namespace qed::answers::interval
