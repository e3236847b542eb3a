// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

/// The numerical rank r of a matrix: singular values above `tolerance`; `gap` = σ_r / σ_{r+1} says
/// how clear the cut is (infinite when σ_{r+1} = 0 or r is full; 1 would be no cut at all).
struct Rank {
  Index r = 0;
  double tolerance = 0, gap = 0;
};
/// Rank from singular values, largest first, of an n x d matrix; tolerance < 0 means max(n, d) eps
/// σ₁.
Rank numerical_rank(VectorView singular_values, Index n, Index d, double tolerance = -1);

/// A = U Σ Vᵀ, thin: U (n x p), s (p, largest first), V (d x p), p = min(n, d).
///   residual       ‖A − U Σ Vᵀ‖_F / ‖A‖_F
///   orthogonality  max(‖UᵀU − I‖_F, ‖VᵀV − I‖_F)
///   method         "dgesdd", or "dgesvd (dgesdd failed)"
/// Signs: fix_signs of the columns of V (eigen.h); U turns with them.
struct Svd {
  Matrix U;
  Vector s;
  Matrix V;
  double residual = 0, orthogonality = 0;
  Rank rank;
  std::string method;
  /// κ₂ = σ₁ / σ_p; infinite for a singular matrix, 1 for an empty one.
  double condition() const;
};

/// The exact singular value decomposition. O(n d min(n, d)); |σ̂ − σ| ≤ c eps σ₁.
/// Throws Error{bad_value} for NaN or infinities.  Ref: [GolubReinsch1970, Lapack1999]
Svd svd(MatrixView A);
/// Singular values only, largest first.
Vector singular_values(MatrixView A);

/// The minimum-norm least-squares solution with the leading `rank` singular values.
///   x = Σ_{j<r} v_j (u_jᵀ b) / σ_j
///   residual_norm   ‖b − A x‖₂
///   optimality      ‖Aᵀ r‖₂ / (σ₁ ‖r‖₂), 0 when r vanishes to rounding: what is left is orthogonal
///   to A (only at
///                   full numerical rank; a truncated solution keeps the part it gave up)
struct TruncatedSolution {
  Vector x;
  Index rank = 0;
  double residual_norm = 0, optimality = 0;
};
TruncatedSolution solve_truncated(const Svd& decomposition, VectorView b, Index rank);

/// exp of the entropy of σ/Σσ: between 1 and p, how many directions carry weight.  Ref:
/// [RoyVetterli2007]
double effective_rank(VectorView singular_values);
/// ‖A‖_F² / ‖A‖₂²: at most the rank, not moved by tiny singular values; 0 for the zero matrix.
double stable_rank(VectorView singular_values);

}  // namespace qed::linalg
