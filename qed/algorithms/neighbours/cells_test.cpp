// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/neighbours/cells.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::algorithms;

namespace {

// A sheet of three dimensions, folded into thirty, with a little noise: neighbours are local.
MatrixF sheet(Index n, std::uint64_t seed) {
  MatrixF X(n, 30);
  for (Index i = 0; i < n; ++i) {
    Rng random(seed, 0, static_cast<std::uint64_t>(i));
    const double a = 6 * random.uniform(), b = 6 * random.uniform(), c = 6 * random.uniform();
    for (Index j = 0; j < 30; ++j) {
      const double t = static_cast<double>(j + 1);
      X(i, j) = static_cast<float>(std::sin(a + t) + std::cos(b * (1 + t / 30)) +
                                   std::sin(c + t * t) + 0.01 * random.normal());
    }
  }
  return X;
}

}  // namespace

TEST_CASE("cells hold every row once, whole but for the last") {
  for (const Index n : {1, 47, 48, 49, 500, 10007}) {
    const auto order = cell_order(sheet(n, 1));
    CHECK(order.size() % kTileBlock == 0);
    std::set<std::int32_t> seen(order.begin(), order.begin() + n);
    CHECK(static_cast<Index>(seen.size()) == n);
    CHECK(*seen.rbegin() == n - 1);
    CHECK(std::all_of(order.begin() + n, order.end(), [](auto row) { return row == -1; }));
  }
  CHECK(cell_order(MatrixF::Constant(300, 3, 1)).size() == 480);  // equal rows part as well
}

TEST_CASE("near cells find the recall asked for, and say what they found") {
  const MatrixF X = sheet(12000, 2);
  const Neighbours exact = neighbours(X, {20, "exact"});
  for (const double wanted : {0.9, 0.98}) {
    NeighbourOptions options{20, "cells"};
    options.recall = wanted;
    const Neighbours near = neighbours(X, options);
    REQUIRE(near.method == "cells");
    double hits = 0;
    for (Index i = 0; i < X.rows(); ++i) {
      std::set<std::int32_t> truth(exact.index.row(i).begin(), exact.index.row(i).end());
      std::set<std::int32_t> found(near.index.row(i).begin(), near.index.row(i).end());
      CHECK(found.size() == 20);
      CHECK(found.count(static_cast<std::int32_t>(i)) == 0);
      for (const auto j : found) hits += static_cast<double>(truth.count(j));
      for (int c = 0; c < 20; ++c) {
        CHECK(near.distance(i, c) >= exact.distance(i, c));  // the c-th can only be farther
        if (c > 0) CHECK(near.distance(i, c) >= near.distance(i, c - 1));
      }
    }
    const double recall = hits / (20.0 * static_cast<double>(X.rows()));
    // 500 rows whose recalls have a standard deviation below 0.2: five standard errors, 6e-7.
    CHECK(std::abs(near.recall - recall) < 0.045);
    CHECK(recall > wanted - 0.045);
    CHECK(recall < 1);
  }
}

TEST_CASE("rows without near cells are searched exactly") {
  MatrixF X(3000, 40);
  for (Index i = 0; i < X.rows(); ++i) {
    Rng random(3, 0, static_cast<std::uint64_t>(i));
    for (Index j = 0; j < 40; ++j) X(i, j) = static_cast<float>(random.normal());
  }
  const Neighbours found = neighbours(X, {15, "cells"});
  CHECK(found.method == "exact");
  CHECK(found.recall == 1);
  CHECK(neighbours(X.topRows(60), {15, "cells"}).method == "exact");  // too few cells
}

TEST_CASE("cells take duplicates, and are the same bits at 1, 2 and 7 threads") {
  MatrixF X = sheet(9000, 4);
  for (Index i = 100; i < 400; ++i) X.row(i) = X.row(100);
  set_threads(1);
  const Neighbours one = neighbours(X, {20, "cells"});
  CHECK(one.method == "cells");
  CHECK(one.distance.middleRows(100, 300).maxCoeff() == 0);
  for (const int count : {2, 7}) {
    set_threads(count);
    const Neighbours more = neighbours(X, {20, "cells"});
    CHECK(more.index == one.index);
    CHECK(more.distance == one.distance);
    CHECK(more.recall == one.recall);
  }
  set_threads(0);
}
