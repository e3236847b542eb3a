// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

struct RandomisedOptions {
  Index rank = 10;
  Index oversampling = 10;
  int power_iterations =
      4;    ///< each sharpens (σ_{k+1}/σ_k) by a square and costs two products with A
  std::uint64_t seed = 0;
};

/// The leading `rank` singular triplets, approximately; signs as in Svd.
///   residual       ‖A − U Σ Vᵀ‖_F / ‖A‖_F, measured
///   range_bound    ‖A − Q QᵀA‖₂ is below this with probability 1 − 1e-10 (ten Gaussian probes), Q
///                  the basis used: no
///                  singular value is off by more
struct RandomisedSvd {
  Matrix U;
  Vector s;
  Matrix V;
  double residual = 0, range_bound = 0, orthogonality = 0;
};

/// Gaussian range finder with orthonormalised power iterations. O(n d (k + p) (2q + 2)).
/// Throws Error{bad_value} for NaN or infinities, bad_option for rank < 1.  Ref: [Halko2011, alg.
/// 4.4, 5.1, eq. 4.3]
RandomisedSvd randomised_svd(MatrixView A, const RandomisedOptions& options);

}  // namespace qed::linalg
