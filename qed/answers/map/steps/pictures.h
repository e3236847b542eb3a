// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/answers/map/steps/prepare.h"
#include "qed/base/progress.h"
#include "qed/embedding/pca/signal_dimension.h"
#include "qed/embedding/tsne/tsne.h"
#include "qed/metrics/embedding/quality.h"
#include "qed/metrics/embedding/reliability.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::map {

/// Both pictures with what was measured on them.
struct Pictures {
  Reduced reduced;
  double perplexity = 0;
  MatrixF pca, tsne_exaggerated;                 ///< n x dims
  embedding::Tsne tsne;
  algorithms::Neighbours neighbours;             ///< true neighbours, in the reduced space
  metrics::PictureQuality pca_quality, tsne_quality;
  statistics::Estimate gap = statistics::Estimate::undefined("not measured");
  metrics::Reliability reliability;              ///< of the t-SNE picture, point by point
  std::optional<embedding::SignalDimension> marchenko_pastur,
      gavish_donoho;  ///< none when not every eigenvalue is known
  embedding::SignalDimension parallel_analysis;
  statistics::Estimate intrinsic_dimension = statistics::Estimate::undefined("not measured");
};

/// Makes the pictures and measures them; enters the phases pca, neighbours, affinities, optimise, quality.
Pictures make_pictures(const Prepared& data, const MapOptions& options, const Run& run,
                       Phases& phases);

}  // namespace qed::answers::map
