// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/clusterability/clusterability.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/discrete.h"

using namespace qed::statistics;
using qed::Index;
using qed::MatrixF;

namespace {

MatrixF gaussian(qed::Rng& rng, Index n, Index d) {
  MatrixF X(n, d);
  for (Index i = 0; i < X.size(); ++i) X.data()[i] = static_cast<float>(rng.normal());
  return X;
}
Clusterability against_copula(const MatrixF& X, std::uint64_t seed) {
  ClusterabilityOptions options;
  options.replicates = 39, options.landmarks = 300, options.seed = seed;
  return clusterability(X, copula_null(X, {}, Marginals::unimodal), options);
}

}  // namespace

TEST_CASE("no clusters in noise, correlated, skewed and binary columns (size 0.05)") {
  int rejected = 0;
  for (std::uint64_t trial = 0; trial < 40; ++trial) {
    qed::Rng rng(51, 1, trial);
    MatrixF X = gaussian(rng, 100, 8);
    if (trial % 2) {
      X.col(1) += 2 * X.col(0);
      X.col(2) = X.col(2).array().exp();
      X.col(3) = (X.col(3).array() > 0.5f).cast<float>();
      X.col(4) = (X.col(1).array() > 0.0f).cast<float>();
    }
    rejected += against_copula(X, trial).p_value <= 0.05;
  }
  // At most 40 trials at 0.05: false alarm 1e-5.
  CHECK(qed::probability::Binomial(40, 0.05).survival(rejected - 1) > 1e-5);
}

TEST_CASE("planted groups are found, the same bits for 1, 2 and 7 threads") {
  qed::Rng rng(52);
  MatrixF X = gaussian(rng, 400, 10);
  const MatrixF centres = gaussian(rng, 5, 10) * 3;
  for (Index i = 0; i < X.rows(); ++i) X.row(i) += centres.row(i % 5);
  qed::set_threads(1);
  const Clusterability one = against_copula(X, 1);
  CHECK(one.p_value == doctest::Approx(1 / 40.0));
  REQUIRE(one.evidence.size() == 3);
  CHECK(one.evidence[2].null.size() == 39);
  for (const int count : {2, 7}) {
    qed::set_threads(count);
    const Clusterability other = against_copula(X, 1);
    for (std::size_t s = 0; s < 3; ++s) {
      CHECK(other.evidence[s].observed == one.evidence[s].observed);
      CHECK(other.evidence[s].null == one.evidence[s].null);
    }
  }
  qed::set_threads(0);
}

TEST_CASE("constant tables and few rows have no clusters; mistakes are refused") {
  const MatrixF constant = MatrixF::Constant(50, 3, 2);
  CHECK(against_copula(constant, 1).p_value == 1);
  qed::Rng rng(53);
  const MatrixF X = gaussian(rng, 60, 3), few = gaussian(rng, 5, 3);
  CHECK(against_copula(few, 1).p_value == 1);
  CHECK_THROWS_AS(clusterability(X, gaussian_null(gaussian(rng, 9, 2))), qed::Error);
  ClusterabilityOptions options;
  options.replicates = 3;
  CHECK_THROWS_AS(clusterability(X, gaussian_null(X), options), qed::Error);
}
