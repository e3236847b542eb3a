// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::metrics {

/// Which points of a picture stand where their neighbours say? For each point the k nearest in the data and the k
/// nearest in the picture share `overlap` of k. Were the picture to place the point at random, the overlap would be
/// hypergeometric (n - 1 others, k true, k drawn); its upper tail is the point's p-value, and Benjamini and
/// Hochberg's step-up at q makes the list of *supported* points. What is claimed, and what is not:
///   - of the supported points (not flagged), a share of at most q on average are no better than chance;
///   - a flagged point is one without such support: "not shown to be better than chance", not "proved wrong". The share
///     q says nothing about the flagged list.
/// With n much larger than k² one true neighbour kept is already more than chance: then look at `value`, the size of
/// the effect, not at the flag. The p-values are independent enough (positively dependent) for q to hold.
/// Ref: [BenjaminiHochberg1995]
struct Reliability {
  std::vector<float> value;            ///< n: share of the true k-neighbourhood kept, in [0, 1]
  std::vector<std::uint8_t> flagged;   ///< n: 1 where the place is not supported
  double q = 0;                        ///< false discovery rate of the supported list
  std::int64_t count = 0;              ///< points flagged
  int least_overlap = 0;  ///< supported is: at least this many of k kept (k + 1: none can be)
};

/// true_neighbours: n x k, the nearest others in the data, 1 <= k < n; picture: n x 1..3, finite; q in (0, 1).
/// O(n (k log k + log n)).
Reliability reliability(const IndexMatrix& true_neighbours, MatrixFView picture, double q);

/// P(X >= o), o = 0..k, for X the overlap of two sets of k among `others`, one of them at random. others >= k >= 1.
/// Relative error about 1e-12.
std::vector<double> overlap_tail(std::int64_t others, int k);

}  // namespace qed::metrics
