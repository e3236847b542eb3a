// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/clusters.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "qed/answers/map/verdict.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers::map {
namespace {

constexpr std::int64_t kTestSource =
    3000;      // rows from which the null learns the columns and their correlations
constexpr std::int64_t kDensityRows = 5000;  // HDBSCAN is quadratic: beyond, its rows are a sample
constexpr double kComesBack =
    0.6;  // Jaccard below which a cluster is not to be trusted. Ref: [Hennig2007]
constexpr int kProfileColumns = 5;
constexpr std::int64_t kFlipLandmarks = 500;  // rows of a test that is asked again
constexpr std::uint64_t kSourceStream = 0x636c7573, kDensityStream = 0x64656e73;

// "auto" is 0, else the number asked for.
int asked_clusters(const std::string& text) {
  if (text == "auto") return 0;
  int k = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), k);
  require(
      failed == std::errc{} && end == text.data() + text.size() && k >= 1 && k <= 100,
      ErrorCode::bad_option,
      "--clusters: is \"" + printable(text) + "\", but must be auto or a whole number in [1, 100]");
  return k;
}

statistics::Clusterability test_clusters(MatrixFView X, const std::vector<int>& blocks,
                                         const statistics::ClusterabilityOptions& how) {
  const MatrixF source = take_rows(X, sample_rows(X.rows(), kTestSource, how.seed, kSourceStream));
  const auto null = statistics::copula_null(source, blocks, statistics::Marginals::unimodal);
  return statistics::clusterability(X, null, how);
}

bool all_come_back(const models::ClusterStability& stability) {
  return std::ranges::all_of(stability.jaccard, [](const statistics::Estimate& jaccard) {
    return jaccard.is_defined() && jaccard.value() >= kComesBack;
  });
}

// k-means with k clusters, and whether they come back.
void describe(Clusters& clusters, MatrixFView points, int k, std::uint64_t seed, double level) {
  models::KMeansOptions how;
  how.seed = seed;
  if (k == clusters.count.count) how.start = clusters.count.centres;
  clusters.kmeans = models::kmeans(points, k, how);
  clusters.stability =
      models::cluster_stability(points, clusters.kmeans, {.level = level, .seed = seed});
}

// A count on which the halvings agree stands. A doubtful one is lowered until every cluster comes back from resampled
// rows: a cluster that does not is not counted. Leaves the clusters described.
int settle(Clusters& clusters, MatrixFView points, std::uint64_t seed, double level) {
  int k = clusters.count.count;
  for (; k > 1; --k) {
    describe(clusters, points, k, seed, level);
    if (clusters.count.agreement >= kSureAgreement || all_come_back(clusters.stability)) break;
  }
  return k;
}

// A column as the user knows it, for the profile.
models::ProfileColumn profile_column(const data::Column& column) {
  if (const auto* words = std::get_if<data::Categories>(&column.values))
    return models::CategoryColumn{column.name, words->codes, words->levels};
  return models::NumericColumn{column.name, column.numbers()};
}

std::vector<models::ProfileLine> profile_of(const data::Table& table,
                                            const data::FeatureEncoder& encoder,
                                            const std::vector<std::int32_t>& label, double level) {
  const std::vector<std::string> names = encoder.used_columns();
  return models::cluster_profile(
      label, names.size(), [&](std::size_t i) { return profile_column(table.column(names[i])); },
      {.top = kProfileColumns, .level = level});
}

}  // namespace

Clusters find_clusters(const Prepared& data, const Reduced& reduced, const MapOptions& options,
                       const Run& run, Phases& phases) {
  Clusters clusters;
  const int asked = asked_clusters(options.clusters);
  phases.enter("clusters");
  clusters.tests =
      test_clusters(reduced.points, blocks_of(reduced, data.encoder.blocks()),
                    {.replicates = options.nulls, .seed = run.seed, .progress = phases.inner()});
  clusters.count =
      models::cluster_count(reduced.points, {.null = {}, .seed = run.seed}, phases.inner());
  const bool any = clusters.tests.p_value <= 1 - run.level + kTie;
  clusters.forced = asked > 0;
  clusters.counted = any && asked == 0 ? settle(clusters, reduced.points, run.seed, run.level)
                                       : clusters.count.count;
  clusters.found = choose_clusters(any, clusters.counted);
  if (asked > 1) describe(clusters, reduced.points, asked, run.seed, run.level);
  if ((asked > 0 ? asked : clusters.found) < 2) {
    clusters.kmeans = {};
    return clusters;
  }
  clusters.profile = profile_of(data.table, data.encoder, clusters.kmeans.label, run.level);

  clusters.hdbscan_rows =
      sample_rows(reduced.points.rows(), kDensityRows, run.seed, kDensityStream);
  std::vector<std::int32_t> same_rows;
  std::vector<Index> size(static_cast<std::size_t>(clusters.kmeans.count), 0);
  for (auto row : clusters.hdbscan_rows) {
    same_rows.push_back(clusters.kmeans.label[static_cast<std::size_t>(row)]);
    ++size[static_cast<std::size_t>(same_rows.back())];
  }
  // Looked at on the scale of the clusters that were found: half of the smallest is still a cluster.
  clusters.hdbscan =
      models::hdbscan(take_rows(reduced.points, clusters.hdbscan_rows),
                      {.min_cluster_size = std::max<Index>(10, std::ranges::min(size) / 2)});
  clusters.agreement = models::adjusted_rand(same_rows, clusters.hdbscan.label);
  return clusters;
}

std::int64_t count_clusters(const Reduced& reduced, const std::vector<int>& blocks,
                            std::uint64_t seed, double level) {
  // Five times the fewest null tables for one p-value: the combined one ties more (decision 006).
  const auto replicates =
      std::max<std::int64_t>(19, static_cast<std::int64_t>(std::ceil(5 / (1 - level) - kTie)) - 1);
  const auto tests =
      test_clusters(reduced.points, blocks,
                    {.landmarks = kFlipLandmarks, .replicates = replicates, .seed = seed});
  const bool any = tests.p_value <= 1 - level + kTie;
  if (!any) return 0;
  Clusters clusters;
  clusters.count =
      models::cluster_count(reduced.points, {.gap_replicates = 0, .null = {}, .seed = seed});
  return choose_clusters(any, settle(clusters, reduced.points, seed, level));
}

}  // namespace qed::answers::map
