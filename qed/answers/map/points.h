// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/answers/map/compute.h"
#include "qed/evidence/evidence.h"

namespace qed::answers::map {

/// The pictures as evidence: map.tsne with the columns to colour by and the true neighbours, map.pca and
/// map.tsne_exaggerated sharing them, map.placed when rows were placed.
std::vector<evidence::Points> points_of(const Findings& findings, const MapOptions& options);

}  // namespace qed::answers::map
