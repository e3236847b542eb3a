// SPDX-License-Identifier: Apache-2.0
#include "qed/analysis/persistence.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

namespace {

using qed::Index;
using qed::MatrixF;

MatrixF noise(Index n, double size, std::uint64_t index) {
  MatrixF X(n, 2);
  qed::Rng rng(17, 1, index);
  for (Index i = 0; i < n; ++i)
    X.row(i) << static_cast<float>(size * rng.normal()), static_cast<float>(size * rng.normal());
  return X;
}

MatrixF circle(Index n) {
  MatrixF X(n, 2);
  for (Index i = 0; i < n; ++i) {
    const double t = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    X.row(i) << static_cast<float>(std::cos(t)), static_cast<float>(std::sin(t));
  }
  return X;
}

// Upper half circle, and a lower one shifted by (1, 1/2): 0.5 apart at the nearest.
MatrixF two_moons(Index n) {
  MatrixF X = noise(n, 0.03, 1);
  for (Index i = 0; i < n; ++i) {
    const double t = std::numbers::pi * static_cast<double>(i / 2) / static_cast<double>(n / 2);
    const bool upper = i % 2 == 0;
    X(i, 0) += static_cast<float>(upper ? std::cos(t) : 1 - std::cos(t));
    X(i, 1) += static_cast<float>(upper ? std::sin(t) : 0.5 - std::sin(t));
  }
  return X;
}

// Kruskal's algorithm over all pairs, by relabelling.
std::vector<float> deaths_directly(const MatrixF& X) {
  std::vector<qed::algorithms::TreeEdge> edges;
  for (std::int32_t i = 0; i < X.rows(); ++i)
    for (std::int32_t j = i + 1; j < X.rows(); ++j)
      edges.push_back({i, j, (X.row(i) - X.row(j)).norm()});
  std::sort(edges.begin(), edges.end(),
            [](const auto& a, const auto& b) { return a.length < b.length; });
  std::vector<std::int32_t> label(static_cast<std::size_t>(X.rows()));
  for (std::size_t i = 0; i < label.size(); ++i) label[i] = static_cast<std::int32_t>(i);
  std::vector<float> deaths;
  for (const auto& e : edges) {
    const auto from = label[static_cast<std::size_t>(e.a)],
               to = label[static_cast<std::size_t>(e.b)];
    if (from == to) continue;
    std::replace(label.begin(), label.end(), from, to);
    deaths.push_back(e.length);
  }
  return deaths;
}

}  // namespace

TEST_CASE("deaths are those of merging the nearest pair again and again") {
  const MatrixF X = noise(150, 1, 2);
  const auto bars = qed::analysis::barcode(X);
  const auto direct = deaths_directly(X);
  REQUIRE(bars.tree.size() == direct.size());
  // Both lengths are two-term sums in single precision: 4 ulps.
  for (std::size_t i = 0; i < direct.size(); ++i)
    CHECK_UNARY(std::abs(bars.tree[i].length - direct[i]) <= 5e-7F * direct[i]);
}

TEST_CASE("a circle is one component from the length of a chord on") {
  const auto bars = qed::analysis::barcode(circle(60));
  const double chord = 2 * std::sin(std::numbers::pi / 60);
  for (const auto& e : bars.tree) CHECK_UNARY(e.length == doctest::Approx(chord).epsilon(1e-5));
  CHECK(bars.components(0.99 * chord) == 60);
  CHECK(bars.components(1.01 * chord) == 1);
  CHECK(bars.widest_gap().ratio < 1.001);
}

TEST_CASE("two moons are two components, each whole") {
  const MatrixF X = two_moons(400);
  const auto bars = qed::analysis::barcode(X);
  const auto gap = bars.widest_gap();
  CHECK(gap.components == 2);
  CHECK(gap.ratio > 1.5);
  const auto labels = bars.labels(gap.scale);
  for (Index i = 0; i < 400; ++i) CHECK_UNARY(labels[static_cast<std::size_t>(i)] == i % 2);
}

TEST_CASE("five blobs are five components; a cloud has no wide gap") {
  MatrixF X = noise(500, 0.1, 3);
  for (Index i = 0; i < 500; ++i) X(i, 0) += static_cast<float>(i % 5) * 3;
  CHECK(qed::analysis::barcode(X).widest_gap().components == 5);
  const MatrixF even = noise(1, 0, 4);
  CHECK(qed::analysis::barcode(even).widest_gap().components == 1);
}

TEST_CASE("law: moving points by at most epsilon moves each death by at most two epsilon") {
  const MatrixF X = noise(200, 1, 5);
  MatrixF Y = X;
  qed::Rng rng(17, 2);
  for (Index i = 0; i < 200; ++i) {
    const double t = 2 * std::numbers::pi * rng.uniform();
    Y.row(i) += 0.01F * Eigen::RowVector2f(static_cast<float>(std::cos(t)),
                                           static_cast<float>(std::sin(t)));
  }
  const auto a = qed::analysis::barcode(X).tree, b = qed::analysis::barcode(Y).tree;
  for (std::size_t i = 0; i < a.size(); ++i)
    CHECK_UNARY(std::abs(a[i].length - b[i].length) <= 0.02F + 1e-5F);
}

TEST_CASE("persistence: the same at 1, 2 and 7 threads, duplicates included; bad input") {
  MatrixF X = noise(5000, 1, 6);
  X.topRows(100) = X.bottomRows(100);
  qed::set_threads(1);
  const auto one = qed::analysis::barcode(X);
  for (int count : {2, 7}) {
    qed::set_threads(count);
    const auto many = qed::analysis::barcode(X);
    for (std::size_t i = 0; i < one.tree.size(); ++i)
      CHECK_UNARY((one.tree[i].a == many.tree[i].a && one.tree[i].b == many.tree[i].b &&
                   one.tree[i].length == many.tree[i].length));
  }
  qed::set_threads(0);
  CHECK(one.components(0) == 4900);
  X(3, 1) = std::nanf("");
  CHECK_THROWS_AS(qed::analysis::barcode(X), qed::Error);
}
