// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/flips.h"

#include <algorithm>
#include <string>

#include "qed/answers/map/steps/clusters.h"
#include "qed/answers/map/steps/structure.h"
#include "qed/embedding/tsne/tsne.h"
#include "qed/metrics/embedding/quality.h"

namespace qed::answers::map {
namespace {

constexpr std::int64_t kFlipRows = 1500;       // rows of the sample that is asked again
constexpr std::int64_t kFlipNullRows = 300;    // rows of each of its null tables
constexpr int kFlipNulls = 39;                 // the fewest that allow p <= 0.025
constexpr std::uint64_t kFlipStream = 0x666c6970;

struct Asked {
  Picture picture;
  std::int64_t clusters;
};

// The picture's decision on a sample, by the same rule as the whole.
Picture decide_picture(MatrixFView X, const std::vector<int>& blocks, const SmallMap& how, double level) {
  const Reduced reduced = reduce(X, how.dims, how.seed);
  const double perplexity = std::min(how.perplexity, static_cast<double>(X.rows() - 1) / 3);
  const auto near = algorithms::neighbours(reduced.points, {.k = embedding::neighbours_for(perplexity)});
  const MatrixF linear = flat_map(reduced, how.dims);
  embedding::TsneOptions options;
  options.perplexity = perplexity;
  options.dims = how.dims;
  options.seed = how.seed;
  const auto tsne = embedding::tsne(embedding::affinities(near, perplexity),
                                    embedding::initial_from_pca(linear, how.seed, how.dims), options);
  const auto quality = metrics::picture_quality(X, {linear, tsne.coordinates}, {.landmarks = 500, .level = level, .seed = how.seed});
  const auto gap = metrics::paired_gap(quality[1], quality[0], level, how.seed);
  const MatrixF landmarks = take_rows(X, sample_rows(X.rows(), kFlipNullRows, how.seed, kFlipStream + 1));
  const auto null = statistics::copula_null(X, blocks);
  const StructureTest test = structure_test(landmarks, null, kFlipNulls, how);
  return choose_picture(gap.lower(), gap.upper(), test.p_value <= 1 - level + kTie);
}

}  // namespace

std::vector<FlipFinding> ask_again(const Prepared& data, double perplexity, std::int64_t clusters,
                                   const MapOptions& options, const Run& run, Phases& phases) {
  phases.enter("flips");
  const auto rows = sample_rows(data.X.rows(), kFlipRows, run.seed, kFlipStream);
  const MatrixF X = take_rows(data.X, rows);
  const std::vector<int> blocks = data.encoder.blocks();
  const SmallMap how{perplexity, options.dims, run.seed};
  const std::string other_scale = data.encoder.scale() == "none" ? "standard" : "none";
  const MatrixF unscaled = take_rows(rescaled(data, options, other_scale), rows);
  const std::vector<int> unscaled_blocks =
      unscaled.cols() == X.cols() ? blocks : std::vector<int>(static_cast<std::size_t>(unscaled.cols()), -1);
  const auto cluster = [&](MatrixFView Z, const std::vector<int>& b, std::uint64_t seed) {
    return count_clusters(Z, b, kFlipNulls, seed, run.level);
  };
  std::vector<FlipFinding> found;
  const auto add = [&](std::string change, Picture picture, std::int64_t count) {
    found.push_back({std::move(change), picture, count});
    phases.at(static_cast<double>(found.size()) / 5);
  };
  if (data.X.rows() > kFlipRows)
    add("only " + std::to_string(kFlipRows) + " rows", decide_picture(X, blocks, how, run.level), cluster(X, blocks, run.seed));
  add(other_scale == "none" ? "numbers not scaled" : "numbers standardised",
      decide_picture(unscaled, unscaled_blocks, how, run.level), cluster(unscaled, unscaled_blocks, run.seed));
  add("another seed", decide_picture(X, blocks, {perplexity, options.dims, run.seed + 1}, run.level), cluster(X, blocks, run.seed + 1));
  const double largest = static_cast<double>(X.rows() - 1) / 3;
  add("perplexity halved", decide_picture(X, blocks, {perplexity / 2, options.dims, run.seed}, run.level), clusters);
  add("perplexity doubled", decide_picture(X, blocks, {std::min(2 * perplexity, largest), options.dims, run.seed}, run.level), clusters);
  return found;
}

}  // namespace qed::answers::map
