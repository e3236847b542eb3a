// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/embedding/quality.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/metrics/embedding/distance_ranks.h"

namespace {

using qed::Index;
using qed::MatrixF;
using qed::MatrixFView;
using qed::metrics::DistanceOrder;
using qed::metrics::picture_quality;

MatrixF gaussian(Index n, Index d, std::uint64_t index) {
  MatrixF X(n, d);
  qed::Rng rng(20240101, 1, index);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < d; ++j) X(i, j) = static_cast<float>(rng.normal());
  return X;
}

bool same_bits(const qed::Vector& a, const qed::Vector& b) {
  const auto bytes = sizeof(double) * static_cast<std::size_t>(a.size());
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), bytes) == 0;
}

// The co-ranking matrix, directly: O(n² log n) and no cleverness. All points are landmarks and reference.
struct Direct {
  double auc = 0, recall = 0, trustworthiness = 0;
};
Direct direct(const MatrixF& high, const MatrixF& low, int k) {
  const Index n = high.rows(), M = n - 1;
  const auto ranks = [n](const MatrixF& X, Index i) {
    std::vector<std::pair<double, Index>> order;
    for (Index j = 0; j < n; ++j)
      if (j != i) order.emplace_back((X.row(i) - X.row(j)).cast<double>().squaredNorm(), j);
    std::sort(order.begin(), order.end());
    std::vector<Index> rank(static_cast<std::size_t>(n));
    Index next = 0;
    for (const auto& [distance, j] : order) rank[static_cast<std::size_t>(j)] = ++next;
    return rank;
  };
  std::vector<double> kept(static_cast<std::size_t>(n), 0.0);
  double penalty = 0;
  for (Index i = 0; i < n; ++i) {
    const auto rho = ranks(high, i), r = ranks(low, i);
    for (std::size_t j = 0; j < rho.size(); ++j) {
      if (static_cast<Index>(j) == i) continue;
      for (Index K = std::max(rho[j], r[j]); K < n; ++K) ++kept[static_cast<std::size_t>(K)];
      if (r[j] <= k && rho[j] > k) penalty += static_cast<double>(rho[j] - k);
    }
  }
  Direct out;
  double weights = 0;
  for (Index K = 1; K < M; ++K) {
    const double q = kept[static_cast<std::size_t>(K)] / static_cast<double>(K * n);
    const double r =
        (static_cast<double>(M) * q - static_cast<double>(K)) / static_cast<double>(M - K);
    out.auc += r / static_cast<double>(K);
    weights += 1.0 / static_cast<double>(K);
  }
  out.auc /= weights;
  out.recall = kept[static_cast<std::size_t>(k)] / static_cast<double>(k * n);
  const auto N = static_cast<double>(n);
  out.trustworthiness = 1 - 2 / (N * k * (2 * N - 3 * k - 1)) * penalty;
  return out;
}

#include "tests/reference/quality/picture_quality.inc"

}  // namespace

TEST_CASE("equal to scikit-learn, SciPy and a co-ranking matrix in numpy") {
  MatrixF X(100, 3), Y(100, 2);
  for (std::int64_t i = 0; i < 100; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      const std::int64_t cube = (i + 1) * (i + 1) * (i + 1);
      X(i, j) =
          static_cast<float>((cube * (2 * j + 3) * 7901 + (i + 1) * (j + 1) * 104729) % 65521) /
          65536.0F;
    }
    Y.row(i) << X(i, 0), X(i, 1) + X(i, 2) / 4;
  }
  const auto q = picture_quality(X, {MatrixFView(Y)}, {.landmarks = 100})[0];
  CHECK(q.auc_rnx.value() == doctest::Approx(kAuc).epsilon(1e-12));
  CHECK(q.knn_recall.value() == doctest::Approx(kRecall).epsilon(1e-12));
  CHECK(q.trustworthiness.value() == doctest::Approx(kTrustworthiness).epsilon(1e-12));
  CHECK(q.continuity.value() == doctest::Approx(kContinuity).epsilon(1e-12));
  // Pairs of points that are equally far to 7 digits may tie in single precision: a few of 4950 ranks by one.
  CHECK(q.distance_correlation.value() == doctest::Approx(kSpearman).epsilon(1e-6));
  CHECK(q.r_nx[0] == doctest::Approx(kRnx1).epsilon(1e-12));
  const auto at = std::find(q.k_grid.begin(), q.k_grid.end(), 64.0) - q.k_grid.begin();
  REQUIRE(static_cast<std::size_t>(at) < q.k_grid.size());
  CHECK(q.r_nx[static_cast<std::size_t>(at)] == doctest::Approx(kRnx64).epsilon(1e-12));
}

