// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/embedding/quality.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/metrics/embedding/distance_ranks.h"
#include "qed/metrics/embedding/pair_correlation.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

constexpr std::uint64_t kStream = 0x7175616c;     // "qual": the order in which rows are asked
constexpr double kAffordable = 2e8;  // distances computed with default options: about a second
constexpr std::size_t kBlock = 16;  // landmarks a block: 16 rows of 70,000 distances fit in L3
constexpr Index kPairPoints = 2000;  // landmarks whose pairs enter distance_correlation
constexpr double kGridPerDoubling = 3;

void require_finite(MatrixFView X, const std::string& what) {
  // Squares of differences must stay finite too.
  const int usable = parallel_reduce(
      static_cast<std::size_t>(X.rows()), 4096, 1,
      [&](Block b) {
        const auto rows = X.middleRows(static_cast<Index>(b.begin), static_cast<Index>(b.size()));
        return X.cols() == 0 || (rows.array().abs() < 1e17F).all() ? 1 : 0;
      },
      [](int& all, int part) { all &= part; });
  require(usable == 1, ErrorCode::bad_value,
          what + ": holds a value that is not finite, or above 1e17 in size",
          "remove or impute missing values; rescale");
}

// The first `count` rows of a random order of n rows (Fisher and Yates).
std::vector<Index> random_rows(Index n, Index count, std::uint64_t seed) {
  std::vector<Index> rows(static_cast<std::size_t>(n));
  std::iota(rows.begin(), rows.end(), Index{0});
  Rng rng(seed, kStream);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    std::swap(rows[i], rows[i + rng.below(rows.size() - i)]);
  rows.resize(static_cast<std::size_t>(count));
  return rows;
}

// What all landmarks of a call share: sizes and the weights that make one pass enough.
struct Plan {
  Index landmarks, reference, others, pair_points;  // others = M
  int k;
  std::vector<double> grid;  // K of the curve
  Vector weight;  // [t] = Σ_{K>=t} M / (K² (M-K)) / H: what one max(ρ, r) = t adds
  double constant;  // - Σ_K 1/(M-K) / H

  Plan(Index n, const QualityOptions& o) {
    landmarks = std::min<Index>(n, o.landmarks);
    const auto affordable = static_cast<Index>(kAffordable / static_cast<double>(landmarks));
    reference =
        std::min<Index>(n, std::max<Index>(landmarks, o.reference > 0 ? o.reference : affordable));
    others = reference - 1;
    pair_points = o.pairs ? std::min(landmarks, kPairPoints) : 0;
    k = static_cast<int>(std::clamp<Index>(o.k, 1, std::max<Index>(1, others / 2)));
    for (double x = 1; x < static_cast<double>(others); x *= std::exp2(1 / kGridPerDoubling))
      if (const double K = std::round(x);
          K < static_cast<double>(others) && (grid.empty() || K > grid.back()))
        grid.push_back(K);
    set_weights();
  }

  void set_weights() {
    const auto M = static_cast<double>(others);
    double H = 0;
    for (double K = 1; K < M; ++K) H += 1 / K;
    weight = Vector::Zero(others + 1);
    constant = 0;
    for (Index K = others - 1; K >= 1; --K) {
      const auto x = static_cast<double>(K);
      weight[K] = weight[K + 1] + M / (x * x * (M - x)) / H;
      constant -= 1 / (M - x) / H;
    }
  }
};

// Everything one call computes, filled landmark by landmark: row i, or the pairs (i, j < i), are landmark i's own.
struct Tally {
  Matrix r_nx;  // landmarks x grid
  std::vector<float> pairs;  // picture distances among the first landmarks
};

std::size_t first_pair(Index i) { return i < 2 ? 0 : static_cast<std::size_t>(i * (i - 1) / 2); }

void keep_pairs(std::span<const float> distances, Index i, const Plan& plan,
                std::vector<float>& pairs) {
  if (i >= plan.pair_points) return;
  std::copy_n(distances.begin(), i, pairs.begin() + static_cast<std::ptrdiff_t>(first_pair(i)));
}

