// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/stability.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/models/cluster/kmeans.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::models {

namespace {

constexpr std::uint64_t kLandmarkStream = 0x73746162, kResampleStream = 0x7374626f6f74;
using statistics::Estimate;

/// max over D of |C ∩ D| / |C ∪ D| for each C; -1 where C has no row.
std::vector<double> best_jaccard(const std::vector<std::int32_t>& C, int c_count,
                                 const std::vector<std::int32_t>& D, int d_count) {
  Matrix both = Matrix::Zero(c_count, d_count);
  Vector in_c = Vector::Zero(c_count), in_d = Vector::Zero(d_count);
  for (std::size_t i = 0; i < C.size(); ++i) {
    if (D[i] >= 0) ++in_d[D[i]];
    if (C[i] >= 0) ++in_c[C[i]];
    if (C[i] >= 0 && D[i] >= 0) ++both(C[i], D[i]);
  }
  std::vector<double> best(static_cast<std::size_t>(c_count), -1);
  for (Index c = 0; c < c_count; ++c)
    for (Index d = 0; d < d_count && in_c[c] > 0; ++d)
      best[static_cast<std::size_t>(c)] = std::max(best[static_cast<std::size_t>(c)],
                                                   both(c, d) / (in_c[c] + in_d[d] - both(c, d)));
  return best;
}

std::vector<Index> landmark_rows(Index n, const StabilityOptions& options) {
  Rng rng(options.seed, kLandmarkStream);
  std::vector<Index> rows;
  for (Index i = 0; i < n; ++i) {
    const auto left = static_cast<double>(options.landmarks - static_cast<Index>(rows.size()));
    if (rng.uniform() * static_cast<double>(n - i) < left) rows.push_back(i);
  }
  return rows;
}

std::vector<double> one_resample(MatrixFView X, const Clustering& clustering,
                                 const std::vector<Index>& rows, std::uint64_t seed,
                                 std::uint64_t index) {
  Rng rng(seed, kResampleStream, index);
  std::vector<std::size_t> drawn(rows.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) ++drawn[rng.below(rows.size())];
  MatrixF sample(static_cast<Index>(rows.size()), X.cols());
  std::vector<Index> first;  // one position in the sample for each distinct row
  std::vector<std::int32_t> label;
  Index at = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (drawn[i] > 0) {
      first.push_back(at);
      label.push_back(clustering.label[static_cast<std::size_t>(rows[i])]);
    }
    for (std::size_t t = 0; t < drawn[i]; ++t) sample.row(at++) = X.row(rows[i]);
  }
  KMeansOptions options;
  options.restarts = 3, options.seed = seed + index;
  const Clustering found = kmeans(sample, clustering.count, options);
  std::vector<std::int32_t> other;
  for (Index i : first) other.push_back(found.label[static_cast<std::size_t>(i)]);
  return best_jaccard(label, clustering.count, other, found.count);
}

/// Mean and Student's interval, kept within [0, 1].
Estimate mean_estimate(const std::vector<double>& values, double level) {
  if (values.size() < 2) return Estimate::undefined("no row of the cluster was looked at");
  const Estimate mean = statistics::mean_interval(values, level);
  return Estimate(mean.value(),
                  {std::max(0.0, mean.lower()), std::min(1.0, mean.upper()), level,
                   "mean of " + std::to_string(values.size()) + " bootstrap resamples"});
}

std::string verdict_of(const Estimate& jaccard) {
  if (!jaccard.is_defined()) return "not to be trusted";
  const double v = jaccard.value();
  return v >= 0.85 ? "stable" : v >= 0.75 ? "valid" : v >= 0.6 ? "doubtful" : "not to be trusted";
}

}  // namespace

ClusterStability cluster_stability(MatrixFView X, const Clustering& clustering,
                                   const StabilityOptions& options, const Progress& progress) {
  require(clustering.label.size() == static_cast<std::size_t>(X.rows()), ErrorCode::bad_shape,
          "clusters: their labels do not belong to these rows");
  require(options.replicates >= 2, ErrorCode::bad_option, "replicates: must be at least 2");
  ClusterStability result;
  if (clustering.count == 0) return result;
  const auto rows = landmark_rows(X.rows(), options);
  std::vector<std::vector<double>> resample(static_cast<std::size_t>(options.replicates));
  parallel_blocks(resample.size(), 1, [&](Block block) {
    resample[block.index] = one_resample(X, clustering, rows, options.seed, block.index);
  });
  if (progress) progress("cluster stability", 1);
  for (std::size_t c = 0; c < static_cast<std::size_t>(clustering.count); ++c) {
    std::vector<double> values;
    for (const auto& r : resample)
      if (r[c] >= 0) values.push_back(r[c]);
    result.jaccard.push_back(mean_estimate(values, options.level));
    result.verdict.push_back(verdict_of(result.jaccard.back()));
  }
  return result;
}

}  // namespace qed::models
