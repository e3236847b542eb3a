// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/answer.h"

#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "qed/answers/map/explain.h"
#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::answers;

namespace {

namespace fs = std::filesystem;

struct File {
  fs::path path =
      fs::temp_directory_path() / ("qed_map_test_" + std::to_string(::getpid()) + ".csv");
  explicit File(const std::string& text) { std::ofstream(path) << text; }
  ~File() { fs::remove(path); }
};

// 240 rows in three groups far apart in four columns, an identifier, and a name that tries to be a formula and markup.
std::string three_groups() {
  std::string text = "id,a,b,c,\"=d<script>\",kind\n";
  for (int i = 0; i < 240; ++i) {
    Rng rng(3, 1, static_cast<std::uint64_t>(i));
    const int group = i % 3;
    text += std::to_string(1000 + i);
    for (int j = 0; j < 4; ++j)
      text += "," + std::to_string(rng.normal() + (j % 3 == group ? 9 : 0));
    text += group == 0 ? ",<b>x</b>\n" : ",y\n";
  }
  return text;
}

evidence::Answer ask(const std::string& file, map::MapOptions options = {}) {
  options.nulls = 99;
  return map::answer(file, options,
                     {.seed = 1, .level = 0.95, .command = "qed map", .progress = {}});
}

std::int64_t clusters(const evidence::Answer& answer) {
  return std::get<std::int64_t>(answer.verdict.decision[1].second);
}

}  // namespace

TEST_CASE("three planted groups are found, described, and every number is explained") {
  const File file(three_groups());
  map::MapOptions options;
  const auto answer = ask(file.path, options);
  CHECK(clusters(answer) == 3);
  std::set<std::string> explained;
  for (const auto& entry : map::explanations()) explained.insert(entry.name);
  std::set<std::string> ids;
  for (const auto& piece : answer.evidence) {
    const std::string& id = evidence::header(piece).id;
    CAPTURE(id);
    CHECK_UNARY(ids.insert(id).second);
    CHECK_UNARY(explained.contains(id));
  }
  // The ids that others build on.
  for (const char* id : {"auc_rnx.pca",
                         "auc_rnx.tsne",
                         "auc_rnx.gap",
                         "structure_beyond_covariance",
                         "variance_explained.pca2",
                         "signal_dimension.marchenko_pastur",
                         "signal_dimension.gavish_donoho",
                         "signal_dimension.parallel_analysis",
                         "intrinsic_dimension.twonn",
                         "clusterability.dip_distances",
                         "clusterability.dip_pc1",
                         "cluster_count",
                         "cluster_stability",
                         "knn_recall.pca",
                         "knn_recall.tsne",
                         "trustworthiness.pca",
                         "trustworthiness.tsne",
                         "continuity.pca",
                         "continuity.tsne",
                         "distance_correlation.pca",
                         "distance_correlation.tsne",
                         "kl_divergence",
                         "tsne.termination",
                         "map.pca",
                         "map.tsne"}) {
    CAPTURE(id);
    CHECK_UNARY(ids.contains(id));
  }
  for (const char* phase :
       {"read", "pca", "neighbours", "affinities", "optimise", "quality", "clusters"})
    CHECK_UNARY(
        std::ranges::any_of(answer.seconds, [&](const auto& s) { return s.first == phase; }));
}

TEST_CASE("the same answer at 1, 2 and 7 threads") {
  const File file(three_groups());
  map::MapOptions options;
  options.flips = "off";
  const auto coordinates = [&](int count) {
    set_threads(count);
    const auto answer = ask(file.path, options);
    return evidence::get<evidence::Points>(answer.evidence, "map.tsne").coordinates;
  };
  const auto one = coordinates(1);
  CHECK(one == coordinates(2));
  CHECK(one == coordinates(7));
  set_threads(0);
}

TEST_CASE("what cannot be mapped is refused with a reason") {
  const auto refused = [](const std::string& text, const char* why, map::MapOptions options = {}) {
    const File file(text);
    CAPTURE(text.substr(0, 60));
    CHECK_THROWS_WITH_AS(ask(file.path, options), doctest::Contains(why), Error);
  };
  refused("", "nothing in it");
  refused("a,b\n", "no rows");
  refused("a,b\n1,2\n", "at least 10");
  std::string same = "a,b\n", words = "name\n", missing = "a,b\n";
  for (int i = 0; i < 60; ++i) {
    same += "1,2\n";
    missing += ",\n";
    words += "word number " + std::to_string(i * 7919) + "\n";
  }
  refused(same, "no column can be used");
  refused(missing, "no column can be used");
  refused(words, "no column can be used");
  map::MapOptions options;
  options.label = "kindd";
  refused(three_groups(), "kindd", options);
  options = {};
  options.perplexity = 200;
  refused(three_groups(), "at most", options);
  options = {};
  options.clusters = "many";
  refused(three_groups(), "--clusters", options);
}
