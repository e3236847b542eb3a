// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/clusterability/clusterability.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/tests/dip.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kLandmarkStream = 0x6c616e646d;  // "landm"
constexpr Index kDistanceRows = 350;  // 61,000 distances; 500 rows took 44 % of a null table's time

struct Statistic {
  const char* name;
  double (*compute)(MatrixFView);
};
constexpr std::array<Statistic, 3> kStatistics{{{"dip_of_distances", dip_of_distances},
                                                {"dip_of_first_component", dip_of_first_component},
                                                {"split_dip", split_dip}}};
using Values = std::array<double, kStatistics.size()>;

Values compute_all(MatrixFView X) {
  Values values;
  for (std::size_t s = 0; s < values.size(); ++s) values[s] = kStatistics[s].compute(X);
  return values;
}

MatrixF choose_landmarks(MatrixFView X, std::int64_t count, std::uint64_t seed) {
  std::vector<Index> order(static_cast<std::size_t>(X.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  Rng rng(seed, kLandmarkStream);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    std::swap(order[i], order[i + rng.below(order.size() - i)]);
  order.resize(static_cast<std::size_t>(count));
  return X(order, Eigen::all);
}

/// Moves rows farther from the column medians than three quarters of the rows are to that distance: scattered
/// outliers and heavy tails then make no far mode of distances of their own.
void pull_in(MatrixF& Y) {
  std::vector<float> values(static_cast<std::size_t>(Y.rows()));
  const auto at_share = [&](double share) {
    const auto place = values.begin() +
                       static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
  };
  for (Index j = 0; j < Y.cols(); ++j) {
    for (Index i = 0; i < Y.rows(); ++i) values[static_cast<std::size_t>(i)] = Y(i, j);
    Y.col(j).array() -= at_share(0.5);
  }
  const Eigen::VectorXf norms = Y.rowwise().norm();
  std::copy(norms.begin(), norms.end(), values.begin());
  const float limit = at_share(0.75);
  for (Index i = 0; i < Y.rows(); ++i)
    if (norms(i) > limit) Y.row(i) *= limit / norms(i);
}

double share_error(double p, double trials) { return std::sqrt(p * (1 - p) / trials); }

/// values[0] is the data, the others the replicates. p[i] = share of all tables with a value at least values[i]:
/// (1 + #{others >= it}) / (1 + B).
std::vector<double> p_values(const std::vector<double>& values) {
  std::vector<double> sorted = values, p;
  std::sort(sorted.begin(), sorted.end());
  for (const double v : values) {
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), v) - sorted.begin();
    p.push_back(static_cast<double>(static_cast<std::int64_t>(values.size()) - below) /
                static_cast<double>(values.size()));
  }
  return p;
}

bool has_structure_to_test(const MatrixF& X) {
  return X.rows() >= 10 && (X.colwise().maxCoeff() - X.colwise().minCoeff()).maxCoeff() > 0;
}

}  // namespace

double dip_of_distances(MatrixFView X) {
  const Index n = std::min(X.rows(), kDistanceRows);
  MatrixF Y(n, X.cols());
  for (Index i = 0; i < n; ++i) Y.row(i) = X.row(i * X.rows() / n);
  pull_in(Y);
  return dip_of_sorted(sorted_pairwise_distances(Y)).statistic;
}

Clusterability clusterability(MatrixFView X, const NullModel& null,
                              const ClusterabilityOptions& options) {
  require(options.replicates >= 19, ErrorCode::bad_option,
          "clusterability: replicates must be 19 or more");
  require(options.landmarks >= 10, ErrorCode::bad_option,
          "clusterability: landmarks must be 10 or more");
  require(null.columns() == X.cols(), ErrorCode::bad_shape,
          "clusterability: the null model has other columns");
  Clusterability result;
  result.landmarks = std::min<std::int64_t>(X.rows(), options.landmarks);
  result.replicates = options.replicates;
  result.null_name = null.name(), result.null_keeps = null.keeps();
  const MatrixF landmarks = choose_landmarks(X, result.landmarks, options.seed);
  require(landmarks.allFinite(), ErrorCode::bad_value, "clusterability: features must be finite");
  if (!has_structure_to_test(landmarks)) return result;

  const auto B = static_cast<std::size_t>(options.replicates);
  std::vector<Values> values(B + 1);
  constexpr std::size_t kBatch = 32;  // between two reports of progress
  for (std::size_t done = 0; done <= B; done += kBatch) {
    if (options.progress)
      options.progress("null", static_cast<double>(done) / static_cast<double>(B + 1));
    parallel_blocks(std::min(kBatch, B + 1 - done), 1, [&](Block block) {
      const std::size_t b = done + block.index;
      values[b] = compute_all(b == 0 ? landmarks : null.sample(result.landmarks, options.seed, b));
    });
  }

  std::vector<double> best(B + 1, 1.0);
  for (std::size_t s = 0; s < kStatistics.size(); ++s) {
    std::vector<double> column;
    for (const Values& v : values) column.push_back(v[s]);
    const std::vector<double> p = p_values(column);
    for (std::size_t b = 0; b <= B; ++b) best[b] = std::min(best[b], p[b]);
    result.evidence.push_back({kStatistics[s].name,
                               column[0],
                               p[0],
                               share_error(p[0], static_cast<double>(B)),
                               {column.begin() + 1, column.end()}});
  }
  for (double& p : best) p = -p;  // small is extreme
  result.p_value = p_values(best)[0];
  result.standard_error = share_error(result.p_value, static_cast<double>(B));
  return result;
}

}  // namespace qed::statistics
