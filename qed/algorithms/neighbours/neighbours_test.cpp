// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/neighbours/neighbours.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/lanes.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using algorithms::NeighbourOptions;

namespace {

MatrixF gaussian_rows(Index n, Index d, std::uint64_t seed) {
  MatrixF X(n, d);
  for (Index i = 0; i < n; ++i) {
    Rng random(seed, 0, static_cast<std::uint64_t>(i));
    for (Index j = 0; j < d; ++j)
      X(i, j) = static_cast<float>(5 + random.normal() / (1.0 + static_cast<double>(j)));
  }
  return X;
}

double distance(const MatrixF& A, Index i, const MatrixF& B, Index j) {
  return (A.row(i).cast<double>() - B.row(j).cast<double>()).norm();
}

// The oracle: every distance in double precision, sorted.
std::vector<double> sorted_distances(const MatrixF& Q, Index i, const MatrixF& X, bool itself) {
  std::vector<double> all;
  for (Index j = 0; j < X.rows(); ++j)
    if (itself || i != j) all.push_back(distance(Q, i, X, j));
  std::ranges::sort(all);
  return all;
}

}  // namespace

TEST_CASE("exact neighbours are those of a sorted list of all distances") {
  int lanes = 16;
  SUBCASE("eight lanes") { lanes = 8; }
  SUBCASE("sixteen lanes") {}
  const LanesInTests with(lanes);
  for (const auto& [n, d, k] : {std::array{2, 3, 1}, std::array{37, 1, 5}, std::array{500, 50, 90},
                                std::array{1201, 33, 20}, std::array{700, 200, 10}}) {
    CAPTURE(n);
    const MatrixF X = gaussian_rows(n, d, 11);
    const auto found = algorithms::neighbours(X, {k, "exact"});
    CHECK(found.recall == 1);
    for (Index i = 0; i < n; i += 7) {
      const auto expected = sorted_distances(X, i, X, false);
      for (int c = 0; c < k; ++c) {
        CHECK(found.distance(i, c) == doctest::Approx(expected[c]).epsilon(2e-6));
        CHECK(found.index(i, c) != i);
        CHECK(found.distance(i, c) ==
              doctest::Approx(distance(X, i, X, found.index(i, c))).epsilon(2e-6));
      }
    }
  }
}

TEST_CASE("neighbours of other rows, those far outside the box included") {
  const MatrixF X = gaussian_rows(900, 40, 1);
  MatrixF Q = gaussian_rows(250, 40, 2);
  Q.row(3).array() += 500;
  Q.row(4) = X.row(77);
  const auto found = algorithms::neighbours_of(Q, X, {15});
  CHECK(found.index(4, 0) == 77);
  CHECK(found.distance(4, 0) == 0);
  for (Index i = 0; i < Q.rows(); i += 3) {
    const auto expected = sorted_distances(Q, i, X, true);
    for (int c = 0; c < 15; ++c)
      CHECK(found.distance(i, c) == doctest::Approx(expected[c]).epsilon(1e-5));
  }
}

TEST_CASE("duplicates are neighbours at distance zero") {
  MatrixF X = gaussian_rows(600, 4, 3);
  for (Index i = 0; i < 300; ++i) X.row(i) = X.row(0);
  const auto found = algorithms::neighbours(X, {30});
  CHECK(found.distance.topRows(300).maxCoeff() == 0);
  CHECK(found.distance.bottomRows(300).minCoeff() > 0);
  const MatrixF same = MatrixF::Constant(500, 3, 2.5f);
  CHECK(algorithms::neighbours(same, {10}).distance.maxCoeff() == 0);
}

TEST_CASE("the same bits at 1, 2 and 7 threads") {
  const MatrixF X = gaussian_rows(3000, 50, 4);
  set_threads(1);
  const auto one = algorithms::neighbours(X, {90});
  for (int count : {2, 7}) {
    set_threads(count);
    const auto more = algorithms::neighbours(X, {90});
    CHECK(more.index == one.index);
    CHECK(more.distance == one.distance);
  }
  set_threads(0);
}

TEST_CASE("mistakes are refused") {
  MatrixF X = gaussian_rows(20, 3, 5);
  CHECK_THROWS_AS(algorithms::neighbours(X, {20}), Error);
  CHECK_THROWS_AS(algorithms::neighbours(X, {0}), Error);
  CHECK_THROWS_AS(algorithms::neighbours(X, {3, "tree"}), Error);
  CHECK_THROWS_AS(algorithms::neighbours(X, {3, "cells", 0, 0.0}), Error);
  CHECK_THROWS_AS(algorithms::neighbours_of(MatrixF::Zero(2, 4), X, {3}), Error);
  X(7, 1) = std::nanf("");
  CHECK_THROWS_AS(algorithms::neighbours(X, {3}), Error);
  X(7, 1) = INFINITY;
  CHECK_THROWS_AS(algorithms::neighbours(X, {3}), Error);
}
