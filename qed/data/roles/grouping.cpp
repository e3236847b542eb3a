// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/grouping.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace qed::data {
namespace {

// Numbers of keys by first appearance.
template <class Key>
class Ids {
 public:
  std::int32_t of(Key key) {
    const auto [at, fresh] = ids_.try_emplace(std::move(key), count_);
    count_ += fresh;
    return at->second;
  }
  std::int32_t alone() { return ++alone_, count_++; }
  void count(Grouping& g) const { g.groups = count_, g.alone = alone_; }

 private:
  std::unordered_map<Key, std::int32_t> ids_;
  std::int32_t count_ = 0, alone_ = 0;
};

std::vector<std::size_t> sizes(const Grouping& grouping) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(grouping.groups));
  for (const std::int32_t g : grouping.group) ++rows[static_cast<std::size_t>(g)];
  return rows;
}

}  // namespace

Grouping grouping(const Column& column, const std::vector<std::int64_t>& rows) {
  Grouping g;
  g.group.reserve(rows.size());
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    Ids<std::int64_t> ids;
    for (const std::int64_t i : rows)
      g.group.push_back(column.is_missing(i) ? ids.alone()
                                             : ids.of((*integers)[static_cast<std::size_t>(i)]));
    ids.count(g);
    return g;
  }
  Ids<std::string> ids;
  for (const std::int64_t i : rows) {
    auto word = column.text_at(i);
    g.group.push_back(word ? ids.of(std::move(*word)) : ids.alone());
  }
  ids.count(g);
  return g;
}

bool is_nested(const Grouping& fine, const Grouping& coarse) {
  std::vector<std::int32_t> within(static_cast<std::size_t>(fine.groups), -1);
  for (std::size_t i = 0; i < fine.group.size(); ++i) {
    std::int32_t& c = within[static_cast<std::size_t>(fine.group[i])];
    if (c >= 0 && c != coarse.group[i]) return false;
    c = coarse.group[i];
  }
  return true;
}

double largest_design_effect(const Grouping& grouping) {
  double squares = 0;
  for (const std::size_t n : sizes(grouping))
    squares += static_cast<double>(n) * static_cast<double>(n);
  return grouping.group.empty() ? 1 : squares / static_cast<double>(grouping.group.size());
}

std::int32_t repeated_values(const Grouping& grouping) {
  return static_cast<std::int32_t>(
      std::ranges::count_if(sizes(grouping), [](std::size_t n) { return n > 1; }));
}

bool one_outweighs(const Grouping& grouping) {
  const std::vector<std::size_t> rows = sizes(grouping);
  return !rows.empty() && 2 * *std::ranges::max_element(rows) > grouping.group.size();
}

}  // namespace qed::data
