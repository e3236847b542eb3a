// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/kmeans.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/random.h"
#include "qed/base/target.h"
#include "qed/base/threads.h"
#include "qed/linalg/blas.h"

namespace qed::models {

namespace {

constexpr std::uint64_t kStartStream = 0x6b6d65616e73, kRowsStream = 0x6b6d726f7773;
using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// From the products c·x of k centres with `rows` rows, one centre after the other so that rows are
/// compared side by side: argmin_c ‖c‖² − 2 c·x.
QED_HOT void nearest_of_products(const float* QED_RESTRICT product, Index rows, Index k,
                                 const float* norm, std::int32_t* QED_RESTRICT label,
                                 float* QED_RESTRICT value) {
  for (Index i = 0; i < rows; ++i) label[i] = 0, value[i] = norm[0] - 2 * product[i];
  for (Index c = 1; c < k; ++c) {
    const float* p = product + c * rows;
    const auto number = static_cast<std::int32_t>(c);
    for (Index i = 0; i < rows; ++i) {
      const float v = norm[c] - 2 * p[i];
      label[i] = v < value[i] ? number : label[i];
      value[i] = v < value[i] ? v : value[i];
    }
  }
}

QED_HOT void squared_distances(const float* x, Index n, Index d, const float* c, float* out) {
  for (Index i = 0; i < n; ++i) {
    const float* row = x + i * d;
    float s = 0;
    for (Index j = 0; j < d; ++j) s += (row[j] - c[j]) * (row[j] - c[j]);
    out[i] = s;
  }
}

/// Greedy k-means++: of 2 + ln k candidates drawn with probability ∝ D², the one that lowers ΣD²
/// most. Stops early when every row is a centre already.
MatrixF plus_plus(const MatrixF& X, int k, Rng& rng) {
  const Index n = X.rows(), d = X.cols();
  const int trials = 2 + static_cast<int>(std::log(k));
  MatrixF centres(k, d);
  std::vector<float> best(static_cast<std::size_t>(n)), trial(best), kept(best);
  centres.row(0) = X.row(static_cast<Index>(rng.below(static_cast<std::uint64_t>(n))));
  squared_distances(X.data(), n, d, centres.data(), best.data());
  for (int c = 1; c < k; ++c) {
    std::vector<double> cumulative(best.begin(), best.end());
    std::partial_sum(cumulative.begin(), cumulative.end(), cumulative.begin());
    if (!(cumulative.back() > 0)) return centres.topRows(c);
    double least = std::numeric_limits<double>::infinity();
    for (int t = 0; t < trials; ++t) {
      const double u = rng.uniform() * cumulative.back();
      const Index at = std::min<Index>(
          std::upper_bound(cumulative.begin(), cumulative.end(), u) - cumulative.begin(), n - 1);
      squared_distances(X.data(), n, d, X.row(at).data(), trial.data());
      double sum = 0;
      for (std::size_t i = 0; i < best.size(); ++i) sum += trial[i] = std::min(trial[i], best[i]);
      if (sum < least) least = sum, kept.swap(trial), centres.row(c) = X.row(at);
    }
    best.swap(kept);
  }
  return centres;
}

/// Means of the labelled rows, summed in double over fixed slabs; an empty cluster takes the row
/// that is farthest from its centre.
void update(const MatrixF& X, std::vector<std::int32_t>& label, std::vector<float>& distance,
            MatrixF& centres) {
  const Index k = centres.rows();
  struct Sums {
    MatrixD sum;
    Vector size;
  };
  const std::size_t slab = std::max<std::size_t>(4096, (label.size() + 15) / 16);
  Sums total{MatrixD::Zero(k, X.cols()), Vector::Zero(k)};
  total = parallel_reduce(
      label.size(), slab, total,
      [&](Block block) {
        Sums part{MatrixD::Zero(k, X.cols()), Vector::Zero(k)};
        for (std::size_t i = block.begin; i < block.end; ++i) {
          part.sum.row(label[i]) += X.row(static_cast<Index>(i)).cast<double>();
          ++part.size[label[i]];
        }
        return part;
      },
      [](Sums& all, Sums part) { all.sum += part.sum, all.size += part.size; });
  for (Index c = 0; c < k; ++c) {
    if (total.size[c] > 0) {
      centres.row(c) = (total.sum.row(c) / total.size[c]).cast<float>();
      continue;
    }
    const auto far = static_cast<std::size_t>(std::max_element(distance.begin(), distance.end()) -
                                              distance.begin());
    centres.row(c) = X.row(static_cast<Index>(far));
    distance[far] = 0;
  }
}

struct Fit {
  std::vector<std::int32_t> label;
  MatrixF centres;
  double within = 0;
  int iterations = 0;
  bool settled = false;
};

Fit lloyd(const MatrixF& X, MatrixF centres, int max_iterations) {
  Fit fit;
  fit.centres = std::move(centres);
  std::vector<float> distance;
  for (; fit.iterations < max_iterations; ++fit.iterations) {
    check_interrupt();
    auto label = nearest_centre(X, fit.centres, &distance);
    if (label == fit.label) {
      fit.settled = true;
      break;
    }
    fit.label = std::move(label);
    update(X, fit.label, distance, fit.centres);
  }
  fit.label = nearest_centre(X, fit.centres, &distance);
  for (float v : distance) fit.within += v;
  return fit;
}

/// m rows without replacement, in order.
MatrixF some_rows(const MatrixF& X, Index m, std::uint64_t seed) {
  Rng rng(seed, kRowsStream);
  MatrixF part(m, X.cols());
  for (Index i = 0, taken = 0; i < X.rows() && taken < m; ++i)
    if (rng.uniform() * static_cast<double>(X.rows() - i) < static_cast<double>(m - taken))
      part.row(taken++) = X.row(i);
  return part;
}

MatrixF best_start(const MatrixF& X, int k, const KMeansOptions& options, const RowVector& mean) {
  std::vector<Fit> fits(static_cast<std::size_t>(std::max(1, options.restarts)));
  parallel_blocks(fits.size(), 1, [&](Block block) {
    Rng rng(options.seed, kStartStream, block.index);
    fits[block.index] = lloyd(X, plus_plus(X, k, rng), options.max_iterations);
  });
  if (options.start.rows() > 0) {
    MatrixF start = options.start.rowwise() - mean.cast<float>();
    fits.push_back(lloyd(X, std::move(start), options.max_iterations));
  }
  const auto less = [](const Fit& a, const Fit& b) { return a.within < b.within; };
  return std::min_element(fits.begin(), fits.end(), less)->centres;
}

}  // namespace

std::vector<std::int32_t> nearest_centre(MatrixFView X, MatrixFView centres,
                                         std::vector<float>* squared_distance) {
  const Index k = centres.rows();
  const Eigen::VectorXf norm = centres.rowwise().squaredNorm();
  std::vector<std::int32_t> label(static_cast<std::size_t>(X.rows()));
  std::vector<float> value(label.size());
  parallel_blocks(label.size(), 1024, [&](Block block) {
    const auto first = static_cast<Index>(block.begin), rows = static_cast<Index>(block.size());
    std::vector<float> product(static_cast<std::size_t>(rows * k));
    linalg::inner_products(linalg::rows_of(centres), linalg::rows_of(X, first, rows),
                           product.data(), rows);
    nearest_of_products(product.data(), rows, k, norm.data(), &label[block.begin],
                        &value[block.begin]);
    for (Index i = 0; i < rows; ++i) {
      float& v = value[block.begin + static_cast<std::size_t>(i)];
      v = std::max(0.0f, v + X.row(first + i).squaredNorm());
    }
  });
  if (squared_distance) *squared_distance = std::move(value);
  return label;
}

Clustering kmeans(MatrixFView X, int k, const KMeansOptions& options, const Progress& progress) {
  require(k >= 1, ErrorCode::bad_option, "clusters: k is below 1");
  require(X.rows() > 0 && X.cols() > 0, ErrorCode::bad_shape, "k-means: the table is empty");
  require(X.allFinite(), ErrorCode::bad_value, "k-means: a value is missing or infinite");
  k = static_cast<int>(std::min<Index>(k, X.rows()));
  // About the mean, so that ‖c‖² − 2 x·c cancels least.
  const RowVector mean = X.cast<double>().colwise().mean();
  const MatrixF centred = X.rowwise() - mean.cast<float>();
  const bool subset = X.rows() > options.restart_rows;
  MatrixF start = best_start(
      subset ? some_rows(centred, options.restart_rows, options.seed) : centred, k, options, mean);
  if (progress) progress("k-means", 0.5);
  Fit fit = lloyd(centred, std::move(start), options.max_iterations);
  Clustering result = make_clustering(X, std::move(fit.label), "k-means");
  result.iterations = fit.iterations;
  result.termination = fit.settled ? "no row moved" : "iteration limit";
  return result;
}

}  // namespace qed::models
