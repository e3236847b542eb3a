// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/verdict.h"

#include <doctest/doctest.h>

#include <string>

#include "qed/answers/map/evidence.h"
#include "qed/base/error.h"

using namespace qed;
using namespace qed::answers::map;

namespace {

std::vector<evidence::Evidence> pieces(double gap_lower, double gap_upper, double null_p,
                                       double cluster_p, double count) {
  evidence::Estimate gap{
      {"auc_rnx.gap", "", evidence::Supports::neither, "", ""},
      statistics::Estimate((gap_lower + gap_upper) / 2, {gap_lower, gap_upper, 0.95, "t"})};
  evidence::Test null, clusters;
  null.id = "structure_beyond_covariance";
  null.p_value = null_p;
  clusters.id = "clusterability";
  clusters.p_value = cluster_p;
  evidence::Estimate number{{"cluster_count", "", evidence::Supports::neither, "", ""},
                            statistics::Estimate::without_interval(count, "a count")};
  return {gap, null, clusters, number};
}

std::string picture(const evidence::Verdict& v) {
  return std::get<std::string>(v.decision[0].second);
}
std::int64_t clusters(const evidence::Verdict& v) {
  return std::get<std::int64_t>(v.decision[1].second);
}

}  // namespace

TEST_CASE("the picture's rule, case by case") {
  CHECK(choose_picture(0.10, 0.20, true) == Picture::tsne);
  CHECK(choose_picture(0.10, 0.20, false) == Picture::pca);       // the null explains the gap
  CHECK(choose_picture(0.01, 0.049, true) == Picture::pca);       // nobody would see it
  CHECK(choose_picture(-0.01, 0.06, true) ==
        Picture::undecided); // structure, but the gap may be 0
  CHECK(choose_picture(0.0, 0.06, true) ==
        Picture::undecided);   // a lower bound of 0 is not above 0
}

TEST_CASE("clusters are counted only when a test says that there are any") {
  CHECK(choose_clusters(false, 5) == 0);
  CHECK(choose_clusters(true, 5) == 5);
  CHECK(choose_clusters(true, 0) == 1);
}

TEST_CASE("the verdict follows from the evidence") {
  const auto tsne = verdict(pieces(0.1, 0.2, 0.01, 0.01, 5), 0.95);
  CHECK(tsne.status == evidence::Status::yes);
  CHECK(picture(tsne) == "tsne");
  CHECK(clusters(tsne) == 5);
  const auto pca = verdict(pieces(0.1, 0.2, 0.2, 0.3, 5), 0.95);
  CHECK(pca.status == evidence::Status::no);
  CHECK(picture(pca) == "pca");
  CHECK(clusters(pca) == 0);
  CHECK(verdict(pieces(-0.1, 0.2, 0.01, 0.01, 1), 0.95).status == evidence::Status::undecided);
}

TEST_CASE("p = alpha rejects, although 1 - 0.95 is not 0.05 in binary") {
  CHECK(picture(verdict(pieces(0.1, 0.2, 0.05, 1, 1), 0.95)) == "tsne");
  CHECK(picture(verdict(pieces(0.1, 0.2, 0.06, 1, 1), 0.95)) == "pca");
}

TEST_CASE("without its evidence there is no verdict") {
  auto list = pieces(0.1, 0.2, 0.01, 0.01, 5);
  list.erase(list.begin() + 1);
  CHECK_THROWS_WITH_AS(verdict(list, 0.95), doctest::Contains("structure_beyond_covariance"),
                       Error);
}

TEST_CASE("no clusters by the tests and none that holds up are one claim: no flip") {
  Findings findings;
  findings.clusters.found = 1;
  findings.flips = {{"a", Picture::pca, 0}, {"b", Picture::pca, 2}, {"c", Picture::tsne, 1}};
  const evidence::Decision decision{{"picture", std::string("pca")}, {"clusters", std::int64_t{1}}};
  const auto flips = flips_of(findings, decision);
  REQUIRE(flips.size() == 3);
  CHECK_FALSE(flips[0].flipped);
  CHECK(std::get<std::int64_t>(flips[0].decision.back().second) == 0);  // what was found stays said
  CHECK(flips[1].flipped);
  CHECK(flips[2].flipped);
}
