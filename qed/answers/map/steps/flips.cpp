// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/flips.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "qed/answers/map/steps/clusters.h"
#include "qed/answers/map/steps/structure.h"
#include "qed/base/text.h"
#include "qed/embedding/tsne/tsne.h"
#include "qed/metrics/embedding/quality.h"

namespace qed::answers::map {
namespace {

constexpr std::int64_t kFlipRows = 1500;       // rows of the sample that is asked again
constexpr std::int64_t kFlipNullRows = 300;    // rows of each of its null tables
constexpr int kFlipLandmarks = 500;
constexpr std::uint64_t kFlipStream = 0x666c6970;

// A sample of the rows, ready to be asked several things.
struct Sample {
  MatrixF X;
  Reduced reduced;
  std::vector<int> blocks;  // of reduced.points
  statistics::NullModel null;
  std::int64_t clusters;  // under the first seed
};

// Wide tables are asked in the space of their leading components: a flip is a comparison, not the answer.
Sample sample_of(MatrixF X, const std::vector<int>& feature_blocks, const MapOptions& options,
                 const Run& run) {
  Reduced reduced = reduce(X, options.dims, run.seed);
  auto blocks = blocks_of(reduced, feature_blocks);
  auto null = statistics::copula_null(reduced.points, blocks);
  const std::int64_t clusters = count_clusters(reduced, blocks, run.seed, run.level);
  return {std::move(X), std::move(reduced), std::move(blocks), std::move(null), clusters};
}

// The picture's decision on a sample, by the same rule as the whole.
Picture decide_picture(const Sample& sample, const SmallMap& how, double level) {
  embedding::TsneOptions options;
  options.perplexity = std::min(how.perplexity, static_cast<double>(sample.X.rows() - 1) / 3);
  options.dims = how.dims;
  options.seed = how.seed;
  const auto near = algorithms::neighbours(sample.reduced.points,
                                           {.k = embedding::neighbours_for(options.perplexity)});
  const MatrixF linear = flat_map(sample.reduced, how.dims);
  const auto tsne =
      embedding::tsne(embedding::affinities(near, options.perplexity),
                      embedding::initial_from_pca(linear, how.seed, how.dims), options);
  const auto quality = metrics::picture_quality(
      sample.X, {linear, tsne.coordinates},
      {.landmarks = kFlipLandmarks, .level = level, .seed = how.seed, .pairs = false});
  const auto gap = metrics::paired_gap(quality[1], quality[0], level, how.seed);
  if (gap.upper() < kNegligibleGap) return Picture::pca;  // the rule needs no null then
  const auto rows = sample_rows(sample.X.rows(), kFlipNullRows, how.seed, kFlipStream + 1);
  // No fewer null tables allow p <= 1 - level.
  const int fewest = std::max(19, static_cast<int>(std::ceil(1 / (1 - level) - kTie)) - 1);
  const StructureTest test =
      structure_test(take_rows(sample.reduced.points, rows), sample.null, fewest, how);
  return choose_picture(gap.lower(), gap.upper(), test.p_value <= 1 - level + kTie);
}

}  // namespace

std::vector<FlipFinding> ask_again(const Prepared& data, double perplexity, std::int64_t clusters,
                                   const MapOptions& options, const Run& run, Phases& phases) {
  phases.enter("flips");
  const auto rows = sample_rows(data.X.rows(), kFlipRows, run.seed, kFlipStream);
  const SmallMap how{perplexity, options.dims, run.seed};
  std::vector<FlipFinding> found;
  const auto add = [&](std::string change, const Sample& sample, const SmallMap& changed,
                       std::int64_t count) {
    found.push_back({std::move(change), decide_picture(sample, changed, run.level), count});
    phases.at(static_cast<double>(found.size()) / 5);
  };
  const Sample same = sample_of(take_rows(data.X, rows), data.encoder.blocks(), options, run);
  const bool whole = data.X.rows() <= kFlipRows;
  if (!whole) add("only " + counted(kFlipRows) + " rows", same, how, same.clusters);
  const std::int64_t unchanged = whole ? clusters : same.clusters;

  const bool was_unscaled = data.encoder.scale() == "none";
  Encoded other = rescaled(data, options, was_unscaled ? "standard" : "none", rows);
  const Sample unscaled = sample_of(std::move(other.X), other.blocks, options, run);
  add(was_unscaled ? "numbers standardised" : "numbers not scaled", unscaled, how,
      unscaled.clusters);

  const std::uint64_t seed = run.seed + 1;
  add("another seed", same, {perplexity, options.dims, seed},
      count_clusters(same.reduced, same.blocks, seed, run.level));
  add("perplexity halved", same, {perplexity / 2, options.dims, run.seed}, unchanged);
  add("perplexity doubled", same, {2 * perplexity, options.dims, run.seed}, unchanged);
  return found;
}

}  // namespace qed::answers::map
