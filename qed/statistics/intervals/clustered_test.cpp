// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/clustered.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/intervals.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../tests/reference/statistics/dependent.inc"
#include "../../../tests/reference/statistics/intervals.inc"

struct Rows {
  std::vector<double> value;
  std::vector<std::int32_t> group;
};
// The rows of intervals.py.
Rows reference_rows(int groups, int spread) {
  Rows rows;
  for (int g = 0; g < groups; ++g)
    for (int i = 0; i < 1 + g % spread; ++i) {
      rows.value.push_back((g * 37 + 11) % 23 + (i + g) * 13 % 7 / 4.0);
      rows.group.push_back(g);
    }
  return rows;
}

}  // namespace

TEST_CASE("means of groups against a cluster-robust regression of statsmodels") {
  for (const auto& row : kClustered) {
    CAPTURE(row[0]);
    const auto G = static_cast<std::int32_t>(row[0]);
    const Rows rows = reference_rows(G, static_cast<int>(row[1]));
    const Estimate e = clustered_mean(group_sums(rows.value, rows.group, G));
    CHECK(e.value() == doctest::Approx(row[2]).epsilon(1e-13));
    CHECK(e.lower() == doctest::Approx(row[3]).epsilon(1e-11));
    CHECK(e.upper() == doctest::Approx(row[4]).epsilon(1e-11));
  }
}

TEST_CASE("groups of one row are Student's t; empty groups do not count") {
  const std::vector<double> x{1, 2, 4, 8, 16};
  const std::vector<std::int32_t> own{0, 1, 3, 4, 6};
  const Estimate e = clustered_mean(group_sums(x, own, 9)), t = mean_interval(x);
  CHECK(e.lower() == doctest::Approx(t.lower()).epsilon(1e-13));
  CHECK(e.upper() == doctest::Approx(t.upper()).epsilon(1e-13));
  const std::vector<std::int32_t> one(5, 2);
  CHECK_FALSE(clustered_mean(group_sums(x, one, 3)).interval().has_value());
  CHECK_FALSE(clustered_mean({}).is_defined());
  CHECK_THROWS_AS(group_sums(x, one, 2), Error);
  CHECK_THROWS_AS(group_sums(x, std::vector<std::int32_t>{1}, 2), Error);
}

TEST_CASE("wild bootstrap: near Student's with many groups, the same bits at 1, 2 and 7 threads") {
  const Rows rows = reference_rows(60, 2);
  const auto sums = group_sums(rows.value, rows.group, 60);
  const Estimate t = clustered_mean(sums);
  set_threads(1);
  const Estimate wild = wild_clustered_mean(sums);
  // The quantile of 1,999 draws: standard error about 2.5 % of the half width.
  CHECK(wild.upper() - wild.lower() == doctest::Approx(t.upper() - t.lower()).epsilon(0.1));
  for (const int count : {2, 7}) {
    set_threads(count);
    CHECK(wild_clustered_mean(sums).lower() == wild.lower());
  }
  set_threads(0);
  const auto few = group_sums(reference_rows(5, 4).value, reference_rows(5, 4).group, 5);
  CHECK(wild_clustered_mean(few).interval()->method == "wild cluster bootstrap, Webb");
  CHECK_THROWS_AS(wild_clustered_mean(few, 0.95, 10), Error);
}

TEST_CASE("intra-class correlation: 1 for equal rows of a group, at least -1/(n0 - 1)") {
  const std::vector<double> equal{1, 1, 5, 5, 9, 9}, against{1, 5, 5, 1, 1, 5};
  const std::vector<std::int32_t> pairs{0, 0, 1, 1, 2, 2};
  CHECK(design_effect(equal, pairs, 3).correlation.value() == doctest::Approx(1));
  CHECK(design_effect(equal, pairs, 3).effect == doctest::Approx(2));
  CHECK(design_effect(against, pairs, 3).correlation.value() == doctest::Approx(-1));
  CHECK(design_effect(against, pairs, 3).effect == 1);
  const std::vector<std::int32_t> own{0, 1, 2, 3, 4, 5};
  CHECK_FALSE(design_effect(equal, own, 6).correlation.is_defined());
  CHECK_FALSE(design_effect(std::vector<double>(6, 2.0), pairs, 3).correlation.is_defined());
}

TEST_CASE(
    "the jackknife of groups against refits without each and degrees of freedom from dense "
    "matrices") {
  for (const auto& row : kJackknife) {
    CAPTURE(row[0]);
    const auto G = static_cast<std::int32_t>(row[0]);
    const Rows rows = reference_rows(G, static_cast<int>(row[1]));
    const auto sums = group_sums(rows.value, rows.group, G);
    const Estimate e = jackknife_clustered_mean(sums);
    CHECK(e.lower() == doctest::Approx(row[2]).epsilon(1e-10));
    CHECK(e.upper() == doctest::Approx(row[3]).epsilon(1e-10));
    CHECK(jackknife_degrees_of_freedom(sums) == doctest::Approx(row[4]).epsilon(1e-11));
  }
  CHECK_FALSE(jackknife_clustered_mean({}).is_defined());
  CHECK_FALSE(jackknife_clustered_mean(std::vector<GroupSum>{{3, 6}}).interval().has_value());
  CHECK_THROWS_AS(jackknife_degrees_of_freedom(std::vector<GroupSum>{{3, 6}}), Error);
}

