// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::linalg {

/// A column that the columns before it already make: a_column = Σ coefficient a_k over `terms` (k,
/// coefficient). misfit = ‖a − Σ‖₂ / ‖a‖₂. A zero column has no terms.
struct Alias {
  Index column = 0;
  std::vector<std::pair<Index, double>> terms;
  double misfit = 0;
};
/// "z = x + y", "c = 1/2 a - b", "e = 0": coefficients near a fraction with denominator <= 12 are
/// written as such.
std::string describe(const Alias& alias, std::span<const std::string> names);

/// X[:, kept] = Q R in the order of the columns: a column is kept unless the part of it outside the
/// span of the kept ones before it is at most `tolerance` of its length. So the first of two equal
/// columns stays, as in R's lm.
///   Q (n x r), R (r x r upper), kept (r), aliases (d - r)
///   smallest_kept, largest_dropped   that part, relative: the gap at which the rank was cut (0:
///                                    none dropped)
///   condition                        κ₂ of the kept columns scaled to unit length
struct Qr {
  Matrix Q, R;
  std::vector<Index> kept;
  std::vector<Alias> aliases;
  double smallest_kept = 0, largest_dropped = 0, condition = 1;
};
/// Householder; O(n d²). Throws Error{bad_value} for NaN or infinities.  Ref: [Higham2002, ch. 19]
Qr qr(MatrixView X, double tolerance = 1e-10);

/// min ‖y − X b‖₂: coefficients (d; 0 for aliased columns), refined with their residuals, and residuals (n).
///   optimality   ‖Xᵀr‖_∞ / max_j(‖x_j‖ ‖r‖): cosine between the residual and the nearest column; 0
///                for an exact fit
struct LeastSquares {
  Vector coefficients, residuals;
  double optimality = 0;
  Qr decomposition;
};
LeastSquares least_squares(MatrixView X, VectorView y, double tolerance = 1e-10);

}  // namespace qed::linalg
