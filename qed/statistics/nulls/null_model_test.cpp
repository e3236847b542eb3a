// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/nulls/null_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/statistics/nulls/latent.h"
#include "qed/statistics/nulls/marginal.h"
#include "qed/statistics/tests/dip.h"

using namespace qed::statistics;
using qed::Index;
using qed::MatrixF;

namespace {

/// Columns: normal, log-normal, binary (30 %), counts 0..4, zero-inflated log-normal, and a category of three levels
/// in three one-hot columns; all from one latent Gaussian with correlation 0.6 between neighbours.
MatrixF mixed_table(Index n, std::uint64_t seed) {
  qed::Rng rng(seed);
  MatrixF X(n, 8);
  for (Index i = 0; i < n; ++i) {
    double z[6];
    for (int j = 0; j < 6; ++j) z[j] = (j ? 0.6 * z[j - 1] : 0) + (j ? 0.8 : 1) * rng.normal();
    const int level = z[5] < -0.5 ? 0 : z[5] < 1 ? 1 : 2;
    const double row[8] = {z[0],
                           std::exp(z[1]),
                           z[2] > 0.5244 ? 1.0 : 0.0,
                           std::clamp(std::floor(z[3] + 2), 0.0, 4.0),
                           z[4] > 0 ? std::exp(z[4]) : 0.0,
                           level == 0 ? 1.0 : 0,
                           level == 1 ? 1.0 : 0,
                           level == 2 ? 1.0 : 0};
    for (int j = 0; j < 8; ++j) X(i, j) = static_cast<float>(row[j]);
  }
  return X;
}
const std::vector<int> kBlocks{-1, -1, -1, -1, -1, 7, 7, 7};

qed::Matrix correlation(const MatrixF& X) {
  qed::Matrix Y = X.cast<double>();
  Y.rowwise() -= Y.colwise().mean().eval();
  for (Index j = 0; j < Y.cols(); ++j) Y.col(j) /= std::max(1e-300, Y.col(j).norm());
  return Y.transpose() * Y;
}

/// sup |F - G| of two columns, ties included.
double ks(const MatrixF& X, const MatrixF& Y, Index j) {
  std::vector<float> x(X.col(j).begin(), X.col(j).end()), y(Y.col(j).begin(), Y.col(j).end());
  std::sort(x.begin(), x.end()), std::sort(y.begin(), y.end());
  double largest = 0;
  for (const auto& side : {x, y})
    for (const float v : side) {
      const double f = static_cast<double>(std::upper_bound(x.begin(), x.end(), v) - x.begin());
      const double g = static_cast<double>(std::upper_bound(y.begin(), y.end(), v) - y.begin());
      largest = std::max(
          largest, std::abs(f / static_cast<double>(x.size()) - g / static_cast<double>(y.size())));
    }
  return largest;
}

// Kolmogorov: P(sup > 2.7 √(2/n)) < 1e-6 for independent samples.
double ks_limit(Index n) { return 2.7 * std::sqrt(2.0 / static_cast<double>(n)); }

}  // namespace

TEST_CASE(
    "the copula null keeps every column's law and the correlations, of binary and skewed columns "
    "too") {
  const Index n = 4000;
  const MatrixF X = mixed_table(n, 1);
  const NullModel model = copula_null(X, kBlocks);
  const MatrixF Y = model.sample(n, 5, 0);
  REQUIRE(Y.cols() == X.cols());
  for (Index j = 0; j < X.cols(); ++j) CHECK(ks(X, Y, j) < ks_limit(n));
  // Means over 20 replicates; the tolerance is 5 standard errors of the data's own correlations, 1/√n each, larger
  // (0.08) with the log-normal columns, whose heavy tails make the sample correlation noisy.
  qed::Matrix mean = qed::Matrix::Zero(8, 8);
  for (std::uint64_t b = 0; b < 20; ++b) mean += correlation(model.sample(n, 5, b)) / 20;
  const qed::Matrix difference = (mean - correlation(X)).cwiseAbs();
  for (Index i = 0; i < 5; ++i)
    for (Index j = 0; j < i; ++j) {
      INFO(i, " ", j);
      CHECK(difference(i, j) < (i == 4 || j == 1 || i == 1 ? 0.08 : 0.04));
    }
}

TEST_CASE("a category's columns stay one category") {
  const MatrixF X = mixed_table(3000, 2), Y = copula_null(X, kBlocks).sample(3000, 1, 3);
  for (Index i = 0; i < Y.rows(); ++i) CHECK(Y(i, 5) + Y(i, 6) + Y(i, 7) == 1);
  const MatrixF Z = copula_null(X).sample(3000, 1, 3);
  CHECK((Z.rightCols(3).rowwise().sum().array() != 1).any());  // without blocks they fall apart
}

TEST_CASE("unimodal marginals: no column is bimodal by itself, moments and discrete columns stay") {
  qed::Rng rng(4);
  MatrixF X(2000, 3);
  for (Index i = 0; i < X.rows(); ++i) {
    X(i, 0) = static_cast<float>(rng.normal() + (i % 2 ? 10 : 0));
    X(i, 1) = static_cast<float>(std::exp(rng.normal()));
    X(i, 2) = i % 3 == 0 ? 1 : 0;
  }
  const MatrixF Y = copula_null(X, {}, Marginals::unimodal).sample(2000, 9, 0);
  const auto p_value = [](const MatrixF& M, Index j) {
    const qed::Vector column = M.col(j).cast<double>();
    return dip_test({column.data(), static_cast<std::size_t>(column.size())}, 999).p_value;
  };
  CHECK(p_value(X, 0) < 0.01);
  CHECK(p_value(Y, 0) > 0.01);
  CHECK(ks(X, Y, 1) < ks_limit(2000) + 0.02);  // a unimodal law is near its unimodal fit
  CHECK(ks(X, Y, 2) < ks_limit(2000));
  for (Index j = 0; j < 2; ++j) {
    CHECK(Y.col(j).mean() == doctest::Approx(X.col(j).mean()).epsilon(0.1));
  }
}

