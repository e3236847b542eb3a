// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/centred_rows.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/target.h"
#include "qed/base/threads.h"
#include "qed/linalg/tiles/tiles.h"

namespace qed::embedding {
namespace {

using linalg::kTileRows;

constexpr Index kFlush = 8 * kTileRows;  // rows whose products are summed in single precision
constexpr Index kSlabs = 16;             // partial sums of a pass

// out = scale (x − shift), sum += out; returns ‖out‖².
QED_HOT float center_single(const float* x, const float* shift, float scale, std::size_t d,
                            float* out, float* sum) {
  float square = 0;
  for (std::size_t j = 0; j < d; ++j) {
    const float centred = scale * (x[j] - shift[j]);
    out[j] = centred;
    sum[j] += centred;
    square += centred * centred;
  }
  return square;
}

QED_HOT void center_double(const float* x, const float* shift, double scale, std::size_t d,
                           double* out, double* sum) {
  for (std::size_t j = 0; j < d; ++j) {
    const double centred = scale * (static_cast<double>(x[j]) - static_cast<double>(shift[j]));
    out[j] = centred;
    sum[j] += centred;
  }
}

}  // namespace

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

Shift sample_shift(MatrixFView X, bool center) {
  const Index n = X.rows(), d = X.cols(), rows = std::min<Index>(n, 1024);
  Vector mean = Vector::Zero(d);
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

CentredRows::CentredRows(const Shift& by)
    : by_(by), d_(static_cast<Index>(by.shift.size())), stride_(linalg::tile_stride(d_)),
      z_(static_cast<std::size_t>(kTileRows * stride_)), squares_(kTileRows), block_sums_(d_),
      sums_(Vector::Zero(d_)) {}

void CentredRows::read_row(const float* x, Index place) {
  squares_[static_cast<std::size_t>(place)] =
      center_single(x, by_.shift.data(), by_.scale, static_cast<std::size_t>(d_),
                    z_.data() + place * stride_, block_sums_.data());
}

linalg::RowBlock CentredRows::finish(Index count) {
  sums_ += Eigen::Map<const Eigen::VectorXf>(block_sums_.data(), d_).cast<double>();
  std::fill(block_sums_.begin(), block_sums_.end(), 0.0F);
  squares_.resize(static_cast<std::size_t>(count));
  return {z_.data(), count, d_, stride_};
}

linalg::RowBlock CentredRows::read(MatrixFView X, Index first, Index count) {
  squares_.resize(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) read_row(X.row(first + i).data(), i);
  return finish(count);
}

linalg::RowBlock CentredRows::read(MatrixFView X, std::span<const Index> rows) {
  squares_.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    read_row(X.row(rows[i]).data(), static_cast<Index>(i));
  return finish(static_cast<Index>(rows.size()));
}

void center_rows(linalg::RowBlock X, const Shift& by, double* out, double* sums) {
  const auto d = static_cast<std::size_t>(X.columns);
  for (Index i = 0; i < X.rows; ++i)
    center_double(X.data + i * X.stride, by.shift.data(), static_cast<double>(by.scale), d,
                  out + i * X.columns, sums);
}

Pass covariance_pass(MatrixFView X, const Shift& by, const MatrixF& B) {
  const Index d = X.cols(), b = B.cols();
  const auto n = static_cast<std::size_t>(X.rows());
  return parallel_reduce(
      n, std::max<std::size_t>(kTileRows, block_count(n, kSlabs)),
      Pass{Matrix::Zero(d, b), Vector::Zero(d)},
      [&](Block slab) {
        Pass part{Matrix::Zero(d, b), Vector::Zero(d)};
        CentredRows centred(by);
        MatrixF image(kTileRows, b), products = MatrixF::Zero(d, b);
        const auto begin = static_cast<Index>(slab.begin), end = static_cast<Index>(slab.end);
        for (Index i = begin; i < end; i += kTileRows) {
          const linalg::RowBlock z = centred.read(X, i, std::min(kTileRows, end - i));
          image.setZero();
          linalg::add_product(z, linalg::rows_of(B), image.data(), b);
          linalg::add_transposed_product(z, linalg::rows_of(image, 0, z.rows), products.data(), b);
          for (Index r = 0; r < z.rows; ++r) {
            const double square = static_cast<double>(centred.squares()[r]);
            part.squares += square;
            part.largest_rest = std::max(part.largest_rest,
                                         square - static_cast<double>(image.row(r).squaredNorm()));
          }
          if ((i - begin) % kFlush != kFlush - kTileRows && i + kTileRows < end) continue;
          part.products += products.cast<double>();
          products.setZero();
        }
        part.columns = centred.sums();
        return part;
      },
      [](Pass& total, const Pass& part) {
        total.products += part.products;
        total.columns += part.columns;
        total.squares += part.squares;
        total.largest_rest = std::max(total.largest_rest, part.largest_rest);
      });
}

}  // namespace qed::embedding
