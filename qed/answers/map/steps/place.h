// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/map/steps/pictures.h"

namespace qed::answers::map {

/// The rows of another file on the t-SNE map, with their nearest rows among those that made it.
///   distance  of a row from its nearest, as the space of neighbours holds that one: ‖x − Px'‖, P the projection on the
///             components of a wide table. What they leave out of x counts too.
///   far_from  what 99 % of the map's own rows are within of their nearest other row
struct Placed {
  MatrixF coordinates;  ///< n_new x dims
  IndexMatrix nearest;  ///< n_new x at most 5 rows of the map, the nearest first
  data::Table table;    ///< the new rows' own cells
  std::vector<float> distance;  ///< n_new
  double far_from = 0;
  bool is_far(std::size_t row) const { return distance[row] > far_from; }
  std::int64_t far_count() const;
};

/// Encoded as the map's own rows were and placed among their neighbours, the map itself unmoved. A new row drawn as the
/// map's rows were is far in one of 100 cases. Throws Error{bad_data} when a column of the map is missing there.
Placed place_rows(const std::string& file, const Prepared& data, const Pictures& pictures);

}  // namespace qed::answers::map
