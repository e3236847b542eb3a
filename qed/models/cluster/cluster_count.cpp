// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/cluster_count.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/linalg/eigen.h"
#include "qed/models/cluster/kmeans.h"
#include "qed/models/cluster/modality.h"

namespace qed::models {

namespace {

constexpr double kLeastAgreement = 0.6;
constexpr std::uint64_t kRowStream = 0x636c726f7773, kBoxStream = 0x676170626f78;

std::vector<Index> some_rows(Index n, Index m, std::uint64_t seed) {
  Rng rng(seed, kRowStream);
  std::vector<Index> rows;
  for (Index i = 0; i < n && static_cast<Index>(rows.size()) < m; ++i)
    if (rng.uniform() * static_cast<double>(n - i) <
        static_cast<double>(m - static_cast<Index>(rows.size())))
      rows.push_back(i);
  return rows;
}

MatrixF take(MatrixFView X, const std::vector<Index>& rows) {
  MatrixF part(static_cast<Index>(rows.size()), X.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) part.row(static_cast<Index>(i)) = X.row(rows[i]);
  return part;
}

/// Uniform in the box around the rows along their principal axes.
class PrincipalBox {
 public:
  explicit PrincipalBox(const MatrixF& X) {
    mean_ = X.cast<double>().colwise().mean();
    const Matrix centred = X.cast<double>().rowwise() - mean_;
    axes_ = linalg::symmetric_eigen(centred.transpose() * centred).vectors;
    const Matrix scores = centred * axes_;
    low_ = scores.colwise().minCoeff();
    high_ = scores.colwise().maxCoeff();
  }
  MatrixF draw(Index rows, std::uint64_t seed, std::uint64_t index) const {
    Rng rng(seed, kBoxStream, index);
    Matrix Z(rows, low_.cols());
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < Z.cols(); ++j) Z(i, j) = low_[j] + (high_[j] - low_[j]) * rng.uniform();
    return ((Z * axes_.transpose()).rowwise() + mean_).cast<float>();
  }

 private:
  RowVector mean_, low_, high_;
  Matrix axes_;
};

std::vector<double> log_within(const MatrixF& X, int max_k, std::uint64_t seed) {
  std::vector<double> result(static_cast<std::size_t>(max_k));
  parallel_blocks(result.size(), 1, [&](Block block) {
    KMeansOptions options;
    options.restarts = 2, options.seed = seed, options.max_iterations = 30;
    const double within = kmeans(X, static_cast<int>(block.index) + 1, options).within;
    result[block.index] = std::log(std::max(within, 1e-300));
  });
  return result;
}

void add_gap(MatrixFView X, const ClusterCountOptions& options, ClusterCount& result) {
  const int B = options.gap_replicates;
  const MatrixF rows = take(X, some_rows(X.rows(), options.gap_landmarks, options.seed + 1));
  const int most = static_cast<int>(std::min<Index>(options.max_k, rows.rows() / 2));
  if (B < 2 || most < 1) return;
  const PrincipalBox box(rows);
  const auto real = log_within(rows, most, options.seed);
  Matrix null(B, most);
  for (int b = 0; b < B; ++b) {
    const auto index = static_cast<std::uint64_t>(b);
    const MatrixF reference = options.null ? options.null(rows.rows(), index)
                                           : box.draw(rows.rows(), options.seed, index);
    const auto w = log_within(reference, most, options.seed);
    null.row(b) = Eigen::Map<const RowVector>(w.data(), most);
  }
  for (int k = 0; k < most; ++k) {
    const double mean = null.col(k).mean();
    const double sd = std::sqrt((null.col(k).array() - mean).square().mean());
    result.k.push_back(k + 1);
    result.gap.push_back(mean - real[static_cast<std::size_t>(k)]);
    result.gap_se.push_back(sd * std::sqrt(1 + 1.0 / B));
  }
  std::size_t k = 0;
  while (k + 1 < result.gap.size() && result.gap[k] < result.gap[k + 1] - result.gap_se[k + 1]) ++k;
  result.gap_count = static_cast<int>(k) + 1;
}

/// Every third split cuts in the leading principal directions, the others in the space of all
/// columns; with ten columns or fewer all do.
std::vector<std::vector<std::int32_t>> split_groups(const MatrixF& X,
                                                    const ClusterCountOptions& options) {
  std::vector<std::vector<std::int32_t>> groups(static_cast<std::size_t>(options.splits));
  parallel_blocks(groups.size(), 1, [&](Block block) {
    ModalityOptions modality;
    modality.seed = options.seed, modality.split = block.index;
    modality.subspace = X.cols() > 10 && block.index % 3 == 2;
    groups[block.index] = modal_groups(X, modality);
  });
  return groups;
}

}  // namespace

ClusterCount cluster_count(MatrixFView X, const ClusterCountOptions& options,
                           const Progress& progress) {
  require(X.rows() > 0 && X.cols() > 0, ErrorCode::bad_shape, "clusters: the table is empty");
  require(X.allFinite(), ErrorCode::bad_value, "clusters: a value is missing or infinite");
  require(options.splits >= 1, ErrorCode::bad_option, "splits: must be at least 1");
  ClusterCount result;
  result.rows = some_rows(X.rows(), options.landmarks, options.seed);
  const MatrixF rows = take(X, result.rows);
  const auto groups = split_groups(spread_ties(rows, options.seed), options);
  if (progress) progress("count clusters", 0.7);
  result.groups = make_clustering(rows, consensus(groups, std::max<Index>(10, rows.rows() / 200)),
                                  "splits' agreement");
  result.agreement = 0;
  for (const auto& group : groups) {
    result.split_counts.push_back(make_clustering(rows, group, "").count);
    result.agreement += adjusted_rand(group, result.groups.label) / options.splits;
  }
  if (result.agreement < kLeastAgreement)
    result.groups = make_clustering(rows, std::vector<std::int32_t>(result.rows.size(), 0),
                                    "one: the random splits disagree");
  result.count = result.groups.count;
  result.centres = result.groups.centres;
  result.rule = "groups separated by a significant dip on rows not used to find them, on which " +
                std::to_string(options.splits) + " random splits agree by at least 0.6";
  add_gap(X, options, result);
  if (progress) progress("count clusters", 1);
  return result;
}

}  // namespace qed::models
