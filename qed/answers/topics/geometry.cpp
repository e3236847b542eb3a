// SPDX-License-Identifier: Apache-2.0
// Distances, dimensions, and what a flat picture keeps of them.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/linalg/test_matrices.h"
#include "qed/manifold/intrinsic_dimension.h"
#include "qed/manifold/sphere.h"
#include "qed/metrics/embedding/quality.h"

namespace qed::answers {
namespace {

// Even in area, so that neighbour distances follow the law that the estimates assume.
MatrixF swiss_roll(Index n) {
  MatrixF X(n, 3);
  Rng rng(12);
  for (Index i = 0; i < n; ++i) {
    const double t = 1.5 * std::numbers::pi * std::sqrt(1 + 8 * rng.uniform());
    const double height = 21 * rng.uniform();
    X.row(i) << static_cast<float>(t * std::cos(t)), static_cast<float>(height),
        static_cast<float>(t * std::sin(t));
  }
  return X;
}

// TwoNN's standard error is 2/√(0.9 n) for two dimensions.
Example manifold_example() {
  const MatrixF roll = swiss_roll(3000);
  const auto near = algorithms::neighbours(roll, {.k = 12});
  const auto two = manifold::two_nn(near.distance), many = manifold::levina_bickel(near.distance);
  Example e("3,000 points of a swiss roll in space, seed 12; airports");
  e.equals("intrinsic dimension, TwoNN", *two.value, 2, 4 * 2 / std::sqrt(2700.0),
           "a sheet; 4 s.e.");
  e.shows("with its interval", *two.value, two.lower, two.upper);
  e.equals("intrinsic dimension, Levina-Bickel", *many.value, 2, 0.15, "a sheet");
  return e.equals("Nashville to Los Angeles, km at R = 6372.8",
                  manifold::great_circle({36.12, -86.67}, {33.94, -118.40}, 6372.8), 2887.25995,
                  1e-5, "Rosetta Code");
}

Example dimension_on_sheet(const Sheet& sheet) {
  const Index n = sheet.features.rows();
  const auto near =
      algorithms::neighbours(sheet.features, {.k = static_cast<int>(std::min<Index>(12, n - 1))});
  const auto two = manifold::two_nn(near.distance), many = manifold::levina_bickel(near.distance);
  Example e(sheet.input);
  if (two.value)
    e.shows("TwoNN", *two.value, two.lower, two.upper);
  else
    e.says("TwoNN: " + two.reason);
  if (many.value)
    e.shows("Levina-Bickel, 12 neighbours", *many.value, many.lower, many.upper);
  else
    e.says("Levina-Bickel: " + many.reason);
  e.shows("rows left out as duplicates", static_cast<double>(two.duplicates));
  return e.shows("columns", static_cast<double>(sheet.features.cols()));
}

Topic manifold_topic() {
  return {.name = "manifolds",
          .aliases = {"manifold", "swiss roll", "great circle"},
          .room = "manifold",
          .statement = "Data that bend: near each row flat, as a whole not.",
          .formula = "μ = r₂/r₁ is Pareto of exponent d;  great circle 2 R atan2(√hav, √(1 − hav))",
          .use = "a bent sheet is structure beyond covariance: PCA cannot unroll it",
          .files = {"qed/manifold/intrinsic_dimension.h", "qed/manifold/sphere.h"},
          .example = manifold_example,
          .on_sheet = dimension_on_sheet};
}

// Scattered points that tests/reference/quality/make.py makes too.
MatrixF scattered() {
  MatrixF X(100, 3);
  for (Index i = 1; i <= 100; ++i)
    for (Index j = 0; j < 3; ++j)
      X(i - 1, j) = static_cast<float>((i * i * i * (2 * j + 3) * 7901 + i * (j + 1) * 104729) %
                                       65521 / 65536.0);
  return X;
}

Example metric_example() {
  const MatrixF cloud =
      (linalg::random_matrix(2000, 5, 13) * linalg::random_matrix(5, 20, 14)).cast<float>();
  const auto near = algorithms::neighbours(cloud, {.k = 2});
  Example e(
      "2,000 rows of 5 Gaussian coordinates turned into 20, seeds 13 and 14; 100 scattered points "
      "and their shadow on a plane");
  e.equals("intrinsic dimension, TwoNN", *manifold::two_nn(near.distance).value, 5, 0.6, "planted");
  const MatrixF space = scattered();
  MatrixF plane(100, 2), copy = space * -3.0F;
  plane << space.col(0), space.col(1) + space.col(2) * 0.25F;
  const auto quality = metrics::picture_quality(space, {plane, copy}, {});
  e.equals("shadow: trustworthiness", quality[0].trustworthiness.value(), 0.82274556213, 1e-10,
           "scikit-learn");
  e.equals("shadow: continuity", quality[0].continuity.value(), 0.96144378698, 1e-10,
           "scikit-learn");
  e.equals("shadow: area under R_NX", quality[0].auc_rnx.value(), 0.53364071747, 1e-10,
           "co-ranking matrix");
  return e.equals("scaled copy: area under R_NX", quality[1].auc_rnx.value(), 1, 1e-12,
                  "ranks unchanged");
}

Topic metric_topic() {
  return {
      .name = "metric spaces",
      .aliases = {"metric space", "intrinsic dimension", "twonn", "trustworthiness", "continuity",
                  "distances"},
      .room = "metrics",
      .statement =
          "Distances and what follows from them alone: ranks, neighbourhoods, intrinsic "
          "dimension.",
      .formula = "d(a, c) ≤ d(a, b) + d(b, c);  d̂ = n / Σ log(r₂/r₁)",
      .use = "quality of a picture by ranks, TwoNN intrinsic dimension, exact nearest neighbours",
      .files = {"qed/metrics/embedding/quality.h", "qed/manifold/intrinsic_dimension.h",
                "qed/algorithms/neighbours/neighbours.h"},
      .example = metric_example,
      .on_sheet = dimension_on_sheet};
}

}  // namespace

std::vector<Topic> geometry_topics() { return {metric_topic(), manifold_topic()}; }

}  // namespace qed::answers
