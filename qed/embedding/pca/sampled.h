// SPDX-License-Identifier: Apache-2.0
#pragma once
// Leading components of many rows by fewer operations than their covariance.
#include <optional>

#include "qed/embedding/pca/pca.h"

namespace qed::embedding {

/// Whether the leading k of d components of n rows cost markedly less this way: n d² is beyond 4e9
/// multiplications, a sample of n/8 rows has at least 4 d of them, and 6 d (k + 14) + d²/8
/// multiplications a row are at most 0.7 of the covariance's d².
bool sampling_pays(Index n, Index d, Index k);

/// The k leading components of X (n x d) in three steps, b the whole vectors that hold k + 10
/// columns:
///   1. Q: the b leading eigenvectors of the covariance S of one row in eight, drawn at random;
///   2. W = C Q in one pass over all rows, its Ritz pairs (θ_i, u_i), and for i <= k
///      t_i = (θ_i − S)⁻¹ (C u_i − θ_i u_i) outside span(Q), by conjugate gradients: one step of
///      Davidson's method with S in the place of C;
///   3. Rayleigh-Ritz of C on span(Q, T), for which X T takes half a pass.
/// The variances are Rayleigh quotients of C, but for rounding (1e-6) never above its eigenvalues.
/// Certificate: b − k Gaussian probes g pass beside T, so that gᵀ(C v_j − θ_j v_j) is known:
/// ‖C v_j − θ_j v_j‖² is estimated by their mean square, with a relative standard error of at most
/// √(2/10), and the variance is short of its eigenvalue by about that over θ_j − λ_b(S).
/// Returns nothing, for the exact covariance to be taken instead, when that estimate for any j is
/// above o.tolerance θ_j, or when λ_b(S) is above 0.8 λ_k(S): no decay to work with.
/// The same bits for every number of threads.
/// Ref: [Davidson1975, Parlett1998, ch. 11]
std::optional<Pca> sampled_components(MatrixFView X, Index k, const PcaOptions& o,
                                      const Progress& progress);

}  // namespace qed::embedding
