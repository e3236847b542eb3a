// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "qed/base/progress.h"
#include "qed/linalg/matrix.h"

namespace qed::embedding {

/// How many components carry more than noise would.
///   dimension   k: observed[0..k) stand above the threshold
///   threshold   a variance (eigenvalue of the covariance); parallel analysis: that of component k
///               + 1
///   observed    the eigenvalues compared
///   reference   what noise gives, one a component (constant for the two analytic rules)
///   noise       estimated standard deviation of the noise, 0 where the rule does not estimate it
///   caveat      when the number must not be trusted
struct SignalDimension {
  int dimension = 0;
  double threshold = 0;
  Vector observed, reference;
  double noise = 0;
  std::string method, caveat;
};

/// Eigenvalues above the upper edge of the Marchenko-Pastur law of pure noise,
///   σ² (1 + √γ)², γ = d/n,   σ² = median eigenvalue / median of the law.
/// spectrum: all min(n - 1, d) eigenvalues of the covariance of n samples of d columns, as
/// Pca::spectrum holds on the exact routes. Throws Error{bad_shape} for another length.  Ref:
/// [MarchenkoPastur1967]
SignalDimension marchenko_pastur(VectorView spectrum, Index n, Index d);

/// Singular values above the optimal hard threshold for unknown noise, τ = ω(β) median(σ), β =
/// min/max(n - 1, d): keeping them minimises the worst-case squared error. Arguments as above.
/// Ref: [GavishDonoho2014, eq. 4, 5]
SignalDimension gavish_donoho(VectorView spectrum, Index n, Index d);

/// ω(β) = λ*(β) / √(median of the Marchenko-Pastur law), λ*(β)² = 2(β+1) + 8β / ((β+1) +
/// √(β²+14β+1)); λ*(1) = 4/√3, ω(1) = 2.858.  β in (0, 1].
double gavish_donoho_lambda(double beta);
double gavish_donoho_omega(double beta);
/// The median of the Marchenko-Pastur law with unit variance and ratio β in (0, 1]; absolute error
/// below 1e-9.
double marchenko_pastur_median(double beta);

struct ParallelAnalysisOptions {
  int replicates = 20;
  double quantile = 0.95;       ///< of the replicates' j-th eigenvalues
  Index rows = 20000;           ///< a seeded sample of this many rows where there are more
  std::uint64_t seed = 0;
};
/// Horn's parallel analysis: eigenvalues above the quantile of those of the same columns, each
/// permuted by itself; the first that is not ends the count. Keeps every column's distribution and
/// destroys only what ties them together. X (n x d) standardised, finite. (replicates + 1)
/// covariances of min(n, rows) rows.  Ref: [Horn1965]
SignalDimension parallel_analysis(MatrixFView X, const ParallelAnalysisOptions& options = {},
                                  const Progress& progress = {});

}  // namespace qed::embedding
