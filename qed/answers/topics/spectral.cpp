// SPDX-License-Identifier: Apache-2.0
// Singular values, eigenvalues, principal components.
#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/answers/topics/rooms.h"
#include "qed/embedding/pca/pca.h"
#include "qed/embedding/pca/signal_dimension.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/iterative/block_krylov.h"
#include "qed/linalg/iterative/randomised_svd.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/svd.h"
#include "qed/linalg/test_matrices.h"

namespace qed::answers {
namespace {

using namespace linalg;
constexpr double kEps = std::numeric_limits<double>::epsilon();

Example svd_example() {
  const Svd h = svd(hilbert(10)), g = svd(golub_reinsch());
  Example e("Hilbert's matrix of order 10; Golub and Reinsch's 8 × 5 matrix");
  e.equals("condition of Hilbert 10", h.condition(), 16026286870216.9, 1e10, "mpmath");
  e.at_most("its residual ‖A − U S Vᵀ‖ / ‖A‖", h.residual, 50 * kEps, "50 eps");
  e.equals("Golub-Reinsch: σ₁", g.s[0], std::sqrt(1248.0), 1e-13, "√1248");
  e.equals("Golub-Reinsch: σ₃", g.s[2], std::sqrt(384.0), 1e-13, "√384");
  e.equals("Golub-Reinsch: rank", static_cast<double>(g.rank.r), 3, 0, "1970, sec. 5");
  return e.at_least("gap at which the rank was cut", g.rank.gap, 1e12);
}

Example svd_on_sheet(const Sheet& sheet) {
  const Svd f = svd(sheet.features.cast<double>());
  Example e(sheet.input);
  e.shows("largest singular value", f.s[0]).shows("smallest", f.s[f.s.size() - 1]);
  e.shows("condition number", f.condition());
  e.shows("numerical rank", static_cast<double>(f.rank.r));
  e.shows("effective rank, exp of the entropy of σ", effective_rank(f.s));
  e.shows("stable rank, ‖A‖²_F / ‖A‖²₂", stable_rank(f.s));
  return e.at_most("residual ‖A − U S Vᵀ‖ / ‖A‖", f.residual, 50 * kEps, "50 eps");
}

Topic svd_topic() {
  return {.name = "svd",
          .aliases = {"singular value decomposition", "singular values"},
          .room = "linalg",
          .statement =
              "Every matrix is a rotation, a scaling and a rotation; truncating it is the "
              "best low-rank approximation.",
          .formula = "A = U S Vᵀ,  ‖A − A_k‖₂ = σ_{k+1}",
          .use = "Gavish-Donoho's threshold on singular values, randomised PCA of wide tables",
          .files = {"qed/linalg/svd.h"},
          .example = svd_example,
          .on_sheet = svd_on_sheet};
}

Example eigen_example() {
  const SymmetricEigen w = symmetric_eigen(wilkinson_plus(21)), c = symmetric_eigen(clement(50));
  double worst = 0;
  for (Index j = 0; j < 50; ++j)
    worst = std::max(worst, std::abs(c.values[j] - static_cast<double>(49 - 2 * j)));
  const GeneralEigen f = general_eigenvalues(frank(12));
  Example e("Wilkinson's W21+, Clement's matrix of order 50, Frank's of order 12");
  e.equals("W21+: λ₁", w.values[0], 10.746194182903393, 1e-13, "mpmath");
  e.at_most("W21+: λ₁ − λ₂", w.values[0] - w.values[1], 1e-12, "7e-14 in mpmath");
  e.at_most("W21+: residual", w.residual, 50 * kEps, "50 eps");
  e.at_most("W21+: ‖VᵀV − I‖", w.orthogonality, 1e-13);
  e.at_most("Clement: largest error", worst, 1e-12, "49, 47, .., −49");
  e.equals("Frank: smallest λ", f.values[11].real(), 0.031028060644010015,
           12 * f.condition[11] * kEps * frank(12).norm(), "mpmath");
  return e.at_least("Frank: its condition", f.condition[11], 1e6, "ill-conditioned, and said");
}

Topic eigen_topic() {
  return {
      .name = "eigendecomposition",
      .aliases = {"spectral theorem", "symmetric eigenproblem", "davis kahan"},
      .room = "linalg",
      .statement = "A symmetric matrix is diagonal in an orthonormal basis.",
      .formula = "A = V Λ Vᵀ,  residual ‖A V − V Λ‖ / ‖A‖,  ‖sin Θ‖ ≤ 2 √k ‖E‖ / (λ_k − λ_{k+1})",
      .use = "the spectrum of the covariance, with its residual as certificate",
      .files = {"qed/linalg/eigen.h"},
      .example = eigen_example};
}

MatrixF noise(Index n, Index d, std::uint64_t seed) {
  return random_matrix(n, d, seed).cast<float>();
}

// The largest eigenvalue of noise strays by about n^(-2/3): Tracy-Widom's standard deviation is
// 0.017 here.
Example edge_example() {
  const embedding::Pca p = embedding::pca(noise(2000, 500, 1), {.components = 1});
  Example e("2000 × 500 Gaussian noise, seed 1: γ = 1/4");
  e.equals("largest eigenvalue", p.spectrum[0], 2.25, 0.1, "edge (1 + √γ)²");
  e.equals("smallest eigenvalue", p.spectrum[499], 0.25, 0.05, "edge (1 − √γ)²");
  e.equals("directions above the edge",
           embedding::marchenko_pastur(p.spectrum, 2000, 500).dimension, 0, 1, "none are planted");
  const Matrix A = gram(random_matrix(200, 150, 3));
  const KrylovEigen top = lanczos_top([&](MatrixView V) { return multiply(A, V); }, 150);
  const double dense = symmetric_eigen(A, 0).values[0];
  return e.at_most("Lanczos against dense, relative", std::abs(top.values[0] - dense) / dense,
                   1e-10);
}

Example edge_on_sheet(const Sheet& sheet) {
  const Index n = sheet.features.rows(), d = sheet.features.cols();
  const embedding::Pca p = embedding::pca(sheet.features, {.components = 1});
  Example e(sheet.input);
  for (Index j = 0; j < std::min<Index>(5, p.spectrum.size()); ++j)
    e.shows("λ" + std::to_string(j + 1), p.spectrum[j]);
  if (p.spectrum.size() != std::min(n - 1, d)) return e;
  const auto mp = embedding::marchenko_pastur(p.spectrum, n, d);
  e.shows("edge of pure noise", mp.threshold).shows("directions above it", mp.dimension);
  return mp.caveat.empty() ? e : e.says(mp.caveat);
}

Topic edge_topic() {
  return {.name = "eigenvalues and eigenvectors",
          .aliases = {"eigenvalues", "eigenvectors", "marchenko pastur", "lanczos"},
          .room = "linalg",
          .statement =
              "Directions that a matrix only stretches; those of a covariance of noise "
              "fill the Marchenko-Pastur interval.",
          .formula = "A v = λ v;  edges σ²(1 ± √(d/n))²",
          .use = "how many components rise above noise",
          .files = {"qed/linalg/eigen.h", "qed/linalg/iterative/block_krylov.h",
                    "qed/embedding/pca/signal_dimension.h"},
          .example = edge_example,
          .on_sheet = edge_on_sheet};
}

Example pca_example() {
  const embedding::Pca p = embedding::pca(lattice(60, 7).cast<float>(), {.components = 7});
  Matrix scores = random_matrix(400, 3, 5);
  for (Index j = 0; j < 3; ++j) scores.col(j) *= static_cast<double>(5 - j);
  const Matrix directions = orthonormalise(random_matrix(20, 3, 6)).Q;
  const MatrixF planted = noise(400, 20, 2) + (scores * directions.transpose()).cast<float>();
  const embedding::Pca q = embedding::pca(planted, {.components = 3});
  Example e(
      "a 60 × 7 table by formula; 400 × 20 noise with 3 directions of spread 5, 4 and 3, seed 2");
  e.equals("variance of the first component", p.variances[0], 1293.82772073501, 1e-8,
           "scikit-learn");
  e.equals("variance of the last", p.variances[6], 479.0707212645341, 1e-8, "scikit-learn");
  e.at_most("‖VᵀV − I‖", p.orthogonality, 1e-13);
  e.equals("directions, Marchenko-Pastur",
           embedding::marchenko_pastur(q.spectrum, 400, 20).dimension, 3, 0, "planted");
  e.equals("directions, Gavish-Donoho", embedding::gavish_donoho(q.spectrum, 400, 20).dimension, 3,
           0, "planted");
  e.equals("directions, parallel analysis", embedding::parallel_analysis(planted).dimension, 3, 0,
           "planted");
  return e.equals("Gavish-Donoho's ω(1)", embedding::gavish_donoho_omega(1), 2.858, 5e-4,
                  "2014, table 1");
}

Example pca_on_sheet(const Sheet& sheet) {
  const Index n = sheet.features.rows(), d = sheet.features.cols();
  const embedding::Pca p =
      embedding::pca(sheet.features, {.components = static_cast<int>(std::min<Index>(d, 5))});
  Example e(sheet.input);
  for (Index j = 0; j < p.variances.size(); ++j)
    e.shows("share of variance, component " + std::to_string(j + 1), p.explained()[j]);
  if (p.spectrum.size() == std::min(n - 1, d)) {
    e.shows("directions, Marchenko-Pastur",
            embedding::marchenko_pastur(p.spectrum, n, d).dimension);
    e.shows("directions, Gavish-Donoho", embedding::gavish_donoho(p.spectrum, n, d).dimension);
  }
  e.shows("directions, parallel analysis", embedding::parallel_analysis(sheet.features).dimension);
  e.at_most("‖VᵀV − I‖", p.orthogonality, 1e-12);
  return e.at_most("largest ‖C v − λ v‖ / λ₁", p.residuals.maxCoeff() / p.variances[0], 1e-10);
}

Topic pca_topic() {
  return {.name = "pca",
          .aliases = {"principal component analysis", "principal components", "gavish donoho",
                      "parallel analysis", "number of components"},
          .room = "embedding",
          .statement =
              "The k orthogonal directions of largest variance; the best k-dimensional "
              "linear picture in squared error.",
          .formula = "C = XᵀX/(n−1) = V Λ Vᵀ (X centred),  scores T = X V",
          .use =
              "the linear picture of `qed map`, the number of real dimensions, and the start of "
              "t-SNE",
          .files = {"qed/embedding/pca/pca.h", "qed/embedding/pca/signal_dimension.h"},
          .example = pca_example,
          .on_sheet = pca_on_sheet};
}

Example sketch_example() {
  Matrix A = random_matrix(400, 120, 4);
  for (Index j = 0; j < 120; ++j) A.col(j) *= std::pow(0.8, static_cast<double>(j));
  const RandomisedSvd r = randomised_svd(A, {.rank = 15});
  const Vector s = singular_values(A);
  Example e("400 × 120, columns shrinking by 0.8, seed 4; a sketch of 25 columns");
  e.at_most("largest relative error of σ₁ .. σ₁₅",
            ((r.s - s.head(15)).array() / s.head(15).array()).abs().maxCoeff(), 1e-6, "exact SVD");
  e.at_least("what the sketch says it may miss", r.range_bound, s[25] * (1 - 1e-9), "σ₂₆");
  e.equals("measured residual", r.residual, s.tail(105).norm() / s.norm(), 1e-6, "√Σ_{j>15} σ²");
  return e.at_most("‖QᵀQ − I‖", r.orthogonality, 1e-13);
}

Topic sketch_topic() {
  return {.name = "randomised and sublinear algorithms",
          .aliases = {"randomised svd", "randomized svd", "sketching", "sublinear algorithms"},
          .room = "linalg",
          .statement = "A random sketch keeps what matters with a stated error.",
          .formula = "Q = orth((A Aᵀ)^q A Ω),  ‖A − Q Qᵀ A‖₂ ≤ 10 √(2/π) max ‖(I − Q Qᵀ) A ω‖",
          .use =
              "PCA of wide tables, landmarks instead of all rows, permutation p-values with "
              "their Monte Carlo error",
          .files = {"qed/linalg/iterative/randomised_svd.h"},
          .example = sketch_example};
}

}  // namespace

std::vector<Topic> spectral_topics() {
  return {svd_topic(), eigen_topic(), edge_topic(), sketch_topic(), pca_topic()};
}

}  // namespace qed::answers
