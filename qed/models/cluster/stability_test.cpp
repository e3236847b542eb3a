// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/stability.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/threads.h"
#include "qed/models/cluster/kmeans.h"
#include "qed/models/cluster/planted_test.h"
#include "qed/models/cluster/profile.h"

using namespace qed;
using namespace qed::models;

TEST_CASE("far-apart clusters are stable, pieces of noise are not") {
  planted::Setting s;
  s.k = 4, s.d = 5, s.n = 600, s.distance = 12;
  const auto table = planted::table(s, 1);
  const auto good = cluster_stability(table.X, kmeans(table.X, 4));
  REQUIRE(good.jaccard.size() == 4);
  for (std::size_t c = 0; c < 4; ++c) {
    CHECK(good.jaccard[c].value() == doctest::Approx(1));
    CHECK(good.verdict[c] == "stable");
  }
  const MatrixF noise = planted::none("noise", 600, 20, 1);
  const auto pieces = kmeans(noise, 5);
  const auto bad = cluster_stability(noise, pieces);
  for (const auto& verdict : bad.verdict) CHECK(verdict == "not to be trusted");
  set_threads(7);
  const auto again = cluster_stability(noise, pieces);
  set_threads(0);
  for (std::size_t c = 0; c < 5; ++c) CHECK(again.jaccard[c].value() == bad.jaccard[c].value());
}

TEST_CASE("the profile names the planted columns and no other") {
  const std::size_t n = 400;
  std::vector<std::int32_t> label(n);
  NumericColumn age{"age", std::vector<double>(n)}, noise{"noise", std::vector<double>(n)};
  CategoryColumn plan{"plan", std::vector<std::int32_t>(n), {"basic", "gold"}};
  Rng rng(4);
  for (std::size_t i = 0; i < n; ++i) {
    label[i] = i < 100 ? 1 : 0;
    age.values[i] = 40 + 5 * rng.normal() + (label[i] == 1 ? 20 : 0);
    noise.values[i] = i % 17 == 0 ? NAN : rng.normal();
    plan.codes[i] = rng.uniform() < (label[i] == 1 ? 0.9 : 0.2) ? 1 : 0;
  }
  const std::vector<ProfileColumn> columns{noise, age, plan};
  const auto lines =
      cluster_profile(label, columns.size(), [&](std::size_t i) { return columns[i]; });
  REQUIRE(lines.size() == 6);  // age and two levels, for each of two clusters
  CHECK(lines[3].cluster == 1);
  CHECK(lines[3].column == "age");
  CHECK(lines[3].direction == "higher");
  CHECK(lines[3].inside == doctest::Approx(60).epsilon(0.05));
  CHECK(lines[3].outside == doctest::Approx(40).epsilon(0.05));
  CHECK(lines[3].effect.interval()->contains(4.0));
  for (const auto& line : lines) CHECK(line.column != "noise");
}
