// SPDX-License-Identifier: Apache-2.0
#include "qed/manifold/intrinsic_dimension.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"

namespace {

using qed::Index;

qed::MatrixF nearest_distances(const qed::MatrixF& X, Index k) {
  qed::MatrixF out(X.rows(), k);
  for (Index i = 0; i < X.rows(); ++i) {
    std::vector<float> all;
    for (Index j = 0; j < X.rows(); ++j)
      if (j != i) all.push_back((X.row(i) - X.row(j)).norm());
    std::partial_sort(all.begin(), all.begin() + k, all.end());
    for (Index c = 0; c < k; ++c) out(i, c) = all[static_cast<std::size_t>(c)];
  }
  return out;
}

// Even in area: the roll's angle has density proportional to its arc length.
qed::MatrixF swiss_roll(Index n) {
  qed::MatrixF X(n, 3);
  qed::Rng rng(3, 1);
  for (Index i = 0; i < n; ++i) {
    const double t = 1.5 * M_PI * std::sqrt(1 + 8 * rng.uniform());
    const double height = 21 * rng.uniform();
    X.row(i) << static_cast<float>(t * std::cos(t)), static_cast<float>(height),
        static_cast<float>(t * std::sin(t));
  }
  return X;
}

qed::MatrixF gaussian(Index n, Index d, std::uint64_t index) {
  qed::MatrixF X(n, d);
  qed::Rng rng(3, 2, index);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < d; ++j) X(i, j) = static_cast<float>(rng.normal());
  return X;
}

}  // namespace

TEST_CASE("a swiss roll in space has two dimensions") {
  const qed::MatrixF D = nearest_distances(swiss_roll(3000), 12);
  const auto two = qed::manifold::two_nn(D), many = qed::manifold::levina_bickel(D);
  MESSAGE("TwoNN " << *two.value << " [" << two.lower << ", " << two.upper << "], Levina-Bickel "
                   << *many.value << " [" << many.lower << ", " << many.upper << "]");
  CHECK(std::abs(*two.value - 2) < 0.15);   // four standard errors 2/sqrt(2700)
  CHECK(std::abs(*many.value - 2) < 0.15);
  CHECK(two.lower < *two.value);
  CHECK(*two.value < two.upper);
  CHECK(two.used == 3000);
}

// 20 standard errors would still tell 5 from 4; the tolerance covers curvature of the density.
TEST_CASE("a Gaussian cloud of five coordinates, turned into twenty, has about five dimensions") {
  const qed::MatrixF X = gaussian(2000, 5, 1) * gaussian(5, 20, 2);
  CHECK(std::abs(*qed::manifold::two_nn(nearest_distances(X, 2)).value - 5) < 0.6);
}

// 200 Gaussian clouds of 200 points: hits are binomial(200, 0.95) at exact coverage, below 176 with probability 6e-5.
TEST_CASE("coverage of the TwoNN interval") {
  int hits = 0;
  for (std::uint64_t set = 0; set < 200; ++set) {
    const auto found = qed::manifold::two_nn(nearest_distances(gaussian(200, 2, 100 + set), 2));
    hits += found.lower <= 2 && 2 <= found.upper;
  }
  MESSAGE("hits of 200: " << hits);
  CHECK(hits >= 176);
}

TEST_CASE("duplicates are left out and counted; too little to go on is said") {
  qed::MatrixF X = gaussian(300, 2, 3);
  X.topRows(50) = X.middleRows(50, 50);
  const auto found = qed::manifold::two_nn(nearest_distances(X, 2));
  CHECK(found.duplicates == 100);
  CHECK(found.used == 200);
  CHECK(std::abs(*found.value - 2) < 0.8);
  const auto none = qed::manifold::two_nn(nearest_distances(qed::MatrixF::Zero(20, 2), 2));
  CHECK_FALSE(none.value.has_value());
  CHECK_FALSE(none.reason.empty());
  const qed::MatrixF lattice = qed::MatrixF::Ones(20, 4);
  CHECK_FALSE(qed::manifold::two_nn(lattice).value.has_value());
  CHECK_FALSE(qed::manifold::levina_bickel(lattice).value.has_value());
  CHECK_THROWS_AS(qed::manifold::two_nn(qed::MatrixF::Ones(20, 1)), qed::Error);
  qed::MatrixF descending(1, 2);
  descending << 2, 1;
  CHECK_THROWS_AS(qed::manifold::two_nn(descending), qed::Error);
}