TEST_CASE(
    "the jackknife of equal groups is the cluster-robust t; one large group leaves it one degree") {
  std::vector<GroupSum> equal;
  for (int g = 0; g < 9; ++g) equal.push_back({4, g * 7 % 5 - 1.5});
  const Estimate jackknife = jackknife_clustered_mean(equal), t = clustered_mean(equal);
  CHECK(jackknife_degrees_of_freedom(equal) == doctest::Approx(8).epsilon(1e-13));
  CHECK(jackknife.lower() == doctest::Approx(t.lower()).epsilon(1e-12));
  CHECK(jackknife.upper() == doctest::Approx(t.upper()).epsilon(1e-12));
  equal[0].rows = 1e6;
  CHECK(jackknife_degrees_of_freedom(equal) == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE(
    "analysis of variance against fractions of the doubles, whatever is added to every value") {
  for (const auto& row : kOneWay) {
    CAPTURE(row[0]);
    CAPTURE(row[2]);
    const auto G = static_cast<std::int32_t>(row[0]);
    Rows rows = reference_rows(G, static_cast<int>(row[1]));
    for (double& v : rows.value) v += row[2];
    const OneWay w = one_way(rows.value, rows.group, G).value();
    CHECK(std::abs(w.f() / row[3] - 1) < 1e-13);
    CHECK(w.groups == G);
    CHECK(w.variance_within == w.within);
    CHECK(w.variance_between == doctest::Approx((w.between - w.within) / w.size));
    // The correlation is the share of the variance that is between groups.
    CHECK(w.correlation ==
          doctest::Approx(w.variance_between / (w.variance_between + w.variance_within))
              .epsilon(1e-12));
    const DesignEffect d = design_effect(rows.value, rows.group, G);
    CHECK(d.correlation.value() == w.correlation);
    CHECK(d.effect == w.design_effect());
  }
  const std::vector<double> x{1, 5, 5, 1, 1, 5};
  CHECK(one_way(x, std::vector<std::int32_t>{0, 0, 1, 1, 2, 2}, 3)->variance_between == 0);
  CHECK_FALSE(one_way(x, std::vector<std::int32_t>{0, 1, 2, 3, 4, 5}, 6));
  CHECK_FALSE(one_way(x, std::vector<std::int32_t>(6, 0), 1));
  CHECK_FALSE(one_way(std::vector<double>(6, 0.1), std::vector<std::int32_t>{0, 0, 1, 1, 2, 2}, 3));
  CHECK_FALSE(one_way({}, {}, 0));
}

// Certified F in line 41, after the two mean squares; data from line 61 on.  Ref: [NistStrd]
TEST_CASE("analysis of variance against NIST's collection") {
  const char* folder = std::getenv("QED_DATA");
  const std::filesystem::path data =
      folder ? std::filesystem::path(folder)
             : std::filesystem::path(QED_SOURCE_DIR) / ".." / "shared" / "data";
  // Digits that double holds of the data: 0.1 beside a million million leaves four.
  for (const auto& [name, digits] : {std::pair{std::string("SiRstv"), 12},
                                     {"SmLs01", 14},
                                     {"SmLs03", 12},
                                     {"SmLs05", 10},
                                     {"SmLs07", 4},
                                     {"SmLs09", 4}}) {
    std::ifstream file(data / "q7" / "nist_anova" / (name + ".dat"));
    if (!file) {
      MESSAGE("SKIPPED: ", name, ".dat not found; set QED_DATA to the folder of the test data");
      continue;
    }
    std::string line;
    double certified = 0;
    for (int number = 1; number <= 60 && std::getline(file, line); ++number)
      if (number == 41) certified = std::stod(line.substr(line.rfind(' ')));
    std::vector<double> value;
    std::vector<std::int32_t> group;
    std::int32_t treatment = 0;
    for (double response = 0; file >> treatment >> response;) {
      value.push_back(response);
      group.push_back(treatment - 1);
    }
    const double f = one_way(value, group, 9).value().f();
    const double correct = -std::log10(std::abs(f / certified - 1));
    MESSAGE(name, ", ", value.size(), " values, correct digits of F: ", correct);
    CHECK(correct >= digits);
  }
}

TEST_CASE(
    "the interval of the intra-class correlation covers; without an effect it lies above 0 once in "
    "forty") {
  constexpr int kSamples = 2000, kGroups = 20, kSize = 8;
  for (const double rho : {0.0, 0.3}) {
    int held = 0, above = 0;
    for (std::uint64_t b = 0; b < kSamples; ++b) {
      Rng rng(31, 5, b);
      std::vector<double> value;
      std::vector<std::int32_t> group;
      for (std::int32_t g = 0; g < kGroups; ++g) {
        const double own = std::sqrt(rho) * rng.normal();
        for (int i = 0; i < kSize; ++i)
          value.push_back(own + std::sqrt(1 - rho) * rng.normal()), group.push_back(g);
      }
      const Estimate e = design_effect(value, group, kGroups).correlation;
      held += e.interval()->contains(rho), above += e.lower() > 0;
    }
    CAPTURE(rho);
    CHECK(std::abs(held - 0.95 * kSamples) < 4 * std::sqrt(0.95 * 0.05 * kSamples));
    if (rho == 0) CHECK(std::abs(above - 0.025 * kSamples) < 4 * std::sqrt(0.025 * kSamples));
  }
}
