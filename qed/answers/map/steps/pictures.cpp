// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/pictures.h"

#include <algorithm>
#include <string>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/manifold/intrinsic_dimension.h"

namespace qed::answers::map {
namespace {

constexpr double kReliabilityFdr = 0.05;
// The exaggerated picture lies between t-SNE and a force-directed layout: fewer, tighter islands. Ref: [Bohm2022]
constexpr double kSpectrumExaggeration = 4;
// From where the early exaggeration ended (decision 011); maps of many rows have more momentum.
constexpr int kSpectrumIterations = 50, kSpectrumFewRowsIterations = 150;
constexpr Index kSpectrumFewRows = 20'000;

// 21 covariances; quantiles of noise eigenvalues need no more. Those of many columns hardly vary.
constexpr Index kParallelRows = 2000, kManyColumns = 100;

// Distances in all columns are the cost: beyond this many cells half the landmarks must do.
constexpr double kLargeTable = 2e7;
int landmarks_of(const MapOptions& options, MatrixFView X) {
  if (options.landmarks > 0) return options.landmarks;
  return static_cast<double>(X.size()) > kLargeTable ? 500 : 1000;
}

statistics::Estimate as_estimate(const manifold::Dimension& d) {
  if (!d.value) return statistics::Estimate::undefined(d.reason);
  return statistics::Estimate(*d.value, {d.lower, d.upper, d.level, d.method}).with_n(d.used);
}

double checked_perplexity(const MapOptions& options, std::int64_t n) {
  if (options.perplexity == 0) return embedding::default_perplexity(n);
  const double largest =
      static_cast<double>(n - 1) / 3;  // each row then has 3 × perplexity neighbours
  require(options.perplexity <= largest, ErrorCode::bad_option,
          "--perplexity: is " + shortest(options.perplexity) + ", but " + std::to_string(n) +
              " rows allow at most " + std::to_string(static_cast<int>(largest)),
          "leave it out to have it chosen from the number of rows");
  return options.perplexity;
}

}  // namespace

Pictures make_pictures(const Prepared& data, const MapOptions& options, const Run& run,
                       Phases& phases) {
  Pictures pictures;
  const Index n = data.X.rows();
  pictures.perplexity = checked_perplexity(options, n);

  phases.enter("pca");
  pictures.reduced = reduce(data.X, options.dims, run.seed, phases.inner());
  const Reduced& reduced = pictures.reduced;
  pictures.pca = flat_map(reduced, options.dims);

  phases.enter("neighbours");
  pictures.neighbours = algorithms::neighbours(
      reduced.points, {.k = embedding::neighbours_for(pictures.perplexity), .seed = run.seed},
      phases.inner());

  phases.enter("affinities");
  const embedding::Affinities P = embedding::affinities(pictures.neighbours, pictures.perplexity);

  phases.enter("optimise");
  embedding::TsneOptions how;
  how.perplexity = pictures.perplexity;
  how.dims = options.dims;
  how.seed = run.seed;
  pictures.tsne = embedding::tsne(
      P, embedding::initial_from_pca(pictures.pca, run.seed, options.dims), how, phases.inner());
  how.exaggeration = kSpectrumExaggeration;
  how.early_iterations = 0;
  how.iterations = n <= kSpectrumFewRows ? kSpectrumFewRowsIterations : kSpectrumIterations;
  pictures.tsne_exaggerated = embedding::tsne(P, pictures.tsne.early, how).coordinates;

  phases.enter("quality");
  const auto quality = metrics::picture_quality(
      data.X, {pictures.pca, pictures.tsne.coordinates},
      {.landmarks = landmarks_of(options, data.X), .level = run.level, .seed = run.seed},
      phases.inner());
  pictures.pca_quality = quality[0];
  pictures.tsne_quality = quality[1];
  pictures.gap = metrics::paired_gap(quality[1], quality[0], run.level, run.seed);
  pictures.reliability =
      metrics::reliability(pictures.neighbours.index, pictures.tsne.coordinates, kReliabilityFdr);

  phases.enter("dimensions");
  const Index d = data.X.cols();
  if (reduced.pca.spectrum.size() == std::min(n - 1, d)) {  // both rules need every eigenvalue
    pictures.marchenko_pastur = embedding::marchenko_pastur(reduced.pca.spectrum, n, d);
    pictures.gavish_donoho = embedding::gavish_donoho(reduced.pca.spectrum, n, d);
  }
  pictures.parallel_analysis = embedding::parallel_analysis(
      data.X, {.replicates = d > kManyColumns ? 10 : 20, .rows = kParallelRows, .seed = run.seed});
  pictures.intrinsic_dimension =
      as_estimate(manifold::two_nn(pictures.neighbours.distance, run.level));
  return pictures;
}

}  // namespace qed::answers::map
