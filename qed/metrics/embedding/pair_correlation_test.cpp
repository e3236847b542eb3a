// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/embedding/pair_correlation.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"

namespace {

using qed::Index;

// Distances among m points of a plane, and among the same points after one coordinate is replaced by noise.
struct Pairs {
  std::vector<float> a, b;
};
Pairs draw(Index m, std::uint64_t index) {
  qed::Rng rng(23, 1, index);
  qed::Matrix X(m, 2), Y(m, 2);
  for (Index i = 0; i < m; ++i) {
    X.row(i) << rng.normal(), rng.normal();
    Y.row(i) << X(i, 0), rng.normal();
  }
  Pairs out;
  for (Index i = 1; i < m; ++i)
    for (Index j = 0; j < i; ++j) {
      out.a.push_back(static_cast<float>((X.row(i) - X.row(j)).norm()));
      out.b.push_back(static_cast<float>((Y.row(i) - Y.row(j)).norm()));
    }
  return out;
}

}  // namespace

// 300 draws of 100 points against the value of 1500: binomial(300, 0.95) at exact coverage; a U-statistic of 100 points
// may lose 2 %: [268, 298] is left with probability 1e-3 at 93 %, 1e-5 at 95 % (fixed seed).
TEST_CASE("coverage of the rank correlation of distances" * doctest::test_suite("long")) {
  const Pairs many = draw(1500, 999);
  const double truth = qed::metrics::pair_rank_correlation(many.a, many.b).value();
  int hits = 0;
  for (std::uint64_t set = 0; set < 300; ++set) {
    const Pairs pairs = draw(100, set);
    hits += qed::metrics::pair_rank_correlation(pairs.a, pairs.b).interval()->contains(truth);
  }
  MESSAGE("hits of 300: " << hits << ", truth " << truth);
  CHECK(hits >= 268);
  CHECK(hits <= 298);
}

TEST_CASE("rank correlation of distances: by hand, ties, constants, bad shapes") {
  const std::vector<float> a = {1, 2, 3}, b = {1, 3, 2}, tied = {1, 1, 2}, same = {2, 2, 2};
  CHECK(qed::metrics::pair_rank_correlation(a, b).value() == doctest::Approx(0.5).epsilon(1e-14));
  CHECK(qed::metrics::pair_rank_correlation(a, tied).value() ==
        doctest::Approx(std::sqrt(0.75)).epsilon(1e-14));
  CHECK_FALSE(qed::metrics::pair_rank_correlation(a, same).is_defined());
  CHECK_THROWS_AS(
      qed::metrics::pair_rank_correlation(std::vector<float>{1, 2}, std::vector<float>{1, 2}),
      qed::Error);
}

TEST_CASE("layout of groups: kept by scaling, undone by exchanging groups, undefined for two") {
  qed::MatrixF X(8, 2), Y(8, 2);
  X << 0, 0, 0, 1, 5, 0, 5, 1, 20, 0, 20, 1, 900, 900, 50, 0;
  const std::vector<std::int32_t> labels = {4, 4, 0, 0, 7, 7, -1, 9};
  Y = X * 3.0F;
  Y.row(6).setZero();  // of no group
  CHECK(qed::metrics::layout_correlation(X, Y, labels).value() ==
        doctest::Approx(1).epsilon(1e-14));
  Y.topRows(2).swap(Y.middleRows(4, 2));
  CHECK(qed::metrics::layout_correlation(X, Y, labels).value() < 0.9);
  const std::vector<std::int32_t> two = {0, 0, 0, 1, 1, 1, -1, -1};
  CHECK_FALSE(qed::metrics::layout_correlation(X, Y, two).is_defined());
}
