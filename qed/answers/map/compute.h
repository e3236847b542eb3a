// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/answers/map/ask.h"
#include "qed/answers/map/steps/clusters.h"
#include "qed/answers/map/steps/flips.h"
#include "qed/answers/map/steps/pictures.h"
#include "qed/answers/map/steps/place.h"
#include "qed/answers/map/steps/prepare.h"
#include "qed/answers/map/steps/structure.h"
#include "qed/base/progress.h"
#include "qed/evidence/answer.h"

namespace qed::answers::map {

/// Everything that was found, as plain numbers: what the evidence is written from.
struct Findings {
  Prepared data;
  Pictures pictures;
  StructureTest structure, structure_gaussian;
  Clusters clusters;
  std::vector<FlipFinding> flips;
  std::optional<Placed> placed;                        ///< new rows on the t-SNE map
  std::vector<evidence::DataSource> sources;
};

/// The order of it all: read, pca, neighbours, affinities, optimise, quality, nulls, clusters, flips.
Findings compute(const std::string& file, const MapOptions& options, const Run& run,
                 Phases& phases);

}  // namespace qed::answers::map
