// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/linalg/matrix.h"
#include "qed/linalg/solve/qr.h"

namespace qed::linalg {

/// Diagonal of the hat matrix H = X (XᵀX)⁻¹ Xᵀ = Q Qᵀ: n numbers in [0, 1] that sum to the rank.
Vector leverages(const Qr& decomposition);

/// Residuals of leaving each row out, without refitting: e_i / (1 − h_i). Rows with h_i > 1 − 1e-12
/// determine a coefficient alone and have no such residual; they are listed in `undetermined` and 0
/// here.
///   press   Σ of the squares over the determined rows
struct LeaveOneOut {
  Vector residuals, leverage;
  double press = 0;
  std::vector<Index> undetermined;
};
/// Ref: [Allen1974]
LeaveOneOut leave_one_out(const LeastSquares& fit);

/// What is left of the columns of A after their regression on Z: (I − P_Z) A. By Frisch, Waugh and
/// Lovell the coefficient of a column in a regression that includes Z is its coefficient after
/// partialling Z out of both sides. Z (n x q), A (n x m). Projected twice: orthogonal to Z to
/// working precision.  Ref: [Lovell1963]
Matrix partial_out(MatrixView Z, MatrixView A);

}  // namespace qed::linalg
