// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/kmeans.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/models/cluster/kmeans_values.h"
#include "qed/models/cluster/planted_test.h"

using namespace qed;
using namespace qed::models;

namespace {

/// The table of tests/reference/clusters/kmeans.py.
MatrixF sines() {
  MatrixF X(90, 4);
  for (int i = 0; i < 90; ++i)
    for (int j = 0; j < 4; ++j)
      X(i, j) = static_cast<float>(std::sin(37.0 * i + 11.0 * j) + (i % 3 == j ? 5.0 : 0.0));
  return X;
}

}  // namespace

TEST_CASE("k-means reaches scikit-learn's least sum of squares") {
  KMeansOptions options;
  options.restarts = 100;
  CHECK(kmeans(sines(), 2, options).within == doctest::Approx(golden::kInertia2).epsilon(1e-5));
  CHECK(kmeans(sines(), 3, options).within == doctest::Approx(golden::kInertia3).epsilon(1e-5));
  CHECK(kmeans(sines(), 5, options).within == doctest::Approx(golden::kInertia5).epsilon(1e-5));
}

TEST_CASE("adjusted Rand index: scikit-learn's value, 1 under new names, 0 by definition") {
  std::vector<std::int32_t> a(90), b(90), renamed(90);
  for (int i = 0; i < 90; ++i) {
    const auto at = static_cast<std::size_t>(i);
    a[at] = (i * 7) % 5, b[at] = (i / 11) % 4, renamed[at] = (a[at] + 3) % 5;
  }
  CHECK(adjusted_rand(a, b) == doctest::Approx(golden::kRand).epsilon(1e-12));
  CHECK(adjusted_rand(a, renamed) == doctest::Approx(1));
  CHECK_THROWS_AS(adjusted_rand(a, std::vector<std::int32_t>(3)), Error);
}

TEST_CASE("k-means finds planted clusters, in any order of rows, with any number of threads") {
  planted::Setting setting;
  setting.k = 8, setting.n = 3000, setting.distance = 9;
  const auto table = planted::table(setting, 3);
  const auto found = kmeans(table.X, 8);
  CHECK(adjusted_rand(found.label, table.label) > 0.999);
  CHECK(found.termination == "no row moved");
  const MatrixF reversed = table.X.colwise().reverse();
  auto back = kmeans(reversed, 8).label;
  std::reverse(back.begin(), back.end());
  CHECK(adjusted_rand(found.label, back) == doctest::Approx(1));
  for (int count : {1, 2, 7}) {
    set_threads(count);
    const auto again = kmeans(table.X, 8);
    CHECK(again.label == found.label);
    CHECK(again.centres == found.centres);
    CHECK(again.within == found.within);
  }
  set_threads(0);
}

TEST_CASE("k-means: duplicates, constant columns, fewer rows than clusters, mistakes") {
  MatrixF X = MatrixF::Ones(10, 3);
  CHECK(kmeans(X, 4).count == 1);
  X.row(0).setConstant(2);
  CHECK(kmeans(X, 4).count == 2);
  CHECK(kmeans(X.topRows(1), 3).count == 1);
  CHECK_THROWS_AS(kmeans(X, 0), Error);
  X(3, 1) = NAN;
  CHECK_THROWS_AS(kmeans(X, 2), Error);
  CHECK_THROWS_AS(kmeans(MatrixF(0, 3), 2), Error);
}
