// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/nulls/null_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/linalg/blas.h"
#include "qed/statistics/nulls/latent.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kPermuteStream = 0x6e756c6c70;  // "nullp"

class GaussianFit : public NullModel::Fit {
 public:
  explicit GaussianFit(const MatrixF& X) : mean_(X.colwise().mean()), latent_(centred(X, mean_)) {}
  MatrixF sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const override {
    return latent_.sample(rows, seed, index).rowwise() + mean_;
  }
  std::int64_t columns() const override { return mean_.size(); }

 private:
  static Latent centred(const MatrixF& X, const Eigen::RowVectorXf& mean) {
    const MatrixF Y = X.rowwise() - mean;
    if (Y.rows() <= Y.cols()) return Latent::of_rows(Y);
    const Matrix covariance = linalg::gram(Y.cast<double>()) / static_cast<double>(Y.rows() - 1);
    return Latent::of_covariance(covariance);
  }
  Eigen::RowVectorXf mean_;
  Latent latent_;
};

class PermutedFit : public NullModel::Fit {
 public:
  explicit PermutedFit(MatrixF X) : X_(std::move(X)) {}
  MatrixF sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const override {
    MatrixF sampled(rows, X_.cols());
    std::vector<Index> order(static_cast<std::size_t>(X_.rows()));
    std::iota(order.begin(), order.end(), Index{0});
    Rng rng(seed, kPermuteStream, index);
    for (Index j = 0; j < X_.cols(); ++j)
      for (Index i = 0; i < rows; ++i) {
        // Fisher-Yates, as far as it is needed; each column goes on from the last order, still uniform.
        const auto place = static_cast<std::size_t>(i % X_.rows());
        std::swap(order[place], order[place + rng.below(order.size() - place)]);
        sampled(i, j) = X_(order[place], j);
      }
    return sampled;
  }
  std::int64_t columns() const override { return X_.cols(); }

 private:
  MatrixF X_;
};

}  // namespace

NullModel::NullModel(std::string name, std::string keeps, std::shared_ptr<const Fit> fit)
    : name_(std::move(name)), keeps_(std::move(keeps)), fit_(std::move(fit)) {}

MatrixF NullModel::sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const {
  require(rows >= 1, ErrorCode::bad_shape, "null model: rows must be 1 or more");
  return fit_->sample(rows, seed, index);
}

MatrixF rows_to_fit(MatrixFView X) {
  require(X.rows() >= 2 && X.cols() >= 1, ErrorCode::bad_shape,
          "null model: needs at least 2 rows and 1 column");
  const Index n = std::min<Index>(X.rows(), kFitRows);
  MatrixF chosen(n, X.cols());
  for (Index i = 0; i < n; ++i) chosen.row(i) = X.row(i * X.rows() / n);
  require(chosen.allFinite(), ErrorCode::bad_value, "null model: features must be finite");
  return chosen;
}

NullModel gaussian_null(MatrixFView X) {
  return {"gaussian", "mean and covariance", std::make_shared<GaussianFit>(rows_to_fit(X))};
}

NullModel permuted_null(MatrixFView X) {
  return {"permuted", "each column's law; no dependence between columns",
          std::make_shared<PermutedFit>(rows_to_fit(X))};
}

}  // namespace qed::statistics
