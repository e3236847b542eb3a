// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::models {

/// A copy of X in which a column of few distinct values is spread evenly between its neighbouring
/// values' midpoints: a 0/1 column becomes a density without a valley, so that its two spikes alone
/// are not taken for clusters while many such columns that move together still are.
MatrixF spread_ties(MatrixFView X, std::uint64_t seed);

struct ModalityOptions {
  int pieces = 40;          ///< most pieces that one half is cut into
  double alpha = 0.05;      ///< of the dip test that keeps two neighbouring pieces apart
  Index min_size = 10;      ///< rows of the smallest group that counts as a cluster
  bool subspace = false;    ///< cut in the leading principal subspace of the first half
  std::uint64_t seed = 0, split = 0;  ///< names the random halves and starts
};

/// How many modes have the rows of X, by one split into halves?
///   First half: k-means cuts it into many pieces. Second half: two neighbouring pieces are one when
///   the projection of their rows on the line between their centres (and on Fisher's direction) has
///   no significant dip; as many rows of the larger piece as of the smaller are used, the nearest.
///   Pieces joined directly or through others are one group; each group is then cut again by itself.
/// Directions never see the rows they are tested on, so a log-concave law is held to one group at
/// level alpha in any dimension. Returns the group of each row, 0 ..; n >= 16 rows, else one group.
/// Ref: [Hartigan1985a, Hennig2010]
std::vector<std::int32_t> modal_groups(MatrixFView X, const ModalityOptions& options);

}  // namespace qed::models
