// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

/// A = L Lᵀ, or where it broke down.
///   failed_at   0 when A is positive definite to working precision, else the order of the first
///               leading minor that
///               is not positive (from 1)
///   rcond       1/κ₁ estimated, 0 when it failed
struct Cholesky {
  Matrix L;
  Index failed_at = 0;
  double rcond = 0;
  bool positive_definite() const { return failed_at == 0; }
};
/// Only the lower triangle of A is read. O(n³/3). Throws Error{bad_shape, bad_value}.  Ref:
/// [Higham2002, ch. 10]
Cholesky cholesky(MatrixView A);
/// x of A x = b, columns of B at once. Throws Error{bad_value} when the factorisation failed.
Matrix solve(const Cholesky& factor, MatrixView B);

/// Numbers of positive, negative and (to rounding) zero eigenvalues.
///   definiteness()   "positive_definite", "positive_semidefinite", "indefinite", "negative_..."
struct Inertia {
  Index positive = 0, negative = 0, zero = 0;
  std::string definiteness() const;
};
/// The inertia of a symmetric A from pivoted LDLᵀ (Sylvester's law), without eigenvalues: O(n³/3).
/// An eigenvalue of a pivot block within n eps ‖A‖₁ of 0 counts as zero. Only the lower triangle is
/// read.  Ref: [BunchKaufman1977]
Inertia inertia(MatrixView A);

}  // namespace qed::linalg
