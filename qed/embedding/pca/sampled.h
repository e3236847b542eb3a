// SPDX-License-Identifier: Apache-2.0
#pragma once
// Leading components of many rows by fewer operations than their covariance.
#include <optional>

#include "qed/embedding/pca/pca.h"

namespace qed::embedding {

/// Whether the leading k of d components of n rows cost markedly less this way: n d² is beyond 4e9
/// multiplications, a sample of n/10 rows has at least 3 d of them, and what is left, about
/// 4.2 d (k + 32) + d²/10 multiplications a row, is at most 0.7 of the covariance's d².
bool sampling_pays(Index n, Index d, Index k);

/// The k leading components of X (n x d) in three steps, b the whole vectors that hold k + 24
/// columns:
///   1. Q: the b leading eigenvectors of the covariance S of one row in ten, drawn at random;
///   2. W = C Q in one pass over all rows, its Ritz pairs (θ_i, u_i), and for i <= b − 16
///      t_i = (θ_i − S)⁻¹ (C u_i − θ_i u_i) outside span(Q), by conjugate gradients: one step of
///      Davidson's method with S in the place of C;
///   3. Rayleigh-Ritz on span(Q, T), where all but Tᵀ C T is known exactly; that, on which a variance
///      depends in second order, is estimated from another tenth of the rows.
/// Certificate: 16 Gaussian probes g outside span(Q) go with T, so that gᵀ(C v_j − θ_j v_j) is known
/// but for the second sample's error, which only adds. ‖C v_j − θ_j v_j‖² is estimated by their
/// mean square, with a relative standard error of √(2/16), and the variance is short of its
/// eigenvalue by about that over θ_j − λ_b(S). To it comes the standard error of θ_j through
/// Tᵀ C T, by the spread of 16 groups of the second sample. The sum is variance_error.
/// Returns nothing, for the exact covariance to be taken instead, when that estimate for any j is
/// above o.tolerance θ_j, when λ_b(S) is above 0.8 λ_k(S) (no decay to work with), or when a single
/// row outside span(Q) makes more than 0.02 λ_k(S) of variance (others like it may have escaped both
/// samples). The same bits for every number of threads.
/// Ref: [Davidson1975, Parlett1998, ch. 11]
std::optional<Pca> sampled_components(MatrixFView X, Index k, const PcaOptions& o,
                                      const Progress& progress);

}  // namespace qed::embedding
