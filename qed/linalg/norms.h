// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/linalg/matrix.h"

namespace qed::linalg {

// Norms of A (n x d); 0 for an empty matrix. Induced norms bound ‖A x‖ ≤ ‖A‖ ‖x‖, so a product of
// layers' norms is a Lipschitz constant.  Ref: [Higham2002, ch. 6]

double one_norm(MatrixView A);         ///< max column sum of |a_ij|, induced by ‖x‖₁
double infinity_norm(MatrixView A);    ///< max row sum of |a_ij|, induced by ‖x‖_∞
double frobenius_norm(MatrixView A);  ///< √Σ a_ij², scaled: no overflow before the result overflows
double max_norm(MatrixView A);  ///< max |a_ij|
double spectral_norm(MatrixView A);  ///< σ₁, induced by ‖x‖₂; one SVD without vectors
double nuclear_norm(MatrixView A);  ///< Σ σ_j, dual to the spectral norm

/// The power of two by which A is multiplied before sums of its squares are taken: 1 where they
/// neither overflow nor underflow, max |a_ij| in [2^-256, 2^256], else what brings it near 1.
double safe_scale(MatrixView A);

/// κ₂(A) = σ₁ / σ_min(n,d): relative changes of A are magnified by up to this in A⁻¹. Infinite for
/// a singular matrix.
double condition_number(MatrixView A);

}  // namespace qed::linalg
