// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/answers/map/steps/pictures.h"

namespace qed::answers::map {

/// The rows of another file on the t-SNE map: encoded as the map's own rows were, placed among
/// their neighbours, the map
/// itself unmoved. n_new x dims. Throws Error{bad_data} when a column of the map is missing there.
MatrixF place_rows(const std::string& file, const Prepared& data, const Pictures& pictures);

}  // namespace qed::answers::map