// Counts of max(ρ, r) and the two penalty sums of one landmark in one picture.
struct Penalties {
  double false_neighbours = 0, missed_neighbours = 0;
};
Penalties count_ranks(std::span<const std::uint32_t> order, const std::vector<std::int32_t>& rho,
                      int k, std::vector<std::int32_t>& counts) {
  std::fill(counts.begin(), counts.end(), 0);
  std::int64_t false_sum = 0, missed_sum = 0;
  std::int32_t r = 0;
  for (std::uint32_t j : order) {
    ++r;
    const std::int32_t high = rho[j];
    ++counts[static_cast<std::size_t>(std::max(high, r))];
    if (r <= k)
      false_sum += std::max(0, high - k);
    else if (high <= k)
      missed_sum += r - k;
  }
  return {static_cast<double>(false_sum), static_cast<double>(missed_sum)};
}

// The contributions of landmark i to one picture's statistics.
void contribute(Index i, const Plan& plan, const std::vector<std::int32_t>& counts,
                const Penalties& penalties, Tally& tally, PictureQuality& out) {
  const auto M = static_cast<double>(plan.others);
  double auc = plan.constant, kept = 0;
  std::size_t next = 0;
  for (Index K = 1; K < plan.others; ++K) {
    const auto count = static_cast<double>(counts[static_cast<std::size_t>(K)]);
    auc += plan.weight[K] * count;
    kept += count;
    if (K == plan.k) out.knn_recall_i[i] = kept / plan.k;
    if (next < plan.grid.size() && static_cast<double>(K) == plan.grid[next]) {
      const double x = plan.grid[next];
      tally.r_nx(i, static_cast<Index>(next++)) = (M * kept / x - x) / (M - x);
    }
  }
  out.auc_rnx_i[i] = auc;
  const double scale = 2 / (plan.k * (2 * M - 3.0 * plan.k + 1));
  out.trustworthiness_i[i] = 1 - scale * penalties.false_neighbours;
  out.continuity_i[i] = 1 - scale * penalties.missed_neighbours;
}

PictureQuality empty_quality(const Plan& plan, const std::vector<Index>& rows) {
  PictureQuality out;
  out.k_grid = plan.grid;
  out.auc_rnx_i = out.knn_recall_i = out.trustworthiness_i = out.continuity_i =
      Vector::Zero(plan.landmarks);
  out.landmarks.assign(rows.begin(), rows.begin() + plan.landmarks);
  out.reference = plan.reference;
  out.k = plan.k;
  return out;
}

