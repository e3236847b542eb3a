// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "qed/analysis/cauchy_field.h"
#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/embedding/tsne/forces.h"
#include "qed/embedding/tsne/tsne.h"

namespace qed::embedding {
namespace {

constexpr float kMomentum = 0.8f, kLongestStep = 5;

// The old points, and what a place among them feels: Σ_j K_j, then Σ_j (y − y_j)_c K²_j.
class OldMap {
 public:
  explicit OldMap(MatrixFView Y) : Y_(Y), dims_(static_cast<int>(Y.cols())) {
    for (int c = 0; c < dims_; ++c) {
      points_[c].resize(static_cast<std::size_t>(Y.rows()));
      for (Index i = 0; i < Y.rows(); ++i) points_[c][static_cast<std::size_t>(i)] = Y(i, c);
      low_[c] = Y.col(c).minCoeff();
      high_[c] = Y.col(c).maxCoeff();
    }
    if (dims_ == 2) grid_.charge(points_[0].data(), points_[1].data(), points_[0].size());
  }
  int dims() const { return dims_; }
  float at(Index j, int c) const { return Y_(j, c); }
  float within(float y, int c) const { return std::clamp(y, low_[c], high_[c]); }
  void field(const float* y, double* sums) const {
    if (dims_ == 3) return exact_field(points_, dims_, y, sums);
    analysis::FieldValue value;
    grid_.sample(&y[0], &y[1], 1, &value);
    sums[0] = value.potential, sums[1] = value.pull_x, sums[2] = value.pull_y;
  }

 private:
  MatrixFView Y_;
  int dims_;
  Points points_;
  std::array<float, 3> low_{}, high_{};
  analysis::CauchyField grid_{1.0 / 3};
};

// Where each new row is drawn to: its neighbours among the old ones, and how much each weighs.
struct Pulls {
  IndexMatrix index;
  MatrixF p;
};

// Descends KL(p‖q), q_j = K_j/Σ K, of one point:  ½ dKL/dy = exaggeration Σ_j p_j K_j (y − y_j) −
// Σ_j K²_j (y − y_j)/Σ_j K_j.
void settle(const OldMap& map, const Pulls& pulls, Index i, const PlaceOptions& o, float* placed) {
  const int dims = map.dims();
  const auto& [index, p] = pulls;
  float y[3] = {0, 0, 0}, velocity[3] = {0, 0, 0};
  for (Index j = 0; j < p.cols(); ++j)
    for (int c = 0; c < dims; ++c) y[c] += p(i, j) * map.at(index(i, j), c);
  for (int t = 0; t < o.iterations; ++t) {
    double sums[4];
    map.field(y, sums);
    const double total = std::max(sums[0], 1e-6);
    float gradient[3] = {0, 0, 0};
    for (int c = 0; c < dims; ++c) gradient[c] = static_cast<float>(-sums[c + 1] / total);
    for (Index j = 0; j < p.cols(); ++j) {
      float difference[3], square = 0;
      for (int c = 0; c < dims; ++c) {
        difference[c] = y[c] - map.at(index(i, j), c);
        square += difference[c] * difference[c];
      }
      const float w = static_cast<float>(o.exaggeration) * p(i, j) / (1 + square);
      for (int c = 0; c < dims; ++c) gradient[c] += w * difference[c];
    }
    for (int c = 0; c < dims; ++c) {
      velocity[c] = kMomentum * velocity[c] - static_cast<float>(o.learning_rate) * gradient[c];
      velocity[c] = std::clamp(velocity[c], -kLongestStep, kLongestStep);
      y[c] = map.within(y[c] + velocity[c], c);
    }
  }
  std::copy_n(y, dims, placed);
}

}  // namespace

MatrixF place(MatrixFView new_rows, MatrixFView X, MatrixFView Y, const PlaceOptions& o,
              const Progress& progress) {
  require((Y.cols() == 2 || Y.cols() == 3) && Y.rows() == X.rows(), ErrorCode::bad_shape,
          "map: must have 2 or 3 columns and one row for each row that made it");
  require(Y.allFinite(), ErrorCode::bad_data, "map: holds a value that is not finite");
  require(o.perplexity >= 1 && o.perplexity * 3 <= static_cast<double>(X.rows()),
          ErrorCode::bad_option, "perplexity: must be at least 1 and at most a third of the rows");
  algorithms::NeighbourOptions search;
  search.k = neighbours_for(o.perplexity);
  algorithms::Neighbours near = algorithms::neighbours_of(new_rows, X, search, progress);
  const Pulls pulls{std::move(near.index), conditional_affinities(near.distance, o.perplexity)};
  const OldMap map(Y);
  MatrixF placed(new_rows.rows(), Y.cols());
  parallel_blocks(static_cast<std::size_t>(new_rows.rows()), 16, [&](Block b) {
    for (Index i = static_cast<Index>(b.begin); i < static_cast<Index>(b.end); ++i)
      settle(map, pulls, i, o, placed.row(i).data());
  });
  return placed;
}

}  // namespace qed::embedding
