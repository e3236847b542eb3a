// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/covariance.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/target.h"
#include "qed/base/threads.h"

namespace qed::embedding {
namespace {

constexpr Index kBlock =
    256;  // rows centred at once: 0.8 MB at 784 columns, stays in the second-level cache
constexpr Index kFlush = 4096;  // rows whose products are summed in single precision

QED_HOT void center_single(const float* x, const float* shift, float scale, std::size_t d,
                           float* out, float* sum) {
  for (std::size_t j = 0; j < d; ++j) {
    const float centred = scale * (x[j] - shift[j]);
    out[j] = centred;
    sum[j] += centred;
  }
}

QED_HOT void center_double(const float* x, const float* shift, double scale, std::size_t d,
                           double* out, double* sum) {
  for (std::size_t j = 0; j < d; ++j) {
    const double centred = scale * (static_cast<double>(x[j]) - static_cast<double>(shift[j]));
    out[j] = centred;
    sum[j] += centred;
  }
}

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

void add_slab(linalg::RowBlock slab, const Shift& by, bool single, Sums& sums) {
  const Index d = slab.columns;
  std::vector<float> block_single(single ? static_cast<std::size_t>(kBlock * d) : 0);
  std::vector<double> block_double(single ? 0 : static_cast<std::size_t>(kBlock * d));
  std::vector<float> products(single ? static_cast<std::size_t>(d * d) : 0);
  for (Index first = 0; first < slab.rows; first += kBlock) {
    const Index count = std::min(kBlock, slab.rows - first);
    const linalg::RowBlock rows{slab.data + first * slab.stride, count, d, slab.stride};
    if (single) {
      center_rows(rows, by, block_single.data(), sums.columns.data());
      linalg::add_gram({block_single.data(), count, d, d}, products.data());
      if ((first / kBlock + 1) % (kFlush / kBlock) == 0) flush(products, sums.products);
    } else {
      center_rows(rows, by, block_double.data(), sums.columns.data());
      linalg::add_gram(block_double.data(), count, d, sums.products.data());
    }
  }
  if (single) flush(products, sums.products);
}

void refuse_non_finite(MatrixFView X) {
  for (Index i = 0; i < X.rows(); ++i)
    for (Index j = 0; j < X.cols(); ++j)
      require(std::isfinite(X(i, j)), ErrorCode::bad_value,
              std::string("samples: hold ") + (std::isnan(X(i, j)) ? "NaN" : "an infinity") +
                  " in row " + std::to_string(i + 1) + ", column " + std::to_string(j + 1) +
                  ", but must be finite");
  throw Error(ErrorCode::bad_value, "samples: values are too large for single precision",
              "standardise the columns");
}

}  // namespace

Shift sample_shift(MatrixFView X, bool center) {
  const Index n = X.rows(), d = X.cols(), rows = std::min<Index>(n, 1024);
  Vector mean = Vector::Zero(d), square = Vector::Zero(d);
  for (Index r = 0; r < rows; ++r) mean += X.row(r * n / rows).cast<double>().transpose();
  mean *= center ? 1.0 / static_cast<double>(rows) : 0.0;
  if (!mean.allFinite()) refuse_non_finite(X);
  Shift by{std::vector<float>(static_cast<std::size_t>(d)), 1};
  for (Index j = 0; j < d; ++j) by.shift[static_cast<std::size_t>(j)] = static_cast<float>(mean[j]);
  double largest = 0;
  for (Index r = 0; r < rows; ++r)
    largest = std::max(
        largest, (X.row(r * n / rows).cast<double>().transpose() - mean).cwiseAbs().maxCoeff());
  if (!std::isfinite(largest)) refuse_non_finite(X);
  if (largest > 0)
    by.scale = static_cast<float>(std::exp2(std::clamp(-std::ilogb(largest), -120, 120)));
  return by;
}

void center_rows(linalg::RowBlock X, const Shift& by, float* out, double* sums) {
  const auto d = static_cast<std::size_t>(X.columns);
  std::vector<float> sum(d, 0.0F);
  for (Index i = 0; i < X.rows; ++i)
    center_single(X.data + i * X.stride, by.shift.data(), by.scale, d, out + i * X.columns,
                  sum.data());
  for (std::size_t j = 0; j < d; ++j) sums[j] += static_cast<double>(sum[j]);
}

void center_rows(linalg::RowBlock X, const Shift& by, double* out, double* sums) {
  const auto d = static_cast<std::size_t>(X.columns);
  for (Index i = 0; i < X.rows; ++i)
    center_double(X.data + i * X.stride, by.shift.data(), static_cast<double>(by.scale), d,
                  out + i * X.columns, sums);
}

Covariance covariance(MatrixFView X, const CovarianceOptions& options, const Progress& progress) {
  const Index n = X.rows(), d = X.cols(), slab = slab_rows(n, d);
  const Shift by = sample_shift(X, options.center);
  std::vector<Sums> parts(block_count(static_cast<std::size_t>(n), static_cast<std::size_t>(slab)));
  if (progress) progress("covariance", 0);
  parallel_blocks(static_cast<std::size_t>(n), static_cast<std::size_t>(slab), [&](Block block) {
    Sums sums{Matrix::Zero(d, d), Vector::Zero(d)};
    const auto first = static_cast<Index>(block.begin), count = static_cast<Index>(block.size());
    add_slab(linalg::rows_of(X, first, count), by, options.single, sums);
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
