// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"
#include "qed/statistics/estimate.h"

namespace qed::metrics {

/// Which points are asked, and among which others their neighbours are ranked. A random order of the n rows, made
/// from `seed`, is cut twice: its first `landmarks` rows are asked, its first `reference` rows are ranked.
struct QualityOptions {
  int landmarks = 1000;     ///< points asked; all when n is smaller
  int reference =
      0;  ///< points ranked; 0: all n while landmarks x n <= 2e8, else as many as that allows
  int k =
      10;  ///< neighbourhood of recall, trustworthiness and continuity; at most (reference - 1) / 2
  double level = 0.95;  ///< of the intervals
  std::uint64_t seed = 0;
  bool pairs = true;  ///< false: leaves distance_correlation out
};

/// How well one picture keeps neighbourhoods. The statistic of a name is the mean of its contributions `name_i`, one
/// a landmark; intervals are Student's over landmarks, for the population that the rows were drawn from, the picture
/// being given. With ρ_ij and r_ij the ranks of j among the M = reference - 1 other points by distance from landmark
/// i in the data and in the picture, and c_i(K) = #{j : max(ρ_ij, r_ij) <= K}:
///   R_NX,i(K) = (M c_i(K)/K - K) / (M - K)            1: neighbourhoods of size K kept, 0: chance
///   AUC_i     = Σ_{K=1}^{M-1} R_NX,i(K)/K / Σ 1/K      small neighbourhoods and large ones alike, no K to choose
///   recall_i  = c_i(k)/k
///   trustworthiness_i = 1 - 2/(k (2M - 3k + 1)) Σ_{r_ij <= k} (ρ_ij - k)₊;  continuity_i exchanges ρ and r.
/// Equal distances are ranked in the random order of the rows. distance_correlation is Spearman's, over pairs among
/// the first 2000 landmarks; its interval is that of a U-statistic over landmarks (not over pairs, which share points).
/// When reference < n, neighbourhood sizes count reference points: K stands for K n / reference rows.
/// Ref: [LeeVerleysen2009, LeePeluffoVerleysen2015, VennaKaski2001]
struct PictureQuality {
  std::vector<double> k_grid;  ///< K of the curve, evenly in log K, the same for all pictures
  std::vector<double> r_nx;  ///< R_NX at k_grid, mean over landmarks
  Vector auc_rnx_i, knn_recall_i, trustworthiness_i, continuity_i;
  statistics::Estimate auc_rnx = statistics::Estimate::undefined("not computed");
  statistics::Estimate knn_recall = auc_rnx, trustworthiness = auc_rnx, continuity = auc_rnx;
  statistics::Estimate distance_correlation = auc_rnx;
  std::vector<Index> landmarks;  ///< rows asked, in the order of the contributions
  Index reference = 0;  ///< points ranked
  int k = 0;  ///< neighbourhood used: options.k or what the number of points allows
};

/// The quality of each picture (n x 1..any) of `high` (n x d), landmarks and ranks of `high` shared.
/// n >= 5, values finite. O(landmarks reference (d + pictures)) time; the same bits for every number of threads.
/// Throws Error{bad_shape} for pictures with other than n rows, Error{bad_value} for values not finite.
std::vector<PictureQuality> picture_quality(MatrixFView high,
                                            const std::vector<MatrixFView>& pictures,
                                            const QualityOptions& options,
                                            const Progress& progress = {});

/// auc_rnx of a less that of b, paired over landmarks: Student's interval of the mean difference.
/// Throws Error{bad_shape} unless both come from one call (or one seed and the same n).
statistics::Estimate paired_gap(const PictureQuality& a, const PictureQuality& b,
                                double level = 0.95, std::uint64_t seed = 0);

}  // namespace qed::metrics
