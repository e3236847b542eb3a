// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/structure.h"

#include <algorithm>
#include <cmath>

#include "qed/answers/map/steps/prepare.h"
#include "qed/base/threads.h"
#include "qed/embedding/tsne/tsne.h"
#include "qed/metrics/embedding/quality.h"

namespace qed::answers::map {
namespace {

constexpr int kRankedLandmarks =
    200;  // rows whose ranks are taken: the area's standard error is then about 0.01
// Data and null tables stop alike, so a map need not have settled: with 40 + 110 iterations the
// statistics stand as far from the null as with 100 + 250 (decision 011).
constexpr int kEarlyIterations = 40, kIterations = 110;

double largest_standardised(const PictureStatistics& t, const PictureStatistics& mean,
                            const PictureStatistics& sd) {
  double largest = -INFINITY;
  for (std::size_t s = 0; s < t.size(); ++s)
    largest = std::max(largest, sd[s] > 0 ? (t[s] - mean[s]) / sd[s] : 0.0);
  return largest;
}

// From the statistics of the data (first) and of every replicate, the one test.
StructureTest conclude(const std::vector<PictureStatistics>& all) {
  StructureTest test;
  const auto count = static_cast<double>(all.size());
  PictureStatistics mean{}, sd{};
  for (std::size_t s = 0; s < mean.size(); ++s) {
    for (const auto& t : all) mean[s] += t[s] / count;
    for (const auto& t : all) sd[s] += (t[s] - mean[s]) * (t[s] - mean[s]);
    sd[s] = std::sqrt(sd[s] / (count - 1));
    const auto as_extreme =
        std::ranges::count_if(all, [&](const auto& t) { return t[s] >= all.front()[s]; });
    test.single_p[s] =
        static_cast<double>(as_extreme) / count;  // the data count among themselves: the 1 + of p
    for (std::size_t b = 1; b < all.size(); ++b) test.null_mean[s] += all[b][s] / (count - 1);
    for (std::size_t b = 1; b < all.size(); ++b)
      test.null_sd[s] += std::pow(all[b][s] - test.null_mean[s], 2);
    test.null_sd[s] = std::sqrt(test.null_sd[s] / (count - 2));
  }
  test.observed = all.front();
  test.statistic = largest_standardised(all.front(), mean, sd);
  for (std::size_t b = 1; b < all.size(); ++b)
    test.null_values.push_back(largest_standardised(all[b], mean, sd));
  const auto as_extreme =
      std::ranges::count_if(test.null_values, [&](double t) { return t >= test.statistic; });
  test.p_value = (1.0 + static_cast<double>(as_extreme)) / count;
  test.p_error = std::sqrt(test.p_value * (1 - test.p_value) / count);
  return test;
}

MatrixF linear_picture(MatrixFView X, const SmallMap& how) {
  const Index dims = std::min<Index>(how.dims, X.cols());
  const auto model =
      embedding::pca(X, {.components = static_cast<int>(dims),
                         .solver = X.cols() > kReducedDimension ? "randomised" : "covariance",
                         .seed = how.seed});
  MatrixF map = MatrixF::Zero(X.rows(), how.dims);
  map.leftCols(model.components.cols()) = embedding::transform(model, X);
  return map;
}

}  // namespace

PictureStatistics picture_statistics(MatrixFView X, const SmallMap& how) {
  embedding::TsneOptions options;
  options.perplexity = std::min(how.perplexity, static_cast<double>(X.rows() - 1) / 3);
  options.dims = how.dims;
  options.seed = how.seed;
  options.early_iterations = kEarlyIterations;
  options.iterations = kIterations;
  // Among few rows the features themselves cost less than the leading components to seek neighbours in.
  const auto near = algorithms::neighbours(X, {.k = embedding::neighbours_for(options.perplexity)});
  const MatrixF linear = linear_picture(X, how);
  const embedding::Tsne tsne =
      embedding::tsne(embedding::affinities(near, options.perplexity),
                      embedding::initial_from_pca(linear, how.seed, how.dims), options);
  const auto quality =
      metrics::picture_quality(X, {linear, tsne.coordinates},
                               {.landmarks = kRankedLandmarks, .seed = how.seed, .pairs = false});
  const double area = quality[1].auc_rnx.value();
  return {area - quality[0].auc_rnx.value(), area, -tsne.kl};
}

StructureTest structure_test(MatrixFView landmarks, const statistics::NullModel& null,
                             int replicates, const SmallMap& how, const Progress& progress) {
  std::vector<PictureStatistics> all(static_cast<std::size_t>(replicates) + 1);
  all.front() = picture_statistics(landmarks, how);
  constexpr std::size_t kBatch =
      8;  // between batches the progress is reported, from the asking thread
  for (std::size_t done = 1; done < all.size(); done += kBatch) {
    if (progress) progress("nulls", static_cast<double>(done) / replicates);
    parallel_blocks(std::min(kBatch, all.size() - done), 1, [&](Block block) {
      const std::size_t b = done + block.begin;
      all[b] = picture_statistics(null.sample(landmarks.rows(), how.seed, b), how);
    });
  }
  StructureTest test = conclude(all);
  test.rows = landmarks.rows();
  return test;
}

}  // namespace qed::answers::map
