// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/algorithms/graph/spanning_tree.h"
#include "qed/algorithms/graph/union_find.h"
#include "qed/base/error.h"
#include "qed/base/lanes.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::algorithms;

TEST_CASE("union-find: sets, sizes and numbers against plain relabelling") {
  Rng rng(1);
  UnionFind sets(200);
  std::vector<std::int32_t> plain(200);
  for (std::size_t i = 0; i < 200; ++i) plain[i] = static_cast<std::int32_t>(i);
  for (int t = 0; t < 150; ++t) {
    const auto a = static_cast<std::int32_t>(rng.below(200));
    const auto b = static_cast<std::int32_t>(rng.below(200));
    const std::int32_t from = plain[static_cast<std::size_t>(a)];
    const std::int32_t to = plain[static_cast<std::size_t>(b)];
    CHECK(sets.unite(a, b) == (from != to));
    std::replace(plain.begin(), plain.end(), from, to);
    CHECK(sets.size(a) == std::count(plain.begin(), plain.end(), to));
  }
  const auto label = sets.labels();
  std::int32_t next = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    CHECK(label[i] <= next);  // numbered in the order of first items
    next = std::max(next, label[i] + 1);
    for (std::size_t j = 0; j < i; ++j) CHECK((label[i] == label[j]) == (plain[i] == plain[j]));
  }
}

TEST_CASE("spanning tree: Kruskal's length, with and without cores; a tree of all rows") {
  int lanes = 16;
  SUBCASE("eight lanes") { lanes = 8; }
  SUBCASE("sixteen lanes") {}
  const LanesInTests with(lanes);
  for (int n : {1, 2, 63, 64, 65, 150}) {
    Rng rng(2, 0, static_cast<std::uint64_t>(n));
    MatrixF X(n, 7);
    for (float& x : X.reshaped()) x = static_cast<float>(rng.normal());
    for (double scale : {0.0, 1.5}) {
      std::vector<float> core;
      for (int i = 0; i < n; ++i) core.push_back(static_cast<float>(scale * rng.uniform()));
      std::vector<TreeEdge> all;
      for (std::int32_t a = 0; a < n; ++a)
        for (std::int32_t b = 0; b < a; ++b)
          all.push_back({a, b,
                         std::max({(X.row(a) - X.row(b)).norm(), core[static_cast<std::size_t>(a)],
                                   core[static_cast<std::size_t>(b)]})});
      std::sort(all.begin(), all.end(), [](auto& p, auto& q) { return p.length < q.length; });
      UnionFind kruskal(static_cast<std::size_t>(n)), prim(static_cast<std::size_t>(n));
      std::vector<float> expected;
      for (const auto& e : all)
        if (kruskal.unite(e.a, e.b)) expected.push_back(e.length);
      const auto tree = spanning_tree(X, core);
      REQUIRE(tree.size() == static_cast<std::size_t>(n - 1));
      for (std::size_t e = 0; e < tree.size(); ++e) {
        CHECK(prim.unite(tree[e].a, tree[e].b));
        CHECK(tree[e].length == doctest::Approx(expected[e]).epsilon(1e-5));
      }
    }
  }
  CHECK_THROWS_AS(spanning_tree(MatrixF::Ones(3, 2), std::vector<float>(2)), Error);
}
