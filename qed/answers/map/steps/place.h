// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/answers/map/steps/pictures.h"

namespace qed::answers::map {

/// The rows of another file on the t-SNE map, with their nearest rows among those that made it.
struct Placed {
  MatrixF coordinates;  ///< n_new x dims
  IndexMatrix nearest;  ///< n_new x at most 5 rows of the map, the nearest first
};

/// Encoded as the map's own rows were and placed among their neighbours, the map itself unmoved. Throws
/// Error{bad_data} when a column of the map is missing there.
Placed place_rows(const std::string& file, const Prepared& data, const Pictures& pictures);

}  // namespace qed::answers::map
