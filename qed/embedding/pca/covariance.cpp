// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/covariance.h"

#include <algorithm>
#include <cmath>

#include "qed/base/threads.h"
#include "qed/embedding/pca/centred_rows.h"
#include "qed/linalg/tiles/tiles.h"

namespace qed::embedding {
namespace {

constexpr Index kBlock = 256;   // rows centred at once in double
constexpr Index kFlush = 42 * linalg::kTileRows;  // 4032 rows: products summed in single precision

// Slabs of rows, each with a d x d sum of its own: at most 8, and together at most a fifth of X (or
// 16 MB).
Index slab_rows(Index n, Index d) {
  const double sum_bytes = 8.0 * static_cast<double>(d) * static_cast<double>(d);
  const double room = std::max(16e6, 0.2 * 4.0 * static_cast<double>(n) * static_cast<double>(d));
  const auto slabs = static_cast<Index>(std::clamp(room / std::max(1.0, sum_bytes), 1.0, 8.0));
  return std::max<Index>(kBlock, (n + slabs - 1) / slabs);
}

struct Sums {
  Matrix products;  // upper triangle of the row-major, lower of the column-major reading
  Vector columns;
};

// total += single, then single = 0; lower triangle (column-major: row-major upper is filled).
void flush(std::vector<float>& single, Matrix& total) {
  const Index d = total.rows();
  for (Index j = 0; j < d; ++j) {
    float* column = single.data() + j * d;
    total.col(j).head(j + 1) += Eigen::Map<Eigen::VectorXf>(column, j + 1).cast<double>();
    std::fill_n(column, j + 1, 0.0F);
  }
}

void add_single(MatrixFView slab, const Shift& by, Sums& sums) {
  const Index d = slab.cols(), n = slab.rows();
  CentredRows centred(by);
  std::vector<float> products(static_cast<std::size_t>(d * d));
  for (Index first = 0; first < n; first += linalg::kTileRows) {
    linalg::add_gram(centred.read(slab, first, std::min(linalg::kTileRows, n - first)),
                     products.data());
    if ((first + linalg::kTileRows) % kFlush == 0) flush(products, sums.products);
  }
  flush(products, sums.products);
  sums.columns = centred.sums();
}

void add_double(MatrixFView slab, const Shift& by, Sums& sums) {
  const Index d = slab.cols(), n = slab.rows();
  std::vector<double> centred(static_cast<std::size_t>(kBlock * d));
  for (Index first = 0; first < n; first += kBlock) {
    const Index count = std::min(kBlock, n - first);
    center_rows(linalg::rows_of(slab, first, count), by, centred.data(), sums.columns.data());
    linalg::add_gram(centred.data(), count, d, sums.products.data());
  }
}

}  // namespace

Covariance covariance(MatrixFView X, const CovarianceOptions& options, const Progress& progress) {
  const Index n = X.rows(), d = X.cols(), slab = slab_rows(n, d);
  const Shift by = sample_shift(X, options.center);
  std::vector<Sums> parts(block_count(static_cast<std::size_t>(n), static_cast<std::size_t>(slab)));
  if (progress) progress("covariance", 0);
  parallel_blocks(static_cast<std::size_t>(n), static_cast<std::size_t>(slab), [&](Block block) {
    Sums sums{Matrix::Zero(d, d), Vector::Zero(d)};
    const auto first = static_cast<Index>(block.begin), count = static_cast<Index>(block.size());
    (options.single ? add_single : add_double)(X.middleRows(first, count), by, sums);
    parts[block.index] = std::move(sums);
  });
  Sums total = std::move(parts[0]);
  for (std::size_t p = 1; p < parts.size(); ++p) {
    total.products += parts[p].products;
    total.columns += parts[p].columns;
    parts[p] = {};
  }
  if (!total.columns.allFinite()) refuse_non_finite(X);

  // Σ(x−c)(x−c)ᵀ = Σ(x−x̄)(x−x̄)ᵀ + n m mᵀ with m = x̄ − c, small since c is near x̄; likewise for
  // the scale.
  const double scale = static_cast<double>(by.scale), size = static_cast<double>(n);
  const Vector m = options.center ? Vector(total.columns / size) : Vector(Vector::Zero(d));
  Covariance result{RowVector::Zero(d), std::move(total.products)};
  for (Index j = 0; j < d; ++j) {
    if (options.center)
      result.mean[j] = static_cast<double>(by.shift[static_cast<std::size_t>(j)]) + m[j] / scale;
    result.C.col(j).head(j + 1) -= size * m[j] * m.head(j + 1);
    result.C.col(j).head(j + 1) *= 1.0 / (scale * scale * (size - 1));
    result.C(j, j) = std::max(0.0, result.C(j, j));
    result.C.row(j).head(j) = result.C.col(j).head(j).transpose();
  }
  if (!result.C.allFinite()) refuse_non_finite(X);
  return result;
}

RowVector column_means(MatrixFView X) {
  const auto n = static_cast<std::size_t>(X.rows());
  Vector sum = parallel_reduce(
      n, 4096, Vector(Vector::Zero(X.cols())),
      [&](Block block) {
        Vector part = Vector::Zero(X.cols());
        for (std::size_t i = block.begin; i < block.end; ++i)
          part += X.row(static_cast<Index>(i)).cast<double>().transpose();
        return part;
      },
      [](Vector& total, Vector part) { total += part; });
  if (!sum.allFinite()) refuse_non_finite(X);
  return sum.transpose() / static_cast<double>(n);
}

}  // namespace qed::embedding
