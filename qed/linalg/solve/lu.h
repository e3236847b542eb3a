// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

/// P A = L U by Gaussian elimination with partial pivoting.
///   factors   U on and above the diagonal, L (unit) below
///   pivots    row j was exchanged with row pivots[j] (from 1, as LAPACK counts)
///   growth    max|u_ij| / max|a_ij|: the backward error is at most about n eps growth; 2^(n-1) at
///             worst
///   rcond     1/κ₁ estimated; 0 when a pivot is exactly 0
struct Lu {
  Matrix A, factors;
  std::vector<int> pivots;
  double growth = 0, rcond = 0;
};

/// O(n³). Throws Error{bad_shape} when not square, bad_value for NaN or infinities.  Ref:
/// [Higham2002, ch. 9]
Lu lu(MatrixView A);

/// The solution of A x = b, or the reason why none is given.
///   backward_error   ‖b − A x‖_∞ / (‖A‖_∞ ‖x‖_∞ + ‖b‖_∞): x solves exactly a system disturbed by
///                    so much
///   error_bound      backward_error / rcond: first-order bound of ‖x − x*‖_∞ / ‖x*‖_∞, up to the
///                    factor of norms
///   refinements      steps of iterative refinement taken
struct LuSolution {
  std::optional<Vector> x;
  double backward_error = 0, error_bound = 0;
  int refinements = 0;
  std::string reason;   ///< empty when x is given, else "singular" or "backward_error"
};
/// Solves with iterative refinement until the backward error is below 4 eps or stops halving (at
/// most 5 steps). Refuses (no x) when A is singular to working precision or the backward error
/// stays above `tolerance`. Ref: [Higham2002, ch. 12]
LuSolution solve(const Lu& decomposition, VectorView b, double tolerance = 1e-12);

}  // namespace qed::linalg