std::span<const double> values_of(const Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

statistics::Estimate over_landmarks(const Vector& values, double level) {
  return statistics::mean_interval(values_of(values), level).with_n(values.size());
}

void finish(const Tally& tally, std::span<const float> high_pairs, double level,
            PictureQuality& out) {
  const RowVector mean = tally.r_nx.colwise().mean();
  out.r_nx.assign(mean.data(), mean.data() + mean.size());
  out.auc_rnx = over_landmarks(out.auc_rnx_i, level);
  out.knn_recall = over_landmarks(out.knn_recall_i, level);
  out.trustworthiness = over_landmarks(out.trustworthiness_i, level);
  out.continuity = over_landmarks(out.continuity_i, level);
  if (!high_pairs.empty())
    out.distance_correlation = pair_rank_correlation(high_pairs, tally.pairs, level);
}

// The shared state of one call, and the work of one block of landmarks.
struct Asked {
  Plan plan;
  TiledPoints high;
  std::vector<TiledPoints> low;
  std::vector<float> high_pairs;
  std::vector<Tally> tallies;
  std::vector<PictureQuality> results;

  void ask(Block block) {
    const auto first = static_cast<Index>(block.begin), count = static_cast<Index>(block.size());
    const auto size = static_cast<std::size_t>(plan.reference);
    std::vector<std::vector<float>> distances(low.size() + 1);
    high.squared_distances(first, count, distances[0]);
    for (std::size_t v = 0; v < low.size(); ++v)
      low[v].squared_distances(first, count, distances[v + 1]);
    DistanceOrder sorter;
    std::vector<std::int32_t> rho(size), counts(size);
    for (Index q = 0; q < count; ++q) {
      const Index i = first + q;
      const auto row = [&](std::size_t which) {
        return std::span<const float>(distances[which])
            .subspan(static_cast<std::size_t>(q * high.stride()), size);
      };
      std::int32_t rank = 0;
      for (std::uint32_t j : sorter.sort(row(0), i)) rho[j] = ++rank;
      keep_pairs(row(0), i, plan, high_pairs);
      for (std::size_t v = 0; v < low.size(); ++v) {
        const Penalties penalties = count_ranks(sorter.sort(row(v + 1), i), rho, plan.k, counts);
        contribute(i, plan, counts, penalties, tallies[v], results[v]);
        keep_pairs(row(v + 1), i, plan, tallies[v].pairs);
      }
    }
  }
};

void check(MatrixFView high, const std::vector<MatrixFView>& pictures, const QualityOptions& o) {
  statistics::require_level(o.level);
  require(o.landmarks >= 2, ErrorCode::bad_option, "landmarks: must be at least 2");
  require(o.k >= 1, ErrorCode::bad_option, "k: must be at least 1");
  require(high.rows() >= 5, ErrorCode::bad_shape, "picture quality: needs at least 5 rows");
  require_finite(high, "data");
  for (std::size_t v = 0; v < pictures.size(); ++v) {
    const std::string name = "picture " + std::to_string(v + 1);
    require(pictures[v].rows() == high.rows(), ErrorCode::bad_shape,
            name + ": has " + std::to_string(pictures[v].rows()) + " rows, but the data have " +
                std::to_string(high.rows()));
    require_finite(pictures[v], name);
  }
}

}  // namespace

std::vector<PictureQuality> picture_quality(MatrixFView high,
                                            const std::vector<MatrixFView>& pictures,
                                            const QualityOptions& options,
                                            const Progress& progress) {
  check(high, pictures, options);
  const Plan plan(high.rows(), options);
  const std::vector<Index> rows = random_rows(high.rows(), plan.reference, options.seed);
  Asked asked{plan, TiledPoints(high, rows), {}, {}, {}, {}};
  asked.high_pairs.resize(first_pair(plan.pair_points));
  for (const MatrixFView& picture : pictures) {
    asked.low.emplace_back(picture, rows);
    asked.tallies.push_back({Matrix::Zero(plan.landmarks, static_cast<Index>(plan.grid.size())),
                             std::vector<float>(first_pair(plan.pair_points))});
    asked.results.push_back(empty_quality(plan, rows));
  }
  // Ten rounds, so that progress is reported from this thread.
  const auto total = static_cast<std::size_t>(plan.landmarks);
  const std::size_t round = block_count(block_count(total, 10), kBlock) * kBlock;
  for (std::size_t begin = 0; begin < total; begin += round) {
    if (progress) progress("quality", static_cast<double>(begin) / static_cast<double>(total));
    parallel_blocks(std::min(round, total - begin), kBlock,
                    [&](Block b) { asked.ask({b.begin + begin, b.end + begin, b.index}); });
  }
  for (std::size_t v = 0; v < pictures.size(); ++v)
    finish(asked.tallies[v], asked.high_pairs, options.level, asked.results[v]);
  return std::move(asked.results);
}

statistics::Estimate paired_gap(const PictureQuality& a, const PictureQuality& b, double level,
                                std::uint64_t) {
  require(a.landmarks == b.landmarks && a.reference == b.reference, ErrorCode::bad_shape,
          "paired_gap: the pictures were asked at different landmarks",
          "compute both in one picture_quality call");
  return over_landmarks(a.auc_rnx_i - b.auc_rnx_i, level);
}

}  // namespace qed::metrics
