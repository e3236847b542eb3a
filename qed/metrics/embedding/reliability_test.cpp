// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/embedding/reliability.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "qed/algorithms/low_dimensional/kd_tree.h"
#include "qed/base/error.h"
#include "qed/base/random.h"

namespace {

using qed::Index;

qed::MatrixF uniform(Index n, std::uint64_t index) {
  qed::MatrixF X(n, 2);
  qed::Rng rng(11, 3, index);
  for (Index i = 0; i < n; ++i)
    X.row(i) << static_cast<float>(rng.uniform()), static_cast<float>(rng.uniform());
  return X;
}

}  // namespace

TEST_CASE("the tail of the chance overlap by hand and against counting") {
  // Two sets of 2 among 4: P(0) = 1/6, P(1) = 4/6, P(2) = 1/6. Relative error 1e-14: a dozen roundings.
  const auto tail = qed::metrics::overlap_tail(4, 2);
  CHECK(tail[0] == doctest::Approx(1).epsilon(1e-14));
  CHECK(tail[1] == doctest::Approx(5.0 / 6).epsilon(1e-14));
  CHECK(tail[2] == doctest::Approx(1.0 / 6).epsilon(1e-14));
  // 3 among 4 overlap in at least 2.
  const auto forced = qed::metrics::overlap_tail(4, 3);
  CHECK(forced[2] == doctest::Approx(1).epsilon(1e-14));
  CHECK(forced[3] == doctest::Approx(0.25).epsilon(1e-14));
  CHECK(qed::metrics::overlap_tail(10, 10)[10] == doctest::Approx(1).epsilon(1e-14));
  CHECK(qed::metrics::overlap_tail(2'000'000, 1000)[1] > 0.3);   // mean overlap 1/2
  CHECK(qed::metrics::overlap_tail(3000, 1500)[0] == doctest::Approx(1));
}

TEST_CASE("a faithful picture supports all of its points") {
  const qed::MatrixF X = uniform(2000, 1);
  const auto r =
      qed::metrics::reliability(qed::algorithms::low_dimensional_neighbours(X, 10), X, 0.05);
  CHECK(r.count == 0);
  CHECK(*std::min_element(r.value.begin(), r.value.end()) == 1);
}

// Under chance Benjamini-Hochberg supports any point at all with probability about q = 0.001 (fixed seed).
TEST_CASE("a random picture supports none of its points") {
  const qed::MatrixF X = uniform(2000, 2), Y = uniform(2000, 3);
  const auto r =
      qed::metrics::reliability(qed::algorithms::low_dimensional_neighbours(X, 10), Y, 0.001);
  CHECK(r.count == 2000);
}

// 300 of 2000 points are torn away to random places; the rest keep theirs. Of 300, those landing by chance near a
// true neighbour number about 300 x 0.05; fewer than 200 flagged has probability below 1e-9.
TEST_CASE("misplaced points are flagged, the others are not") {
  const qed::MatrixF X = uniform(2000, 4);
  qed::MatrixF Y = X;
  Y.topRows(300) = uniform(300, 5);
  const auto r =
      qed::metrics::reliability(qed::algorithms::low_dimensional_neighbours(X, 10), Y, 0.05);
  const auto torn = std::count(r.flagged.begin(), r.flagged.begin() + 300, 1);
  CHECK(torn > 200);
  CHECK(r.count - torn < 20);
  CHECK(r.least_overlap >= 1);
}

TEST_CASE("reliability refuses bad input") {
  const qed::MatrixF X = uniform(20, 6);
  const auto near = qed::algorithms::low_dimensional_neighbours(X, 3);
  CHECK_THROWS_AS(qed::metrics::reliability(near, uniform(19, 7), 0.05), qed::Error);
  CHECK_THROWS_AS(qed::metrics::reliability(near, X, 0), qed::Error);
}
