// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/statistics/clusterability/clusterability.h"
#include "qed/statistics/tests/dip.h"

namespace qed::statistics {
namespace {

constexpr Index kSmallestNode = 50;
constexpr int kDepth = 4, kPowerSteps = 15, kLloydSteps = 10;

double scaled_dip(std::vector<float> scores) {
  const double root_n = std::sqrt(static_cast<double>(scores.size()));
  return root_n * dip_of_projection(scores);
}

/// Scores on the first principal component, by power iteration from the row farthest from the mean.
Eigen::VectorXf first_component(const MatrixF& X) {
  const MatrixF Y = X.rowwise() - X.colwise().mean();
  Index farthest = 0;
  Y.rowwise().squaredNorm().maxCoeff(&farthest);
  Eigen::VectorXf direction = Y.row(farthest).transpose(), scores = Eigen::VectorXf::Zero(Y.rows());
  for (int step = 0; step < kPowerSteps; ++step) {
    const float size = direction.norm();
    if (size == 0) break;
    scores.noalias() = Y * (direction / size);
    direction.noalias() = Y.transpose() * scores;
  }
  return scores;
}

std::vector<float> as_vector(const Eigen::VectorXf& v) { return {v.data(), v.data() + v.size()}; }

struct Split {
  std::vector<float> projection;  // of every row on the line through the centres
  std::vector<Index> side[2];
};

Split two_means(const MatrixF& X) {
  Eigen::VectorXf scores = first_component(X);
  float boundary = 0;
  for (int step = 0; step < kLloydSteps; ++step) {
    // Centres of the two sides; the next boundary is the plane half way between them.
    Eigen::RowVectorXf sum[2] = {Eigen::RowVectorXf::Zero(X.cols()),
                                 Eigen::RowVectorXf::Zero(X.cols())};
    float count[2] = {0, 0};
    for (Index i = 0; i < X.rows(); ++i)
      sum[scores(i) > boundary] += X.row(i), ++count[scores(i) > boundary];
    if (count[0] == 0 || count[1] == 0) break;
    const Eigen::RowVectorXf from = sum[0] / count[0], to = sum[1] / count[1];
    const Eigen::VectorXf axis = (to - from).transpose();
    const Eigen::VectorXf moved = X * axis;
    const float moved_boundary = ((from + to) / 2).dot(axis.transpose());
    const bool settled = ((moved.array() > moved_boundary) == (scores.array() > boundary)).all();
    scores = moved, boundary = moved_boundary;
    if (settled) break;
  }
  Split split;
  for (Index i = 0; i < X.rows(); ++i) split.side[scores(i) > boundary].push_back(i);
  split.projection = as_vector(scores);
  return split;
}

double largest_below(const MatrixF& X, int depth) {
  Split split = two_means(X);
  double largest = scaled_dip(std::move(split.projection));
  if (depth == kDepth) return largest;
  for (const std::vector<Index>& side : split.side)
    if (static_cast<Index>(side.size()) >= kSmallestNode)
      largest = std::max(largest, largest_below(X(side, Eigen::all), depth + 1));
  return largest;
}

}  // namespace

double dip_of_projection(std::span<const float> scores) {
  std::vector<float> sorted(scores.begin(), scores.end());
  std::sort(sorted.begin(), sorted.end());
  return dip_of_sorted(sorted).statistic;
}

double dip_of_first_component(MatrixFView X) { return scaled_dip(as_vector(first_component(X))); }

double split_dip(MatrixFView X) { return largest_below(X, 0); }

}  // namespace qed::statistics
