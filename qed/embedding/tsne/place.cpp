// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "qed/analysis/cauchy_field.h"
#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/embedding/tsne/tsne.h"

namespace qed::embedding {
namespace {

constexpr float kMomentum = 0.8f, kLongestStep = 5;

struct OldMap {
  MatrixFView Y;
  const analysis::CauchyField& field;
  std::array<float, 2> low, high;
};

// Descends KL(p‖q), q_j = K_j/Σ K, of one point:  ½ dKL/dy = exaggeration Σ_j p_j K_j (y − y_j) −
// Σ_j K²_j (y − y_j)/Σ_j K_j.
void settle(const OldMap& map, const algorithms::Neighbours& near, const MatrixF& p, Index i,
            const PlaceOptions& o, float* placed) {
  float y[2] = {0, 0}, velocity[2] = {0, 0};
  for (Index j = 0; j < p.cols(); ++j)
    for (int c = 0; c < 2; ++c) y[c] += p(i, j) * map.Y(near.index(i, j), c);
  for (int t = 0; t < o.iterations; ++t) {
    analysis::FieldValue value;
    map.field.sample(&y[0], &y[1], 1, &value);
    const float total = std::max(value.potential, 1e-6f);
    float gradient[2] = {-value.pull_x / total, -value.pull_y / total};
    for (Index j = 0; j < p.cols(); ++j) {
      const float dx = y[0] - map.Y(near.index(i, j), 0), dy = y[1] - map.Y(near.index(i, j), 1);
      const float w = static_cast<float>(o.exaggeration) * p(i, j) / (1 + dx * dx + dy * dy);
      gradient[0] += w * dx;
      gradient[1] += w * dy;
    }
    for (int c = 0; c < 2; ++c) {
      velocity[c] = kMomentum * velocity[c] - static_cast<float>(o.learning_rate) * gradient[c];
      velocity[c] = std::clamp(velocity[c], -kLongestStep, kLongestStep);
      y[c] = std::clamp(y[c] + velocity[c], map.low[c], map.high[c]);
    }
  }
  placed[0] = y[0];
  placed[1] = y[1];
}

}  // namespace

MatrixF place(MatrixFView new_rows, MatrixFView X, MatrixFView Y, const PlaceOptions& o,
              const Progress& progress) {
  require(Y.cols() == 2 && Y.rows() == X.rows(), ErrorCode::bad_shape,
          "map: must have 2 columns and one row for each row that made it");
  require(Y.allFinite(), ErrorCode::bad_data, "map: holds a value that is not finite");
  require(o.perplexity >= 1 && o.perplexity * 3 <= static_cast<double>(X.rows()),
          ErrorCode::bad_option, "perplexity: must be at least 1 and at most a third of the rows");
  algorithms::NeighbourOptions search;
  search.k = neighbours_for(o.perplexity);
  const algorithms::Neighbours near = algorithms::neighbours_of(new_rows, X, search, progress);
  const MatrixF p = conditional_affinities(near.distance, o.perplexity);
  std::vector<float> x(Y.rows()), y(Y.rows());
  for (Index i = 0; i < Y.rows(); ++i) x[i] = Y(i, 0), y[i] = Y(i, 1);
  analysis::CauchyField field(1.0 / 3);
  field.charge(x.data(), y.data(), x.size());
  const OldMap map{Y,
                   field,
                   {Y.col(0).minCoeff(), Y.col(1).minCoeff()},
                   {Y.col(0).maxCoeff(), Y.col(1).maxCoeff()}};
  MatrixF placed(new_rows.rows(), 2);
  parallel_blocks(static_cast<std::size_t>(new_rows.rows()), 64, [&](Block b) {
    for (Index i = static_cast<Index>(b.begin); i < static_cast<Index>(b.end); ++i)
      settle(map, near, p, i, o, placed.row(i).data());
  });
  return placed;
}

}  // namespace qed::embedding
