// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/pca.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/embedding/pca/centred_rows.h"
#include "qed/embedding/pca/covariance.h"
#include "qed/embedding/pca/sampled.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/iterative/block_krylov.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/tiles/tiles.h"

namespace qed::embedding {
namespace {

constexpr Index kBlock = 5 * linalg::kTileRows;  // rows of a block of work
constexpr Index kExactSide = 2000;  // above: the spectrum costs more than most questions are worth
constexpr double kSingleAbove = 4e9;  // n d² multiplications
constexpr std::uint64_t kCompletion = 0x706361;

using linalg::rows_of;

// Components beyond the rank: any directions that complete the basis, the same for the same shape.
void complete_basis(Matrix& V, Index rank) {
  Rng rng(0, kCompletion);
  for (Index j = rank; j < V.cols(); ++j)
    for (Index i = 0; i < V.rows(); ++i) V(i, j) = rng.normal();
  const Matrix given = V.leftCols(rank);
  V = linalg::orthonormalise(V).Q;
  // Householder's Q may turn a column round.
  for (Index j = 0; j < rank; ++j)
    if (V.col(j).dot(given.col(j)) < 0) V.col(j) = -V.col(j);
  linalg::fix_signs(V);
}

void solve_covariance(MatrixFView X, const PcaOptions& o, const Progress& progress, Pca& model) {
  const double work =
      static_cast<double>(X.rows()) * static_cast<double>(X.cols()) * static_cast<double>(X.cols());
  const bool single = work > kSingleAbove;
  Covariance covariance = embedding::covariance(X, {o.center, single}, progress);
  if (progress) progress("eigenvectors", 0.8);
  model.mean = std::move(covariance.mean);
  model.total_variance = covariance.C.trace();
  const Index k = model.variances.size();
  linalg::SymmetricEigen e = linalg::symmetric_eigen(covariance.C, k);
  const Matrix R =
      linalg::multiply(covariance.C, e.vectors) - e.vectors * e.values.head(k).asDiagonal();
  model.residuals = R.colwise().norm().transpose();
  model.spectrum = e.values.head(model.spectrum.size()).cwiseMax(0.0);
  model.variances = model.spectrum.head(k);
  model.components = std::move(e.vectors);
  model.method =
      single ? "covariance, single-precision products summed in double" : "covariance, double";
}

// Columns [first, first + count) of X − mean, in double.
Matrix centred_columns(MatrixFView X, const RowVector& mean, Index first, Index count) {
  return X.middleCols(first, count).cast<double>().rowwise() - mean.segment(first, count);
}

// n < d: the n x n inner products have the same spectrum, v = Xᵀ u / σ.
void solve_gram(MatrixFView X, const PcaOptions& o, const Progress& progress, Pca& model) {
  const Index n = X.rows(), d = X.cols(), chunk = 512;
  const double divisor = static_cast<double>(n - 1);
  const RowVector mean = column_means(X);
  model.mean = o.center ? mean : RowVector(RowVector::Zero(d));
  Matrix K = Matrix::Zero(n, n);
  for (Index first = 0; first < d; first += chunk) {
    if (progress) progress("gram", static_cast<double>(first) / static_cast<double>(d));
    K += linalg::gram_of_rows(centred_columns(X, model.mean, first, std::min(chunk, d - first)));
  }
  model.total_variance = K.trace() / divisor;
  const Index k = model.variances.size();
  const linalg::SymmetricEigen e = linalg::symmetric_eigen(K, k);
  const double floor =
      static_cast<double>(n) * std::numeric_limits<double>::epsilon() * std::max(0.0, e.values[0]);
  Index rank = 0;
  while (rank < k && e.values[rank] > floor) ++rank;
  model.spectrum = e.values.head(model.spectrum.size()).cwiseMax(0.0) / divisor;
  model.variances = model.spectrum.head(k);
  const Vector inverse_sigma = e.values.head(rank).cwiseSqrt().cwiseInverse();
  const Matrix scaled = e.vectors.leftCols(rank) * inverse_sigma.asDiagonal();
  model.components = Matrix::Zero(d, k);
  for (Index first = 0; first < d; first += chunk) {
    const Index count = std::min(chunk, d - first);
    model.components.block(first, 0, count, rank) =
        linalg::multiply_transposed(centred_columns(X, model.mean, first, count), scaled);
  }
  complete_basis(model.components, rank);
  model.residuals = Vector::Constant(k, e.residual * K.norm() / divisor);
  model.method = "gram, double";
}

double total_variance(MatrixFView X, const RowVector& mean) {
  return parallel_reduce(
             static_cast<std::size_t>(X.rows()), 4096, 0.0,
             [&](Block block) {
               double part = 0;
               for (auto i = static_cast<Index>(block.begin); i < static_cast<Index>(block.end);
                    ++i)
                 part += (X.row(i).cast<double>() - mean).squaredNorm();
               return part;
             },
             [](double& total, double part) { total += part; }) /
         static_cast<double>(X.rows() - 1);
}

void solve_randomised(MatrixFView X, const PcaOptions& o, const Progress& progress, Pca& model) {
  const Index d = X.cols(), k = model.variances.size();
  const RowVector mean = column_means(X);
  model.mean = o.center ? mean : RowVector(RowVector::Zero(d));
  Shift by = sample_shift(X, o.center);
  for (Index j = 0; j < d; ++j)
    by.shift[static_cast<std::size_t>(j)] = static_cast<float>(model.mean[j]);
  model.total_variance = total_variance(X, model.mean);
  const double scale = static_cast<double>(by.scale);
  const double unit = 1 / (scale * scale * static_cast<double>(X.rows() - 1));
  linalg::KrylovOptions krylov;
  krylov.vectors = k;
  krylov.tolerance = 1e-5;
  krylov.seed = o.seed;
  int pass = 0;
  const auto result = linalg::block_krylov(
      [&](MatrixView V) {
        if (progress) progress("randomised", static_cast<double>(pass++) / krylov.max_blocks);
        return Matrix(unit * covariance_pass(X, by, V.cast<float>()).products);
      },
      d, krylov);
  const Index found = result.values.size();
  model.variances.setZero();
  model.variances.head(found) = result.values.cwiseMax(0.0);
  model.residuals = Vector::Zero(k);
  model.residuals.head(found) = result.residuals;
  model.components = Matrix::Zero(d, k);
  model.components.leftCols(found) = result.vectors;
  if (found < k) complete_basis(model.components, found);
  model.spectrum = model.variances;
  model.method = "randomised, " + std::to_string(result.blocks) + " passes, " + result.termination;
}

std::string choose_solver(Index n, Index d, Index k, const PcaOptions& o) {
  if (std::min(n, d) > kExactSide) return "randomised";
  if (!o.whole_spectrum && sampling_pays(n, d, k)) return "sampled";
  return n < d ? "gram" : "covariance";
}

double orthogonality(const Matrix& V) {
  return (linalg::gram(V) - Matrix::Identity(V.cols(), V.cols())).norm();
}

}  // namespace

OptionList options(PcaOptions& o) {
  return {{"components", o.components, integer_in(1, 100000), "number of principal components"},
          {"solver", o.solver, choice({"auto", "covariance", "gram", "randomised", "sampled"}),
           "how they are computed"},
          {"whole-spectrum", o.whole_spectrum, flag(), "every eigenvalue is wanted"},
          {"tolerance", o.tolerance, real_in(1e-8, 1), "of a variance, for the sampled solver"},
          {"center", o.center, flag(), "subtract the column means first"},
          {"seed", o.seed, integer_in(0, std::numeric_limits<std::int64_t>::max()),
           "of the randomised solver"}};
}

Vector Pca::explained() const {
  return total_variance > 0 ? Vector(variances / total_variance)
                            : Vector(Vector::Zero(variances.size()));
}

Pca pca(MatrixFView X, const PcaOptions& pca_options, const Progress& progress) {
  PcaOptions o = pca_options;
  options(o).check();
  const Index n = X.rows(), d = X.cols();
  require(n >= 2 && d >= 1, ErrorCode::bad_shape,
          "pca: needs at least 2 rows and 1 column, but has " + std::to_string(n) + " x " +
              std::to_string(d));
  const Index most = std::min(o.center ? n - 1 : n, d), k = std::min<Index>(o.components, most);
  Pca model;
  std::string solver = o.solver == "auto" ? choose_solver(n, d, k, o) : o.solver;
  const bool sampled = solver == "sampled";
  if (sampled) {
    if (auto found = sampled_components(X, k, o, progress)) {
      found->orthogonality = orthogonality(found->components);
      return *std::move(found);
    }
    solver = "covariance";
  }
  model.samples = n;
  model.variances = Vector::Zero(k);
  model.spectrum = Vector::Zero(most);
  if (solver == "covariance")
    solve_covariance(X, o, progress, model);
  else if (solver == "gram")
    solve_gram(X, o, progress, model);
  else
    solve_randomised(X, o, progress, model);
  if (sampled) model.method += " (sampled was not exact enough)";
  model.orthogonality = orthogonality(model.components);
  if (progress) progress("eigenvectors", 1);
  return model;
}

MatrixF transform(const Pca& model, MatrixFView X) {
  const Index n = X.rows(), d = X.cols(), k = model.components.cols();
  require(d == model.components.rows(), ErrorCode::bad_shape,
          "pca: samples have " + std::to_string(d) + " columns, but the model " +
              std::to_string(model.components.rows()));
  Shift by{std::vector<float>(static_cast<std::size_t>(d)), 1};
  Vector rest(d);  // what rounding the mean to float leaves
  for (Index j = 0; j < d; ++j) {
    by.shift[static_cast<std::size_t>(j)] = static_cast<float>(model.mean[j]);
    rest[j] = static_cast<double>(by.shift[static_cast<std::size_t>(j)]) - model.mean[j];
  }
  const MatrixF right = model.components.cast<float>();
  const Eigen::RowVectorXf offset = (rest.transpose() * model.components).cast<float>();
  MatrixF scores(n, k);
  parallel_blocks(static_cast<std::size_t>(n), kBlock, [&](Block block) {
    CentredRows centred(by);
    const auto end = static_cast<Index>(block.end);
    for (auto i = static_cast<Index>(block.begin); i < end; i += linalg::kTileRows) {
      const Index rows = std::min(linalg::kTileRows, end - i);
      scores.middleRows(i, rows).rowwise() = offset;
      linalg::add_product(centred.read(X, i, rows), rows_of(right), scores.row(i).data(), k);
    }
  });
  return scores;
}

MatrixF reconstruct(const Pca& model, MatrixFView scores) {
  const Index n = scores.rows(), d = model.components.rows(), k = scores.cols();
  require(k <= model.components.cols(), ErrorCode::bad_shape,
          "pca: scores have " + std::to_string(k) + " columns, but the model only " +
              std::to_string(model.components.cols()) + " components");
  const MatrixF right = model.components.leftCols(k).transpose().cast<float>();
  MatrixF X(n, d);
  parallel_blocks(static_cast<std::size_t>(n), kBlock, [&](Block block) {
    const auto first = static_cast<Index>(block.begin), count = static_cast<Index>(block.size());
    X.middleRows(first, count).rowwise() = model.mean.cast<float>();
    linalg::multiply(1, rows_of(scores, first, count), rows_of(right), 1, X.row(first).data(), d);
  });
  return X;
}

Vector reconstruction_error(const Pca& model, MatrixFView X, int components) {
  const Index n = X.rows(), d = X.cols();
  require(components >= 0 && components <= model.components.cols(), ErrorCode::bad_option,
          "components: is " + std::to_string(components) + ", but must be in [0, " +
              std::to_string(model.components.cols()) + "]");
  Vector error(n);
  parallel_blocks(static_cast<std::size_t>(n), 4096, [&](Block block) {
    const auto first = static_cast<Index>(block.begin), count = static_cast<Index>(block.size());
    const MatrixF scores = transform(model, X.middleRows(first, count)).leftCols(components);
    const MatrixF rest = X.middleRows(first, count) - reconstruct(model, scores);
    error.segment(first, count) =
        rest.cast<double>().rowwise().squaredNorm() / static_cast<double>(d);
  });
  return error;
}

}  // namespace qed::embedding
