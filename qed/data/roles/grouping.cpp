// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/grouping.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace qed::data {
namespace {

// Groups of the rows whose keys are equal; key(i): of the i-th cell, which is not missing.
template <class Key>
Grouping by_key(const Column& column, const std::vector<std::int64_t>& rows, auto key) {
  Grouping g;
  g.group.reserve(rows.size());
  std::unordered_map<Key, std::int32_t> ids;
  ids.reserve(rows.size());
  for (const std::int64_t row : rows) {
    if (column.is_missing(row)) {
      ++g.alone, g.group.push_back(g.groups++);
      continue;
    }
    const auto [at, is_new] = ids.try_emplace(key(static_cast<std::size_t>(row)), g.groups);
    g.groups += is_new;
    g.group.push_back(at->second);
  }
  return g;
}

// Words have codes already.
Grouping by_code(const Categories& words, const std::vector<std::int64_t>& rows) {
  Grouping g;
  g.group.reserve(rows.size());
  std::vector<std::int32_t> ids(words.levels.size(), -1);
  for (const std::int64_t row : rows) {
    const std::int32_t code = words.codes[static_cast<std::size_t>(row)];
    if (code < 0) {
      ++g.alone, g.group.push_back(g.groups++);
      continue;
    }
    std::int32_t& id = ids[static_cast<std::size_t>(code)];
    if (id < 0) id = g.groups++;
    g.group.push_back(id);
  }
  return g;
}

std::vector<std::size_t> sizes(const Grouping& grouping) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(grouping.groups));
  for (const std::int32_t g : grouping.group) ++rows[static_cast<std::size_t>(g)];
  return rows;
}

}  // namespace

Grouping grouping(const Column& column, const std::vector<std::int64_t>& rows) {
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values))
    return by_key<std::int64_t>(column, rows, [&](std::size_t i) { return (*integers)[i]; });
  if (const auto* words = std::get_if<Categories>(&column.values)) return by_code(*words, rows);
  if (const auto* texts = std::get_if<Texts>(&column.values))
    return by_key<std::string_view>(column, rows, [&](std::size_t i) {
      const std::uint64_t begin = texts->offsets[i], end = texts->offsets[i + 1];
      return std::string_view(texts->bytes).substr(begin, end - begin);
    });
  return by_key<std::string>(
      column, rows, [&](std::size_t i) { return *column.text_at(static_cast<std::int64_t>(i)); });
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
