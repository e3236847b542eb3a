// SPDX-License-Identifier: Apache-2.0
#pragma once
// Places on a map, where no column names them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qed/data/roles/grouping.h"
#include "qed/data/table.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::interval {

/// The columns of latitude and longitude, by their names; null where one is missing.
struct MapColumns {
  const data::Column *latitude = nullptr, *longitude = nullptr;
  bool are_there() const { return latitude != nullptr && longitude != nullptr; }
};
MapColumns map_columns(const data::Table& table);

struct MapCells {
  statistics::Estimate neighbours;  ///< correlation along a walk over the map
  std::optional<data::Grouping> grouping =
      {};  ///< cells; none where there are too few rows for sixteen
};
/// Do rows that lie near each other resemble each other? They are walked over in bands of latitude, east and west in
/// turn, and neighbours on the walk are compared. If so, the map is cut into k² cells of about as many rows each,
/// k = √(n/10) in [4, 7]: few large cells, within which anything may depend on anything, with a t interval between
/// them, hold for dependence that is short beside a cell. Nothing where neighbours do not resemble each other.
/// Rows without a place are cells of their own. O(n log n).  Ref: [BesterConleyHansen2011]
std::optional<MapCells> map_cells(const MapColumns& columns, const std::vector<std::int64_t>& rows,
                                  const std::vector<double>& influence);

}  // namespace qed::answers::interval
