// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/clusterability/clusterability.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "expect_rate.h"
#include "qed/base/random.h"

using namespace qed::statistics;
using qed::Index;
using qed::MatrixF;
using qed::Rng;

namespace {

using Table = std::function<MatrixF(Rng&)>;

MatrixF gaussian(Rng& rng, Index n, Index d) {
  MatrixF X(n, d);
  for (Index i = 0; i < X.size(); ++i) X.data()[i] = static_cast<float>(rng.normal());
  return X;
}

/// Trials with p <= 0.05. The combined p needs the 99 replicates: three statistics give up to three
/// tables tied at the smallest p, so that with 39 replicates 0.05 (2 of 40) is hardly ever reached.
int rejections(const Table& table, int trials, std::uint64_t stream) {
  int rejected = 0, by_statistic[3] = {0, 0, 0};
  for (int trial = 0; trial < trials; ++trial) {
    Rng rng(61, stream, static_cast<std::uint64_t>(trial));
    const MatrixF X = table(rng);
    ClusterabilityOptions options;
    options.replicates = 99, options.seed = static_cast<std::uint64_t>(trial) + 1;
    const Clusterability test = clusterability(X, copula_null(X, {}, Marginals::unimodal), options);
    rejected += test.p_value <= 0.0501;
    for (std::size_t s = 0; s < 3; ++s) by_statistic[s] += test.evidence[s].p_value <= 0.0501;
  }
  MESSAGE("rejected ", rejected, " of ", trials, "; distances ", by_statistic[0],
          ", first component ", by_statistic[1], ", split ", by_statistic[2]);
  return rejected;
}

// 60 tables of each null; a size of 0.05 fails one of these cases with probability at most 1e-4:
// 12 or more rejections. A size of 0.35 is seen with probability 0.99, one of 0.1 with 0.02.
void expect_size(const Table& table, std::uint64_t stream) {
  constexpr int kTrials = 60;
  qed::coverage::expect_rate_at_most(0.05, rejections(table, kTrials, stream), kTrials, 1e-4);
}

/// k groups of equal shares whose centres are Gaussian with the given spread.
MatrixF groups(Rng& rng, Index n, Index d, Index k, float spread) {
  MatrixF X = gaussian(rng, n, d);
  const MatrixF centres = spread * gaussian(rng, k, d);
  for (Index i = 0; i < n; ++i) X.row(i) += centres.row(i % k);
  return X;
}

}  // namespace

TEST_CASE("size: noise 100 x 20") {
  expect_size([](Rng& rng) { return gaussian(rng, 100, 20); }, 1);
}

TEST_CASE("size: correlated Gaussian 150 x 10") {
  const auto table = [](Rng& rng) {
    Rng mixing(62);  // one covariance for all trials
    return MatrixF(gaussian(rng, 150, 10) * gaussian(mixing, 10, 10));
  };
  expect_size(table, 2);
}

TEST_CASE("size: elongated Gaussian 150 x 10, standard deviations 10 : 1") {
  const auto table = [](Rng& rng) {
    MatrixF X = gaussian(rng, 150, 10);
    X.col(0) *= 10;
    return X;
  };
  expect_size(table, 3);
}

TEST_CASE("size: Gaussian copula with log-normal and binary columns 150 x 12") {
  const auto table = [](Rng& rng) {
    Rng mixing(63);
    MatrixF X = gaussian(rng, 150, 12) * gaussian(mixing, 12, 12) / std::sqrt(12.0f);
    X.leftCols(4) = X.leftCols(4).array().exp().matrix().eval();
    X.middleCols(4, 4) = (X.middleCols(4, 4).array() > 0.5f).cast<float>().matrix().eval();
    return X;
  };
  expect_size(table, 4);
}

TEST_CASE("size: rows of a t law with 2 degrees of freedom 150 x 10") {
  const auto table = [](Rng& rng) {
    MatrixF X = gaussian(rng, 150, 10);
    for (Index i = 0; i < X.rows(); ++i)  // chi-square of 2 degrees of freedom is -2 log U
      X.row(i) /= static_cast<float>(std::sqrt(-std::log(1 - rng.uniform())));
    return X;
  };
  expect_size(table, 5);
}

TEST_CASE("size: uniform cube 150 x 5") {
  const auto table = [](Rng& rng) {
    MatrixF X(150, 5);
    for (Index i = 0; i < X.size(); ++i) X.data()[i] = static_cast<float>(rng.uniform());
    return X;
  };
  expect_size(table, 6);
}

// Power 0.9 or more: at most 2 of 10 missed (a true power of 0.9 fails with probability 0.07, of
// 0.99 with 1e-4; the seeds are fixed).
TEST_CASE("power: 3, 8 and 15 groups are found") {
  CHECK(rejections([](Rng& r) { return groups(r, 300, 10, 3, 3); }, 10, 7) >= 8);
  CHECK(rejections([](Rng& r) { return groups(r, 400, 10, 8, 3); }, 10, 8) >= 8);
  CHECK(rejections([](Rng& r) { return groups(r, 450, 20, 15, 3); }, 10, 9) >= 8);
}
