// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/unit.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "qed/answers/measure/steps/labels.h"
#include "qed/data/roles/names.h"

namespace qed::answers::measure {
namespace {

using data::Column;

constexpr std::size_t kFewestUnits = 5;

bool repeats(const Column& c) {
  if (c.type == data::ColumnType::boolean) return false;
  if (const auto* values = std::get_if<std::vector<std::int64_t>>(&c.values)) {
    if (std::ranges::is_sorted(*values, std::less_equal<>()))
      return false;  // it rises: none stands twice
    std::vector<std::int64_t> held;
    for (std::int64_t i = 0; i < c.size(); ++i)
      if (!c.is_missing(i)) held.push_back((*values)[static_cast<std::size_t>(i)]);
    std::ranges::sort(held);
    const auto n = held.size();
    held.erase(std::ranges::unique(held).begin(), held.end());
    return held.size() < n && held.size() >= kFewestUnits;
  }
  std::unordered_set<std::string> seen;
  bool twice = false;
  for (std::int64_t i = 0; i < c.size(); ++i)
    if (auto word = c.text_at(i)) twice = !seen.insert(std::move(*word)).second || twice;
  return twice && seen.size() >= kFewestUnits;
}

template <class Key>
class Ids {
 public:
  std::int32_t of(Key key) {
    const auto [at, fresh] = ids_.try_emplace(std::move(key), count_);
    count_ += fresh;
    return at->second;
  }
  std::int32_t alone() { return count_++; }
  std::int32_t count() const { return count_; }

 private:
  std::unordered_map<Key, std::int32_t> ids_;
  std::int32_t count_ = 0;
};

}  // namespace

std::optional<std::string> guess_unit(const data::Table& table,
                                      const std::set<std::string>& taken) {
  for (const Column& c : table.columns) {
    const bool other = c.type == data::ColumnType::number || c.type == data::ColumnType::time;
    if (!taken.contains(c.name) && !other && data::names_a_unit(c.name) && repeats(c))
      return c.name;
  }
  return std::nullopt;
}

Grouping grouping(const Column& column, const std::vector<std::int64_t>& rows) {
  Grouping g;
  g.group.reserve(rows.size());
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    Ids<std::int64_t> ids;
    for (const std::int64_t i : rows)
      g.group.push_back(column.is_missing(i) ? ids.alone()
                                             : ids.of((*integers)[static_cast<std::size_t>(i)]));
    g.groups = ids.count();
    return g;
  }
  Ids<std::string> ids;
  for (const std::int64_t i : rows) {
    auto word = column.text_at(i);
    g.group.push_back(word ? ids.of(std::move(*word)) : ids.alone());
  }
  g.groups = ids.count();
  return g;
}

}  // namespace qed::answers::measure
