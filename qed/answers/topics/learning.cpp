// SPDX-License-Identifier: Apache-2.0
// Descent and clusters.
#include <algorithm>
#include <cmath>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/embedding/tsne/tsne.h"
#include "qed/linalg/test_matrices.h"
#include "qed/models/cluster/cluster_count.h"
#include "qed/models/cluster/hdbscan.h"
#include "qed/models/cluster/kmeans.h"

namespace qed::answers {
namespace {

// k groups of equal size in d columns, centres 9 standard deviations along the axes.
MatrixF groups(Index n, Index d, Index k, std::uint64_t seed) {
  MatrixF X = linalg::random_matrix(n, d, seed).cast<float>();
  for (Index i = 0; i < n; ++i) X(i, i % k) += 9;
  return X;
}

std::vector<std::int32_t> planted(Index n, std::int32_t k) {
  std::vector<std::int32_t> label;
  for (std::int32_t i = 0; i < n; ++i) label.push_back(i % k);
  return label;
}

Example descent_example() {
  const MatrixF X = groups(300, 6, 3, 19);
  const auto near = algorithms::neighbours(X, {.k = embedding::neighbours_for(30)});
  const auto p = embedding::affinities(near, 30);
  const MatrixF start = linalg::random_matrix(300, 2, 20).cast<float>();
  // ∂KL/∂y of one coordinate against the difference of KL over a step of 1e-2.
  const Matrix gradient = embedding::kl_gradient(p, start);
  MatrixF ahead = start, behind = start;
  ahead(7, 1) += 0.01F, behind(7, 1) -= 0.01F;
  const double slope =
      (embedding::kl_divergence(p, ahead).kl - embedding::kl_divergence(p, behind).kl) /
      (static_cast<double>(ahead(7, 1)) - behind(7, 1));
  const auto map = embedding::tsne(p, embedding::initial_from_pca(X.leftCols(2), 1), {});
  Example e("300 rows in three groups, seed 19; the descent of t-SNE");
  e.equals("one entry of ∂KL/∂y", gradient(7, 1), slope, 1e-3 * std::abs(slope) + 1e-7,
           "difference of KL");
  e.shows("KL at the start",
          embedding::kl_divergence(p, embedding::initial_from_pca(X.leftCols(2), 1)).kl);
  e.shows("KL at the end", map.kl);
  e.at_most("gradient norm, end over start", map.trace.gradient_norm.back() / gradient.norm(), 0.1);
  e.shows("iterations", map.termination.iterations);
  return e.says("stopped: " + std::string(optim::name(map.termination.reason)));
}

Topic descent_topic() {
  return {.name = "gradient descent",
          .aliases = {"stochastic gradient descent", "momentum", "gradient / stochastic descent"},
          .room = "embedding",
          .statement = "Steps against the gradient, with momentum and a step size per coordinate.",
          .formula = "v ← μ v − η g ∘ ∇f,  y ← y + v",
          .use = "the optimiser of t-SNE, with its trace and the reason it stopped",
          .files = {"qed/embedding/tsne/tsne.h", "qed/optim/termination.h"},
          .example = descent_example};
}

Example cluster_example() {
  const MatrixF X = groups(600, 6, 4, 21), one = linalg::random_matrix(600, 6, 22).cast<float>();
  const auto truth = planted(600, 4);
  const auto k = models::kmeans(X, 4);
  const auto dense = models::hdbscan(X);
  Example e("600 rows in four groups 9√2 apart, seed 21; 600 rows of one Gaussian, seed 22");
  e.equals("clusters counted in the four groups", models::cluster_count(X).count, 4, 0, "planted");
  e.equals("clusters counted in the one", models::cluster_count(one).count, 1, 0, "planted");
  e.equals("k-means against the truth, adjusted Rand", models::adjusted_rand(k.label, truth), 1, 0,
           "planted");
  e.at_most("k-means: sum of squares within, per degree of freedom", k.within / (596 * 6), 1.1,
            "1; noise variance");
  e.equals("HDBSCAN: clusters", dense.count, 4, 0, "planted");
  return e.at_least("HDBSCAN against the truth, adjusted Rand",
                    models::adjusted_rand(dense.label, truth), 0.9, "some rows are noise");
}

Topic cluster_topic() {
  return {.name = "clustering",
          .aliases = {"clusters", "k means", "hdbscan", "gap statistic"},
          .room = "models",
          .statement =
              "Groups whose members are nearer to each other than to others; counted by "
              "rules, checked by resampling.",
          .formula = "k-means: min Σ ‖x − c(x)‖²;  Gap(k) = E* log W*ₖ − log Wₖ",
          .use = "how many clusters are real, their stability and profile",
          .files = {"qed/models/cluster/kmeans.h", "qed/models/cluster/hdbscan.h",
                    "qed/models/cluster/cluster_count.h"},
          .example = cluster_example};
}

}  // namespace

std::vector<Topic> learning_topics() { return {descent_topic(), cluster_topic()}; }

}  // namespace qed::answers