TEST_CASE("the one-pass statistics equal the co-ranking matrix computed directly") {
  const MatrixF X = gaussian(151, 6, 1);
  const MatrixF Y = X.leftCols(2);
  const auto q = picture_quality(X, {MatrixFView(Y)}, {.landmarks = 151, .k = 7})[0];
  const auto swapped = picture_quality(Y, {MatrixFView(X)}, {.landmarks = 151, .k = 7})[0];
  const Direct d = direct(X, Y, 7), e = direct(Y, X, 7);
  // Counts are equal; only sums of at most 151 x 151 doubles differ in order: 1e-12 is 20 times their rounding error.
  CHECK(q.auc_rnx.value() == doctest::Approx(d.auc).epsilon(1e-12));
  CHECK(q.knn_recall.value() == doctest::Approx(d.recall).epsilon(1e-12));
  CHECK(q.trustworthiness.value() == doctest::Approx(d.trustworthiness).epsilon(1e-12));
  CHECK(q.continuity.value() == doctest::Approx(e.trustworthiness).epsilon(1e-12));
  CHECK(swapped.trustworthiness.value() == doctest::Approx(q.continuity.value()).epsilon(1e-12));
  CHECK(swapped.auc_rnx.value() == doctest::Approx(q.auc_rnx.value()).epsilon(1e-12));
}

TEST_CASE("law: the identity keeps everything") {
  const MatrixF X = gaussian(400, 5, 2);
  const auto q = picture_quality(X, {MatrixFView(X)}, {.landmarks = 100})[0];
  CHECK(q.auc_rnx.value() == doctest::Approx(1).epsilon(1e-12));
  CHECK(q.knn_recall.value() == 1);
  CHECK(q.trustworthiness.value() == 1);
  CHECK(q.continuity.value() == 1);
  CHECK(q.distance_correlation.value() == doctest::Approx(1).epsilon(1e-12));
  for (double r : q.r_nx) CHECK_UNARY(r == doctest::Approx(1).epsilon(1e-12));
  CHECK(q.k_grid.size() == q.r_nx.size());
  CHECK(q.k_grid.front() == 1);
  CHECK(std::is_sorted(q.k_grid.begin(), q.k_grid.end()));
}

// Each mean lies within 5 of its standard errors of chance except with probability 6e-7 (normal tail; fixed seed).
TEST_CASE("law: a random picture is at chance") {
  const MatrixF X = gaussian(3000, 8, 3), Y = gaussian(3000, 2, 4);
  const auto q = picture_quality(X, {MatrixFView(Y)}, {.landmarks = 500})[0];
  const auto error = [](const qed::Vector& v) {
    return std::sqrt((v.array() - v.mean()).square().sum() /
                     static_cast<double>(v.size() * (v.size() - 1)));
  };
  CHECK(std::abs(q.auc_rnx.value()) < 5 * error(q.auc_rnx_i));
  CHECK(std::abs(q.knn_recall.value() - 10.0 / 2999) < 5 * error(q.knn_recall_i));
  CHECK(std::abs(q.trustworthiness.value() - 0.5) < 0.02);
  CHECK(std::abs(q.distance_correlation.value()) < 0.05);
}

