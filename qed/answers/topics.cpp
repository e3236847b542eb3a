// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/explain.h"

namespace qed::answers {
namespace {
const char* const kTry = "qed demo map -o customers.csv && qed map customers.csv";
}  // namespace

const std::vector<Topic>& topics() {
  static const std::vector<Topic> all{
      {"pca", "The k orthogonal directions of largest variance; the best k-dimensional linear picture in squared error.",
       "C = XᵀX/(n−1) = V Λ Vᵀ (X centred);  scores T = X V",
       "the linear picture of `qed map`, the number of real dimensions, and the start of t-SNE",
       "qed/embedding/pca", std::string(kTry) + "   # variance_explained.pca2, map.pca"},
      {"svd", "Every matrix is a rotation, a scaling and a rotation; truncating it is the best low-rank approximation.",
       "A = U S Vᵀ,  ‖A − A_k‖₂ = s_{k+1}", "Gavish-Donoho's threshold on singular values, randomised PCA of wide tables",
       "qed/linalg/svd.h", std::string(kTry) + "   # signal_dimension.gavish_donoho"},
      {"eigendecomposition", "A symmetric matrix is diagonal in an orthonormal basis.", "A = V Λ Vᵀ, residual ‖A V − V Λ‖ / ‖A‖",
       "the spectrum of the covariance, with its residual as certificate", "qed/linalg/eigen.h",
       std::string(kTry) + "   # signal_dimension.marchenko_pastur"},
      {"eigenvalues and eigenvectors", "Directions that a matrix only stretches; of a random covariance they fill the Marchenko-Pastur interval.",
       "A v = λ v;  edge σ²(1 + √(d/n))²", "how many components rise above noise", "qed/linalg/eigen.h, qed/embedding/pca",
       std::string(kTry) + "   # signal_dimension.marchenko_pastur"},
      {"lu", "Gaussian elimination with row exchanges; its growth factor says when not to trust it.", "P A = L U,  growth = max|u| / max|a|",
       "solving small systems with a measured backward error", "qed/linalg/lu.h", "see the tests beside it: qed/linalg/lu_test.cpp"},
      {"qr", "An orthonormal basis column by column; with pivoting it finds the columns that repeat others.", "A P = Q R",
       "aliased columns named as combinations, orthonormal starts of randomised SVD", "qed/linalg/qr.h", "see qed/linalg/qr_test.cpp"},
      {"symmetric matrices", "Definiteness is the sign pattern of the pivots; the nearest correlation matrix repairs one that is not.",
       "A = L D Lᵀ, inertia = signs of D", "correlations of null tables are made positive semidefinite", "qed/linalg/cholesky.h", kTry},
      {"orthogonalisation, orthonormalisation", "Independent columns become perpendicular ones of length one; how well is measured.",
       "‖QᵀQ − I‖", "a stable basis for randomised PCA", "qed/linalg/qr.h", kTry},
      {"projections", "The nearest point of a subspace; its diagonal weighs each row's pull (leverage).", "H = Q Qᵀ, hᵢ = Hᵢᵢ",
       "the PCA picture is a projection: distances in it never exceed the true ones", "qed/linalg/projection.h", kTry},
      {"vector spaces", "Subspaces meet at principal angles.", "cos θ = singular values of Q₁ᵀQ₂",
       "how far two PCA subspaces (another seed, a resample) are apart", "qed/linalg/svd.h", kTry},
      {"norms", "The size of a vector or of a matrix' action.", "‖A‖₂ = s₁, ‖A‖_F = √Σ aᵢⱼ², κ(A) = s₁/s_r",
       "residuals and condition numbers in certificates", "qed/linalg/norm.h", kTry},
      {"entropy", "The average surprise of a distribution; its exponential counts effective outcomes.",
       "H = −Σ p log p,  perplexity = e^H", "t-SNE's perplexity: each row's Gaussian is widened until it has that many effective neighbours",
       "qed/embedding/tsne", std::string(kTry) + " --perplexity 50"},
      {"cauchy kernel", "A similarity with heavy tails: far points still repel.", "k(r) = 1/(1 + r²)",
       "t-SNE's picture similarities, summed over all pairs by Fourier interpolation", "qed/analysis, qed/embedding/tsne", kTry},
      {"fourier transforms", "A convolution is a product of transforms.", "(f * g)^ = f^ g^",
       "all n² repulsions of t-SNE in n + m log m work on a grid of m nodes", "qed/analysis/fourier.h", kTry},
      {"gradient descent", "Steps against the gradient, with momentum and a step size per coordinate.",
       "v ← μ v − η g ∘ ∇f,  y ← y + v", "the optimiser of t-SNE, with its trace and the reason it stopped",
       "qed/embedding/tsne", std::string(kTry) + "   # tsne.termination"},
      {"metric spaces", "Distances and what follows from them alone: ranks, neighbourhoods, intrinsic dimension.",
       "d̂ = n / Σ log(r₂/r₁)", "quality of a picture by ranks, TwoNN intrinsic dimension, exact nearest neighbours",
       "qed/algorithms/neighbours, qed/manifold, qed/metrics/embedding", std::string(kTry) + "   # intrinsic_dimension.twonn"},
      {"manifolds", "Data that bend: near each row flat, as a whole not.", "TwoNN and Levina-Bickel estimates from neighbour distances",
       "a bent sheet is structure beyond covariance: PCA cannot unroll it", "qed/manifold", std::string(kTry)},
      {"topology", "Connectedness that survives continuous change.", "trustworthiness and continuity; merges of single linkage (H₀)",
       "whether the picture tears neighbourhoods apart or glues strangers together", "qed/metrics/embedding, qed/analysis/persistence.h", kTry},
      {"graphs", "Points joined by weighted edges; a minimum spanning tree holds every single-linkage cluster.", "Kruskal, Borůvka, union-find",
       "HDBSCAN's hierarchy of densities", "qed/algorithms/graph, qed/models/cluster", kTry},
      {"heap", "The largest of what was kept, on top.", "O(log k) to replace it", "top-k selection in exact neighbours", "qed/algorithms/neighbours", kTry},
      {"randomised and sublinear algorithms", "A random sketch keeps what matters with a stated error.", "‖A − QQᵀA‖ by Halko, Martinsson, Tropp",
       "PCA of wide tables, landmarks instead of all rows, permutation p-values with their Monte Carlo error",
       "qed/linalg/svd.h, qed/statistics/resampling", kTry},
      {"combinatorics", "Counting without listing.", "P(overlap ≥ h) = Σ C(k,i) C(n−k,k−i) / C(n,k)",
       "per-point reliability: is the overlap of neighbourhoods more than chance?", "qed/probability, qed/metrics/embedding", kTry},
      {"conditional and joint distributions", "Marginals and dependence apart: a copula joins any marginals.",
       "F(x₁..x_d) = C(F₁(x₁), .., F_d(x_d))", "the matched null of `qed map`: your columns and their correlations, nothing else",
       "qed/statistics/nulls", std::string(kTry) + "   # structure_beyond_covariance"},
      {"sampling methods", "Resampling rows for intervals, shuffling for nulls, each replicate its own random stream.",
       "p = (1 + #{T* ≥ T}) / (1 + B)", "intervals over landmarks, cluster stability, parallel analysis", "qed/statistics/resampling", kTry},
      {"random variables", "Distributions as values: density, cumulative, quantile, sampling.", "F(q(p)) = p",
       "tails of tests and nulls", "qed/probability", "see qed/probability/README.md"},
      {"variance and expectation", "Centre and spread, accumulated in double precision block by block.", "s² = Σ(x − x̄)²/(n−1)",
       "standardising columns, eigenvalues' divisor n − 1", "qed/data/features.h, qed/embedding/pca", kTry},
      {"clustering", "Groups whose members are nearer to each other than to others; counted by rules, checked by resampling.",
       "k-means: min Σ‖x − c(x)‖²;  Gap(k) = E* log W*ₖ − log Wₖ", "how many clusters are real, their stability and profile",
       "qed/models/cluster", std::string(kTry) + "   # cluster_count, cluster_stability"},
  };
  return all;
}

}  // namespace qed::answers
