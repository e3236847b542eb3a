// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "qed/analysis/cauchy_field.h"
#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/embedding/tsne/tsne.h"

namespace qed::embedding {
namespace {

constexpr double kMomentum = 0.8, kLongestStep = 5;

struct OldMap {
  MatrixFView Y;
  const analysis::CauchyField& field;
  Eigen::RowVector2f low, high;
};

// Descends KL(p‖q), q_j = K_j/Σ K, of one point:  ½ dKL/dy = exaggeration Σ_j p_j K_j (y − y_j) − Σ_j K²_j (y − y_j)/Σ_j K_j.
Eigen::RowVector2f settle(const OldMap& map, const algorithms::Neighbours& near, const MatrixF& p, Index i,
                          const PlaceOptions& o) {
  Eigen::RowVector2f y(0, 0), velocity(0, 0);
  for (Index j = 0; j < p.cols(); ++j) y += p(i, j) * map.Y.row(near.index(i, j));
  for (int t = 0; t < o.iterations; ++t) {
    y = y.cwiseMax(map.low).cwiseMin(map.high);
    analysis::FieldValue value;
    const float at_x = y[0], at_y = y[1];
    map.field.sample(&at_x, &at_y, 1, &value);
    Eigen::RowVector2f gradient = -Eigen::RowVector2f(value.pull_x, value.pull_y) / std::max(value.potential, 1e-6f);
    for (Index j = 0; j < p.cols(); ++j) {
      const Eigen::RowVector2f d = y - map.Y.row(near.index(i, j));
      gradient += static_cast<float>(o.exaggeration) * p(i, j) / (1 + d.squaredNorm()) * d;
    }
    velocity = static_cast<float>(kMomentum) * velocity - static_cast<float>(o.learning_rate) * gradient;
    if (const float length = velocity.norm(); length > kLongestStep) velocity *= kLongestStep / length;
    y += velocity;
  }
  return y.cwiseMax(map.low).cwiseMin(map.high);
}

}  // namespace

MatrixF place(MatrixFView new_rows, MatrixFView X, MatrixFView Y, const PlaceOptions& o, const Progress& progress) {
  require(Y.cols() == 2 && Y.rows() == X.rows(), ErrorCode::bad_shape,
          "map: must have 2 columns and one row for each row that made it");
  require(Y.allFinite(), ErrorCode::bad_data, "map: holds a value that is not finite");
  require(o.perplexity >= 1 && o.perplexity * 3 <= static_cast<double>(X.rows()), ErrorCode::bad_option,
          "perplexity: must be at least 1 and at most a third of the rows");
  algorithms::NeighbourOptions search;
  search.k = neighbours_for(o.perplexity);
  const algorithms::Neighbours near = algorithms::neighbours_of(new_rows, X, search, progress);
  const MatrixF p = conditional_affinities(near.distance, o.perplexity);
  std::vector<float> x(Y.rows()), y(Y.rows());
  for (Index i = 0; i < Y.rows(); ++i) x[i] = Y(i, 0), y[i] = Y(i, 1);
  analysis::CauchyField field(1.0 / 3);
  field.charge(x.data(), y.data(), x.size());
  const OldMap map{Y, field, Y.colwise().minCoeff(), Y.colwise().maxCoeff()};
  MatrixF placed(new_rows.rows(), 2);
  parallel_blocks(static_cast<std::size_t>(new_rows.rows()), 64, [&](Block b) {
    for (Index i = static_cast<Index>(b.begin); i < static_cast<Index>(b.end); ++i)
      placed.row(i) = settle(map, near, p, i, o);
  });
  return placed;
}

}  // namespace qed::embedding
