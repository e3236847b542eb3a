// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/cluster_count.h"

#include <doctest/doctest.h>

#include <string>

#include "qed/base/threads.h"
#include "qed/models/cluster/planted_test.h"

using namespace qed;
using namespace qed::models;

// Seeds are fixed; docs/decisions/007 has the accuracy over all settings and other seeds.

TEST_CASE("no clusters: none counted" * doctest::test_suite("long")) {
  ClusterCountOptions options;
  options.gap_replicates = 0;
  for (const char* kind :
       {"noise", "correlated", "elongated", "mixed", "outliers", "cube", "swiss_roll"}) {
    CAPTURE(kind);
    CHECK(cluster_count(planted::none(kind, 1000, 20, 1), options).count == 1);
    if (std::string(kind) != "swiss_roll")
      CHECK(cluster_count(planted::none(kind, 100, 20, 2), options).count == 1);
  }
}

TEST_CASE("planted clusters are counted: even and uneven down to 1 %, with nuisance columns" *
          doctest::test_suite("long")) {
  ClusterCountOptions options;
  options.gap_replicates = 0;
  for (int k : {3, 5, 8, 15})
    for (int d : {2, 10, 50}) {
      planted::Setting s;
      s.k = k, s.d = d, s.n = 2000, s.uneven = d != 50, s.elliptical = k > 3;
      s.nuisance = k == 5 || k == 8;
      CAPTURE(k);
      CAPTURE(d);
      const auto table = planted::table(s, 5);
      const auto found = cluster_count(table.X, options);
      CHECK(found.count == k);
      CHECK(adjusted_rand(found.groups.label, table.label) > 0.85);
    }
}

TEST_CASE("the gap statistic stands beside, the count keeps its bits for any number of threads") {
  planted::Setting s;
  s.k = 4, s.d = 5, s.n = 600;
  const auto table = planted::table(s, 1);
  const auto one = cluster_count(table.X);
  CHECK(one.count == 4);
  CHECK(one.gap_count == 4);
  CHECK(one.k.size() == 20);
  for (int count : {1, 2, 7}) {
    set_threads(count);
    const auto again = cluster_count(table.X);
    CHECK(again.groups.label == one.groups.label);
    CHECK(again.gap == one.gap);
  }
  set_threads(0);
}

TEST_CASE("degenerate tables have one cluster") {
  CHECK(cluster_count(MatrixF::Ones(50, 3)).count == 1);
  CHECK(cluster_count(MatrixF::Ones(1, 3)).count == 1);
  CHECK(cluster_count(planted::none("noise", 12, 30, 1)).count == 1);
}
