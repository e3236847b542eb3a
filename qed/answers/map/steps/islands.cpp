// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/islands.h"

#include <algorithm>
#include <map>

namespace qed::answers::map {
namespace {

constexpr Index kNearest = 10;
constexpr double kKeptApart = 0.95, kMostByChance = 0.9, kFewerStrangers = 5;

// Levels of a category, 0 and 1 of a yes/no column, -1 where missing; empty for other columns.
std::vector<std::int32_t> codes_of(const data::Column& column) {
  if (const auto* categories = std::get_if<data::Categories>(&column.values))
    return categories->codes;
  if (column.type != data::ColumnType::boolean) return {};
  std::vector<std::int32_t> codes(static_cast<std::size_t>(column.size()));
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto value = column.number_at(static_cast<std::int64_t>(i));
    codes[i] = value ? static_cast<std::int32_t>(*value) : -1;
  }
  return codes;
}

FollowedColumn measure(const std::string& name, const std::vector<std::int32_t>& codes,
                       const algorithms::Neighbours& neighbours) {
  const Index n = neighbours.index.rows(), k = std::min(kNearest, neighbours.index.cols());
  std::map<std::int32_t, double> rows_of;
  std::int64_t same = 0;
  for (Index i = 0; i < n; ++i) {
    const std::int32_t own = codes[static_cast<std::size_t>(i)];
    ++rows_of[own];
    for (Index j = 0; j < k; ++j)
      same += codes[static_cast<std::size_t>(neighbours.index(i, j))] == own;
  }
  const auto rows = static_cast<double>(n);
  FollowedColumn found{name, static_cast<double>(same) / (rows * static_cast<double>(k)), 0};
  for (const auto& [level, count] : rows_of) found.by_chance += count / rows * (count / rows);
  return found;
}

}  // namespace

std::vector<FollowedColumn> followed_columns(const Prepared& data,
                                             const algorithms::Neighbours& neighbours) {
  std::vector<FollowedColumn> followed;
  for (const std::string& name : data.encoder.used_columns()) {
    const auto codes = codes_of(data.table.column(name));
    if (codes.empty()) continue;
    const FollowedColumn one = measure(name, codes, neighbours);
    if (one.same >= kKeptApart && one.by_chance <= kMostByChance &&
        1 - one.by_chance >= kFewerStrangers * (1 - one.same))
      followed.push_back(one);
  }
  std::ranges::stable_sort(followed, [](const FollowedColumn& a, const FollowedColumn& b) {
    return a.same - a.by_chance > b.same - b.by_chance;
  });
  return followed;
}

}  // namespace qed::answers::map
