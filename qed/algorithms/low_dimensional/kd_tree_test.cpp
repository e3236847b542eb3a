// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/low_dimensional/kd_tree.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

namespace {

using qed::Index;
using qed::algorithms::low_dimensional_neighbours;

// By sorting all distances.
qed::IndexMatrix direct(const qed::MatrixF& X, Index k) {
  qed::IndexMatrix out(X.rows(), k);
  for (Index i = 0; i < X.rows(); ++i) {
    std::vector<std::pair<float, std::int32_t>> all;
    for (Index j = 0; j < X.rows(); ++j) {
      float sum = 0;
      for (Index c = 0; c < X.cols(); ++c) sum += (X(i, c) - X(j, c)) * (X(i, c) - X(j, c));
      if (j != i) all.emplace_back(sum, static_cast<std::int32_t>(j));
    }
    std::sort(all.begin(), all.end());
    for (Index c = 0; c < k; ++c) out(i, c) = all[static_cast<std::size_t>(c)].second;
  }
  return out;
}

// Clumps of very different density, an outlier, duplicates and a lattice with many ties. Values are multiples of 2^-6
// below 2^5 in size (the outlier apart), so that squares and their sums are exact and ties stay ties.
qed::MatrixF uneven(Index n, Index d, std::uint64_t index) {
  qed::MatrixF X(n, d);
  qed::Rng rng(7, 1, index);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < d; ++j)
      X(i, j) = static_cast<float>(
          std::round(rng.normal() * std::exp2(static_cast<double>(i % 4)) * 16) / 64);
  X.topRows(n / 4) = X.topRows(n / 4).array().round();
  X.middleRows(n / 2, n / 8) = X.topRows(n / 8);
  X.row(n - 1).setConstant(1024.0F);
  return X;
}

}  // namespace

TEST_CASE("neighbours in few dimensions are those of sorting all distances, ties by row") {
  for (Index d = 1; d <= 4; ++d) {
    const qed::MatrixF X = uneven(600, d, static_cast<std::uint64_t>(d));
    for (Index k : {Index{1}, Index{10}, Index{599}})
      CHECK_UNARY(low_dimensional_neighbours(X, k) == direct(X, k));
  }
}

TEST_CASE("all points in one place, and two points") {
  const qed::MatrixF same = qed::MatrixF::Constant(100, 2, 3.0F);
  const qed::IndexMatrix found = low_dimensional_neighbours(same, 3);
  CHECK_UNARY(found == direct(same, 3));
  CHECK(found(0, 0) == 1);
  const qed::MatrixF two = qed::MatrixF::Identity(2, 2);
  CHECK(low_dimensional_neighbours(two, 1)(0, 0) == 1);
}

TEST_CASE("neighbours in few dimensions: the same at 1, 2 and 7 threads") {
  const qed::MatrixF X = uneven(5000, 2, 9);
  qed::set_threads(1);
  const qed::IndexMatrix one = low_dimensional_neighbours(X, 8);
  for (int count : {2, 7}) {
    qed::set_threads(count);
    CHECK_UNARY(low_dimensional_neighbours(X, 8) == one);
  }
  qed::set_threads(0);
}

TEST_CASE("neighbours in few dimensions refuse bad input") {
  qed::MatrixF X = qed::MatrixF::Identity(4, 2);
  CHECK_THROWS_AS(low_dimensional_neighbours(X, 4), qed::Error);
  CHECK_THROWS_AS(low_dimensional_neighbours(X, 0), qed::Error);
  X(2, 1) = std::nanf("");
  CHECK_THROWS_AS(low_dimensional_neighbours(X, 1), qed::Error);
}
