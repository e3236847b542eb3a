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
  bool subspace = false;  ///< cut in the leading principal subspace first, then among all columns
  std::uint64_t seed = 0, split = 0;  ///< names the random halves and starts
};

/// How many modes have the rows of X, by one split into halves?
///   First half: k-means cuts it into many pieces. Second half: two neighbouring pieces are one
///   when the projection of their rows on the line between their centres (and on Fisher's
///   direction) has no significant dip; as many rows of the larger piece as of the smaller are
///   used, the nearest. Pieces joined directly or through others are one group; each group is then
///   cut again by itself. A group that stays whole is cut in other ways too: with more than ten
///   columns in the leading subspace as well as among all columns, then in 16 pieces.
/// Directions never see the rows they are tested on, so of a log-concave law each pair of pieces is
/// parted with probability alpha at most, in any dimension; many pairs are tested, so the splits
/// must agree (cluster_count). Returns the group of each row, 0 ..; n >= 16 rows, else one group.
/// Ref: [Hartigan1985a, Hennig2010]
std::vector<std::int32_t> modal_groups(MatrixFView X, const ModalityOptions& options);

}  // namespace qed::models
