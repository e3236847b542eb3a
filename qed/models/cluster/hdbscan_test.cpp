// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/hdbscan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/models/cluster/hdbscan_values.h"
#include "qed/models/cluster/planted_test.h"

using namespace qed;
using namespace qed::models;

namespace {

/// The table of tests/reference/clusters/hdbscan.py.
MatrixF lattice(const golden::HdbscanCase& c) {
  MatrixF X(c.n, c.d);
  for (std::int64_t i = 0; i < c.n; ++i)
    for (std::int64_t j = 0; j < c.d; ++j) {
      const auto u = (i * i * 7919 + i * 104729 + j * j * 1299 + i * j * 611953 + 13 * j) % 4093;
      const auto v = (i * i * 5417 + i * 32452 + j * 7177 + i * j * 86028) % 4091;
      const auto g = c.groups > 0 ? (i * i * 31 + i * 7) % 101 % c.groups : 0;
      X(i, j) = static_cast<float>(c.spread * (static_cast<double>(u + v) / 4096 - 1) +
                                   4.0 * static_cast<double>(g >> j & 1));
    }
  return X;
}

/// Rows whose label does not go with the other side's under one-to-one names; `freed` counts rows
/// that are noise here and labelled there.
int mismatches(const std::vector<std::int32_t>& label, std::string_view other, int& freed) {
  std::map<std::int32_t, char> there;
  std::map<char, std::int32_t> here;
  int wrong = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] < 0)
      freed += other[i] != '.';
    else if (other[i] == '.')
      ++wrong;
    else
      wrong += there.try_emplace(label[i], other[i]).first->second != other[i] ||
               here.try_emplace(other[i], label[i]).first->second != label[i];
  }
  return wrong;
}

}  // namespace

TEST_CASE("HDBSCAN: scikit-learn's labels, but for rows through which two clusters first meet") {
  for (const auto& c : golden::kHdbscan) {
    CAPTURE(c.n);
    CAPTURE(c.spread);
    const auto found = hdbscan(lattice(c), {c.min_cluster_size, c.min_samples});
    int freed = 0;
    REQUIRE(found.label.size() == std::string_view(c.labels).size());
    CHECK(mismatches(found.label, c.labels, freed) == 0);
    CHECK(freed <= std::max(0, found.count - 1));
  }
}

TEST_CASE("HDBSCAN finds planted clusters down to 1 %, the same in any order and on any threads") {
  planted::Setting s;
  s.k = 5, s.d = 5, s.n = 2000, s.uneven = true, s.distance = 12;
  const auto table = planted::table(s, 1);
  const auto found = hdbscan(table.X);
  CHECK(found.count == 5);
  CHECK(adjusted_rand(found.label, table.label) > 0.9);
  for (int count : {1, 2, 7}) {
    set_threads(count);
    CHECK(hdbscan(table.X).label == found.label);
  }
  set_threads(0);
  auto back = hdbscan(table.X.colwise().reverse()).label;
  std::reverse(back.begin(), back.end());
  CHECK(back == found.label);
  // Clusters of any shape: two rings around one another.
  MatrixF rings(800, 2);
  for (int i = 0; i < 800; ++i) {
    const float angle = 0.31f * static_cast<float>(i), radius = i % 2 ? 1.0f : 3.0f;
    rings.row(i) << radius * std::cos(angle), radius * std::sin(angle);
  }
  const auto two = hdbscan(rings);
  REQUIRE(two.count == 2);
  for (std::size_t i = 0; i < 800; ++i) CHECK(two.label[i] == two.label[i % 2]);
}

TEST_CASE("HDBSCAN: noise, duplicates, few rows, mistakes") {
  const auto all_noise = [](const Clustering& c) {
    return c.count == 0 && std::count(c.label.begin(), c.label.end(), -1) ==
                               static_cast<std::ptrdiff_t>(c.label.size());
  };
  CHECK(all_noise(hdbscan(planted::none("noise", 500, 20, 1))));
  CHECK(all_noise(hdbscan(MatrixF::Ones(1, 3))));
  CHECK(all_noise(hdbscan(MatrixF::Ones(2, 3))));
  CHECK(all_noise(hdbscan(MatrixF::Ones(60, 3))));
  MatrixF X = MatrixF::Ones(60, 3);
  X.topRows(30).setConstant(5);
  CHECK(hdbscan(X).count == 2);  // two points of 30 rows each
  CHECK_THROWS_AS(hdbscan(X, {1, 0}), Error);
  CHECK_THROWS_AS(hdbscan(X, {5, -1}), Error);
  X(3, 1) = NAN;
  CHECK_THROWS_AS(hdbscan(X), Error);
  CHECK_THROWS_AS(hdbscan(MatrixF(0, 3)), Error);
}
