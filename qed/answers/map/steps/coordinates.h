// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/answers/map/compute.h"

namespace qed::answers::map {

/// Writes one line a row: row number, PCA and t-SNE coordinates, cluster, reliability, and whether it was placed.
/// Format by suffix: .csv, .npy (coordinates only), .parquet.
void write_coordinates(const std::string& file, const Findings& findings);

}  // namespace qed::answers::map
