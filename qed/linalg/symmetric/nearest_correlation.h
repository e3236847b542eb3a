// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

struct CorrelationOptions {
  double tolerance = 1e-10;      ///< stop when an iteration changes the matrix by less, relative
  int max_iterations = 2000;
  double smallest_eigenvalue = 0;  ///< raise the result to this by shrinking towards the identity
};

/// A correlation matrix: symmetric, unit diagonal, no negative eigenvalue (to n eps).
///   distance      ‖A − R‖_F
///   shrinkage     t of the last step R <- (1 − t) R + t I, 0 when none was needed
///   termination   "already_valid", "change_small" or "max_iterations"
struct NearestCorrelation {
  Matrix R;
  double distance = 0, smallest_eigenvalue = 0, shrinkage = 0;
  int iterations = 0;
  std::string termination;
  bool converged() const { return termination != "max_iterations"; }
};

/// The correlation matrix nearest to a symmetric A in the Frobenius norm, by alternating
/// projections with Dykstra's correction: repairs correlations that were computed pairwise, by rank
/// or rounded. O(n³) an iteration, linear convergence. Throws Error{bad_shape, bad_value}.  Ref:
/// [HighamCorrelation2002, alg. 3.3]
NearestCorrelation nearest_correlation(MatrixView A, const CorrelationOptions& options = {});

}  // namespace qed::linalg