TEST_CASE("law: rotation, scale, shift and the order of rows change nothing") {
  const MatrixF X = gaussian(300, 4, 5);
  const MatrixF Y = X.leftCols(2);
  const qed::metrics::QualityOptions all{.landmarks = 300};
  const auto base = picture_quality(X, {MatrixFView(Y)}, all)[0];
  const MatrixF half = Y * 0.5F;  // exact in binary
  CHECK(same_bits(picture_quality(X, {MatrixFView(half)}, all)[0].auc_rnx_i, base.auc_rnx_i));
  MatrixF turned(300, 2);
  turned.col(0) = (Y.col(0) * 0.6F - Y.col(1) * 0.8F).array() + 3.0F;
  turned.col(1) = Y.col(0) * 0.8F + Y.col(1) * 0.6F;
  // Rounding exchanges neighbours that are equally far to 7 digits: a handful of ranks by one.
  CHECK(picture_quality(X, {MatrixFView(turned)}, all)[0].auc_rnx.value() ==
        doctest::Approx(base.auc_rnx.value()).epsilon(1e-3));
  const MatrixF Xr = X.colwise().reverse(), Yr = Y.colwise().reverse();
  const auto reversed = picture_quality(Xr, {MatrixFView(Yr)}, all)[0];
  CHECK(reversed.auc_rnx.value() == doctest::Approx(base.auc_rnx.value()).epsilon(1e-12));
  CHECK(reversed.trustworthiness.value() ==
        doctest::Approx(base.trustworthiness.value()).epsilon(1e-12));
}

TEST_CASE("the same bits at 1, 2 and 7 threads, duplicates and ties included") {
  MatrixF X = gaussian(700, 6, 6);
  X = (X.array() * 1.5F).round();  // many equal distances
  X.bottomRows(100) = X.topRows(100);
  const MatrixF Y = X.leftCols(2);
  const qed::metrics::QualityOptions options{.landmarks = 333, .seed = 9};
  qed::set_threads(1);
  const auto one = picture_quality(X, {MatrixFView(Y)}, options)[0];
  for (int count : {2, 7}) {
    qed::set_threads(count);
    const auto many = picture_quality(X, {MatrixFView(Y)}, options)[0];
    CHECK_UNARY(same_bits(one.auc_rnx_i, many.auc_rnx_i));
    CHECK_UNARY(same_bits(one.continuity_i, many.continuity_i));
    CHECK(one.distance_correlation.lower() == many.distance_correlation.lower());
  }
  qed::set_threads(0);
}

TEST_CASE("a picture far from the origin is ranked without cancellation") {
  const MatrixF X = gaussian(200, 2, 7);
  MatrixF grid = (X.array() * 4).round() / 4;      // exact under the shift below
  const MatrixF far = grid.array() + 65536.0F;
  const auto q = picture_quality(grid, {MatrixFView(far)}, {.landmarks = 200})[0];
  CHECK(q.knn_recall.value() == 1);
}

TEST_CASE("a sample of reference points, and few points") {
  const MatrixF X = gaussian(2000, 5, 8);
  const MatrixF Y = X.leftCols(2);
  const auto full = picture_quality(X, {MatrixFView(Y)}, {.landmarks = 300})[0];
  const auto part = picture_quality(X, {MatrixFView(Y)}, {.landmarks = 300, .reference = 1000})[0];
  CHECK(full.reference == 2000);
  CHECK(part.reference == 1000);
  CHECK(std::abs(full.auc_rnx.value() - part.auc_rnx.value()) < 0.05);
  const MatrixF small = gaussian(5, 3, 9);
  const auto few = picture_quality(small, {MatrixFView(small)}, {})[0];
  CHECK(few.k == 2);
  CHECK(few.trustworthiness.value() == 1);
}