TEST_CASE("gaussian and permuted nulls keep what they say") {
  const MatrixF X = mixed_table(4000, 6), G = gaussian_null(X).sample(4000, 1, 0),
                P = permuted_null(X).sample(4000, 1, 0);
  CHECK((correlation(G) - correlation(X)).cwiseAbs().maxCoeff() < 5.5 * std::sqrt(2.0 / 4000));
  CHECK((G.colwise().mean() - X.colwise().mean()).cwiseAbs().maxCoeff() < 0.3);
  for (Index j = 0; j < X.cols(); ++j) CHECK(ks(X, P, j) == 0);  // a permutation
  qed::Matrix off = correlation(P);
  off.diagonal().setZero();
  CHECK(off.cwiseAbs().maxCoeff() < 5.5 / std::sqrt(4000.0));
}

TEST_CASE("more columns than rows, constant columns, subsets of rows") {
  qed::Rng rng(8);
  MatrixF X(30, 60);
  for (Index i = 0; i < X.size(); ++i) X.data()[i] = static_cast<float>(rng.normal());
  X.col(1) = X.col(0), X.col(2).setConstant(4);
  for (const NullModel& model : {gaussian_null(X), copula_null(X), permuted_null(X)}) {
    INFO(model.name());
    const MatrixF Y = model.sample(2000, 3, 1);
    CHECK(Y.allFinite());
    CHECK((Y.col(2).array() == 4).all());
    // The copula null takes these correlations for noise, as all but one of them are.
    const bool exact = model.name() == "gaussian";
    if (exact) CHECK(correlation(Y)(0, 1) > 0.999);
    if (!exact) CHECK(correlation(Y)(0, 1) < 0.5);
    CHECK(std::abs(correlation(Y)(0, 5) - (exact ? correlation(X)(0, 5) : 0)) < 0.12);
  }
}

TEST_CASE("replicates are named by seed and index") {
  const MatrixF X = mixed_table(200, 7);
  for (const NullModel& model : {gaussian_null(X), copula_null(X, kBlocks), permuted_null(X)}) {
    CHECK(model.sample(50, 1, 2) == model.sample(50, 1, 2));
    CHECK(model.sample(50, 1, 2) != model.sample(50, 1, 3));
    CHECK(model.sample(50, 1, 2) != model.sample(50, 2, 2));
  }
}

TEST_CASE("bad tables are refused") {
  MatrixF X = MatrixF::Zero(5, 2);
  CHECK_THROWS_AS(copula_null(X, {1}), qed::Error);
  CHECK_THROWS_AS(gaussian_null(MatrixF::Zero(1, 2)), qed::Error);
  X(0, 0) = NAN;
  CHECK_THROWS_AS(permuted_null(X), qed::Error);
}

TEST_CASE("the tabled normal law is the normal law") {
  double worst = 0;
  for (float z = -9; z < 9; z += 0.0137F)
    worst = std::max(
        worst, std::abs(normal_cdf(z) - std::erfc(-static_cast<double>(z) / std::sqrt(2.0)) / 2));
  CHECK(worst < 1e-10);
  CHECK(normal_cdf(-INFINITY) == 0);
  CHECK(normal_cdf(INFINITY) == 1);
  CHECK(normal_cdf(8.0F) == 1);
}

TEST_CASE("latent normals: law, independence, and the same bits of a name") {
  const Latent latent = Latent::of_covariance(qed::Matrix::Identity(3, 3));
  const MatrixF Z = latent.sample(20'001, 5, 1);  // odd: half a pair at the end
  CHECK(Z == latent.sample(20'001, 5, 1));
  for (Index j = 0; j < 3; ++j) {
    std::vector<float> sorted(Z.col(j).begin(), Z.col(j).end());
    std::sort(sorted.begin(), sorted.end());
    double distance = 0;  // Kolmogorov: P(> 2.7 / √n) < 1e-6
    for (std::size_t i = 0; i < sorted.size(); ++i)
      distance = std::max(
          distance, std::abs(normal_cdf(sorted[i]) -
                             (static_cast<double>(i) + 0.5) / static_cast<double>(sorted.size())));
    CHECK(distance < 2.7 / std::sqrt(20'001.0));
    CHECK(sorted.back() > 3.2F);  // tails are there: P(none above) < 1e-6
  }
  const qed::Matrix C = correlation(Z);
  CHECK((C - qed::Matrix::Identity(3, 3)).cwiseAbs().maxCoeff() <
        5.2 / std::sqrt(20'001.0));  // P < 1e-6
}

TEST_CASE("quantiles between knots are found wherever the knots lie") {
  qed::Rng rng(3);
  std::vector<float> x;
  for (int i = 0; i < 500; ++i) x.push_back(static_cast<float>(std::exp(3 * rng.normal())));
  std::sort(x.begin(), x.end());
  const Quantiles law(x, Marginals::unimodal);
  float before = law(0);
  for (double p = 0; p < 1;
       p += 1e-4) {  // a quantile function rises, without jumps back over knots
    CHECK_UNARY(law(p) >= before);
    before = law(p);
  }
  CHECK(law(1) >= before);
}
