// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"
#include "qed/statistics/nulls/null_model.h"

namespace qed::answers::map {

/// How a small picture is made, for the data's landmarks and for every null table alike.
struct SmallMap {
  double perplexity = 30;
  int dims = 2;
  std::uint64_t seed = 1;
};

/// What is measured on a table's pictures, each larger when t-SNE shows more:
///   gap   area(t-SNE) − area(PCA)         more than PCA shows
///   area  area under R_NX of t-SNE        neighbourhoods that two dimensions can hold: bent sheets
///   fit   −KL(P‖Q) at the end             neighbours that fall into groups: clusters
inline constexpr std::array<const char*, 3> kPictureStatistics{"gap", "area", "fit"};
using PictureStatistics = std::array<double, 3>;
PictureStatistics picture_statistics(MatrixFView X, const SmallMap& how);

/// The landmarks' statistics against `replicates` null tables of as many rows, in one test:
///   T = max_s (t_s − mean_s)/sd_s,   mean and sd over the data and all replicates together,
///   p = (1 + #{T_null ≥ T}) / (1 + replicates),   p_error = √(p(1−p)/(replicates+1)).
/// Data and replicates are treated alike, so were the null known all ranks of T would be equally likely, however the
/// three statistics depend on each other. It is fitted to the data: the level is approximate, and simulated in
/// tests/coverage/map_verdict_test.cpp.  Ref: [WestfallYoung1993]
struct StructureTest {
  double statistic = 0, p_value = 1, p_error = 0;
  std::int64_t rows = 0;
  std::vector<double> null_values;                 ///< T of each replicate
  PictureStatistics observed{}, null_mean{}, null_sd{}, single_p{};
};
StructureTest structure_test(MatrixFView landmarks, const statistics::NullModel& null,
                             int replicates, const SmallMap& how, const Progress& progress = {});

}  // namespace qed::answers::map
