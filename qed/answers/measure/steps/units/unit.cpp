// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/units/unit.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "qed/answers/measure/columns/labels.h"
#include "qed/base/random.h"
#include "qed/data/roles/names.h"
#include "qed/data/roles/units.h"

namespace qed::answers::measure {
namespace {

using data::Column;

constexpr std::uint64_t kListStream = 0x6d6c7374;  // "mlst"

bool can_identify(const Column& c) {
  return c.type != data::ColumnType::number && c.type != data::ColumnType::time &&
         c.type != data::ColumnType::boolean;
}

bool repeats(const Column& c) {
  if (const auto* values = std::get_if<std::vector<std::int64_t>>(&c.values)) {
    if (std::ranges::is_sorted(*values, std::less_equal<>()))
      return false;  // it rises: none stands twice
    std::vector<std::int64_t> held;
    for (std::int64_t i = 0; i < c.size(); ++i)
      if (!c.is_missing(i)) held.push_back((*values)[static_cast<std::size_t>(i)]);
    std::ranges::sort(held);
    const auto n = held.size();
    held.erase(std::ranges::unique(held).begin(), held.end());
    return held.size() < n && held.size() >= data::kFewestUnits;
  }
  std::unordered_set<std::string> seen;
  bool twice = false;
  for (std::int64_t i = 0; i < c.size(); ++i)
    if (auto word = c.text_at(i)) twice = !seen.insert(std::move(*word)).second || twice;
  return twice && seen.size() >= data::kFewestUnits;
}

}  // namespace

std::optional<std::string> guess_unit(const data::Table& table,
                                      const std::set<std::string>& taken) {
  for (const Column& c : table.columns)
    if (!taken.contains(c.name) && can_identify(c) && data::names_a_unit(c.name) && repeats(c))
      return c.name;
  return std::nullopt;
}

bool stands_for_lists(const Column& column, double share) {
  if (!can_identify(column)) return false;
  std::vector<std::int64_t> rows(static_cast<std::size_t>(column.size()));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::erase_if(rows, [&](std::int64_t i) { return column.is_missing(i); });
  const auto lists = grouping(column, rows).groups;
  // Of pairs, a share s of whose rows is drawn, 2s - s² of 2s rows are the first of theirs.
  return lists >= data::kFewestUnits &&
         static_cast<double>(rows.size()) * (1 - share / 2) >= static_cast<double>(lists);
}

std::vector<bool> some_lists(const std::vector<std::int64_t>& lengths, std::int64_t most,
                             std::uint64_t seed) {
  std::vector<std::size_t> order;
  std::int64_t rows = 0;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    rows += lengths[l];
    if (lengths[l] > 0) order.push_back(l);
  }
  if (rows > most) {
    Rng rng(seed, kListStream);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  }
  std::vector<bool> chosen(lengths.size(), false);
  rows = 0;
  for (const std::size_t l : order) {
    rows += lengths[l];
    if (rows > most && rows > lengths[l]) break;
    chosen[l] = true;
  }
  return chosen;
}

std::optional<std::size_t> first_split(const std::vector<std::int32_t>& list, const Grouping& g) {
  std::vector<std::int32_t> group_of;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto l = static_cast<std::size_t>(list[i]);
    if (l >= group_of.size()) group_of.resize(l + 1, -1);
    if (group_of[l] < 0) group_of[l] = g.group[i];
    if (group_of[l] != g.group[i]) return i;
  }
  return std::nullopt;
}

std::optional<UnitOfLists> guess_unit_of_lists(const data::Table& table,
                                               const std::set<std::string>& taken,
                                               const std::vector<std::int64_t>& rows,
                                               const std::vector<std::int32_t>& list,
                                               std::int32_t lists) {
  for (const Column& c : table.columns) {
    if (taken.contains(c.name) || !can_identify(c) || !data::names_a_unit(c.name)) continue;
    Grouping g = grouping(c, rows);
    const bool fits = g.groups >= data::kFewestUnits && g.groups < lists;
    if (fits && !first_split(list, g)) return UnitOfLists{c.name, std::move(g)};
  }
  return std::nullopt;
}

}  // namespace qed::answers::measure