TEST_CASE("bad input is refused by name") {
  const MatrixF X = gaussian(20, 3, 10), other = gaussian(19, 2, 11);
  CHECK_THROWS_AS(picture_quality(X, {MatrixFView(other)}, {}), qed::Error);
  CHECK_THROWS_AS(picture_quality(X, {MatrixFView(X)}, {.landmarks = 1}), qed::Error);
  CHECK_THROWS_AS(picture_quality(X, {MatrixFView(X)}, {.level = 1}), qed::Error);
  MatrixF broken = X;
  broken(3, 1) = std::nanf("");
  CHECK_THROWS_AS(picture_quality(X, {MatrixFView(broken)}, {}), qed::Error);
  const auto a = picture_quality(X, {MatrixFView(X)}, {.landmarks = 5, .seed = 1});
  const auto b = picture_quality(X, {MatrixFView(X)}, {.landmarks = 5, .seed = 2});
  CHECK_THROWS_AS(qed::metrics::paired_gap(a[0], b[0]), qed::Error);
}

// Does the interval of the gap hold the gap of the whole data set? 300 draws of 200 of 4000 points at 95 %: the
// count of hits is binomial(300, 0.95) when coverage is exact; [267, 298] leaves it with probability 1e-5.
TEST_CASE("coverage of the paired gap" * doctest::test_suite("long")) {
  const Index n = 4000;
  const MatrixF X = gaussian(n, 6, 12);
  const MatrixF plain = X.leftCols(2);
  MatrixF bent = X.middleCols(1, 2);
  bent = bent.array().tanh();  // another projection, unlike in density
  const auto all = picture_quality(X, {MatrixFView(plain), MatrixFView(bent)}, {.landmarks = n});
  const double truth = qed::metrics::paired_gap(all[0], all[1]).value();
  const qed::Vector gap = all[0].auc_rnx_i - all[1].auc_rnx_i;
  int hits = 0;
  for (std::uint64_t draw = 0; draw < 300; ++draw) {
    auto a = all[0], b = all[1];
    qed::Rng rng(5, 2, draw);
    for (Index i = 0; i < 200; ++i) {  // landmarks drawn from the population of points
      const auto row = static_cast<Index>(rng.below(static_cast<std::uint64_t>(n)));
      a.auc_rnx_i[i] = all[0].auc_rnx_i[row];
      b.auc_rnx_i[i] = all[1].auc_rnx_i[row];
    }
    a.auc_rnx_i.conservativeResize(200);
    b.auc_rnx_i.conservativeResize(200);
    hits += qed::metrics::paired_gap(a, b).interval()->contains(truth);
  }
  MESSAGE("hits of 300: " << hits);
  CHECK(hits >= 267);
  CHECK(hits <= 298);
}

TEST_CASE("distances are ordered as by a stable comparison sort, few and many, with ties") {
  for (std::size_t n : {1u, 7u, 999u, 1000u, 1001u, 5000u}) {
    CAPTURE(n);
    qed::Rng rng(12, n);
    std::vector<float> distances(n);
    for (float& d : distances)
      d = rng.uniform() < 0.2 ? 0.0F
                              : std::ldexp(static_cast<float>(1 + rng.below(50)),
                                           static_cast<int>(rng.below(80)) - 40);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t p = 0; p < n; ++p)
      if (p != 3) expected.push_back(p);
    std::ranges::stable_sort(expected, {}, [&](std::uint32_t p) { return distances[p]; });
    DistanceOrder order;
    const auto found = order.sort(distances, 3);
    CHECK(std::ranges::equal(found, expected));
  }
}

TEST_CASE("without pairs the distance correlation is left out and nothing else changes") {
  const MatrixF X = gaussian(200, 5, 3), Y = X.leftCols(2);
  const auto with = picture_quality(X, {MatrixFView(Y)}, {.landmarks = 100})[0];
  const auto without = picture_quality(X, {MatrixFView(Y)}, {.landmarks = 100, .pairs = false})[0];
  CHECK(with.distance_correlation.is_defined());
  CHECK_FALSE(without.distance_correlation.is_defined());
  CHECK(with.auc_rnx.value() == without.auc_rnx.value());
}
