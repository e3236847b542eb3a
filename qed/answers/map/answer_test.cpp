// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/answer.h"

#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "qed/answers/map/explain.h"
#include "qed/answers/map/steps/structure.h"
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
  explicit File(const std::string& text, const std::string& suffix = "") {
    path.replace_filename(path.stem().string() + suffix + ".csv");
    std::ofstream(path) << text;
  }
  ~File() { fs::remove(path); }
};

// Rows in three groups far apart in four columns, an identifier, and a name that tries to be a formula and markup.
std::string three_groups(int rows = 240, std::uint64_t stream = 1) {
  std::string text = "id,a,b,c,\"=d<script>\",kind\n";
  for (int i = 0; i < rows; ++i) {
    Rng rng(3, stream, static_cast<std::uint64_t>(i));
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
  const File file(three_groups(120));
  map::MapOptions options;
  options.flips = "off";
  // Every number of the answer that has one, and the map.
  const auto numbers = [&](int count) {
    set_threads(count);
    const auto answer = ask(file.path, options);
    std::vector<double> all;
    for (const auto& piece : answer.evidence) {
      if (const auto* e = std::get_if<evidence::Estimate>(&piece); e && e->estimate.is_defined())
        all.push_back(e->estimate.value()), all.push_back(e->estimate.lower());
      if (const auto* t = std::get_if<evidence::Test>(&piece))
        all.push_back(t->statistic), all.push_back(t->p_value);
    }
    const auto& map = evidence::get<evidence::Points>(answer.evidence, "map.tsne").coordinates;
    all.insert(all.end(), map.begin(), map.end());
    return all;
  };
  const auto one = numbers(1);
  CHECK(one.size() > 240);
  CHECK(one == numbers(2));
  CHECK(one == numbers(7));
  set_threads(0);
}

TEST_CASE("new rows on the plane and in space: their own cells, and which are unlike any old row") {
  // Two strangers follow on 60 rows of the same kind; the first of those lacks a cell.
  std::string fresh = three_groups(60, 2) + "7001,90,90,90,90,y\n7002,-4,-30,2,1,new word\n";
  fresh.replace(fresh.find("1000,") + 5,
                fresh.find(',', fresh.find("1000,") + 5) - fresh.find("1000,") - 5, "");
  const File file(three_groups()), other(fresh, "_new");
  for (const int dims : {2, 3}) {
    CAPTURE(dims);
    map::MapOptions options;
    options.flips = "off";
    options.dims = dims;
    options.place = other.path.string();
    const File coordinates("", "_coordinates");
    options.coordinates = coordinates.path.string();
    const auto answer = ask(file.path, options);
    const std::string written = read_file(coordinates.path);
    CHECK(written.substr(0, written.find('\n')).ends_with(",cluster,placed,far"));
    CHECK(written.ends_with(",true,true\n"));
    const auto& old = evidence::get<evidence::Points>(answer.evidence, "map.tsne");
    const auto& placed = evidence::get<evidence::Points>(answer.evidence, "map.placed");
    CHECK(placed.dims == dims);
    REQUIRE(placed.size() == 62);
    const auto coordinate = [&](const evidence::Points& p, std::size_t i, int axis) {
      return p.coordinates[i * static_cast<std::size_t>(dims) + static_cast<std::size_t>(axis)];
    };
    // The point of the map that each is nearest to is of its own group.
    int own = 0;
    for (std::size_t i = 0; i < 60; ++i) {
      double nearest = 1e300;
      std::size_t which = 0;
      for (std::size_t j = 0; j < 240; ++j) {
        double square = 0;
        for (int axis = 0; axis < dims; ++axis)
          square += std::pow(coordinate(placed, i, axis) - coordinate(old, j, axis), 2);
        if (square < nearest) nearest = square, which = j;
      }
      own += which % 3 == i % 3;
    }
    CHECK(own >= 59);
    const auto named = [&](const char* name) -> const evidence::Attribute& {
      const auto at = std::ranges::find(placed.attributes, name, &evidence::Attribute::name);
      REQUIRE(at != placed.attributes.end());
      return *at;
    };
    CHECK(std::isnan(named("a").values[0]));
    CHECK(named("a").values[60] == 90);
    const auto& kind = named("kind");
    CHECK(kind.levels[static_cast<std::size_t>(kind.codes[61])] == "new word");
    const auto& far = named("far from every row").codes;
    CHECK(far[60] == 1);
    CHECK(far[61] == 1);
    // Of 60 rows of the same kind 1 % are expected there: binomially, more than 6 in 2e-6 of seeds.
    CHECK(std::ranges::count(far, 1) <= 2 + 6);
    CHECK(evidence::get<evidence::Estimate>(answer.evidence, "placed.far").estimate.value() ==
          doctest::Approx(static_cast<double>(std::ranges::count(far, 1)) / 62));
    CHECK(std::ranges::any_of(answer.caveats, [](const std::string& said) {
      return said.starts_with("Far from every row") && said.ends_with("61 and 62.");
    }));
  }
}

TEST_CASE("a new row is far by what the components of a wide table leave out of it") {
  // Ten of sixty columns are so narrow that no component holds them; the new rows are two old ones, the second moved
  // along one of those by 50, where rows are 8 apart.
  std::string text, fresh;
  for (int j = 0; j < 60; ++j) text += (j ? ",c" : "c") + std::to_string(j);
  fresh = text += "\n";
  for (int i = 0; i < 200; ++i) {
    Rng rng(4, 1, static_cast<std::uint64_t>(i));
    for (int j = 0; j < 60; ++j) {
      const double cell = rng.normal() * (j < 50 ? 1 : 0.01);
      text += (j ? "," : "") + std::to_string(cell);
      if (i < 2) fresh += (j ? "," : "") + std::to_string(cell + (i == 1 && j == 59 ? 50 : 0));
    }
    text += "\n";
    if (i < 2) fresh += "\n";
  }
  const File file(text), other(fresh, "_new");
  map::MapOptions options;
  options.flips = "off";
  options.scale = "none";
  options.place = other.path.string();
  const auto answer = ask(file.path, options);
  const auto& placed = evidence::get<evidence::Points>(answer.evidence, "map.placed");
  CHECK(placed.attributes[0].codes == std::vector<std::int32_t>{0, 1});
  CHECK(placed.neighbours[0] == 0);
  CHECK(placed.neighbours[static_cast<std::size_t>(placed.k)] == 1);
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

TEST_CASE(
    "rows are placed on a map of few rows") {  // a third of 12 rows is less than the usual perplexity
  const File file(three_groups(12)), other(three_groups(3, 2), "_few");
  map::MapOptions options;
  options.flips = "off";
  options.place = other.path.string();
  const evidence::Answer answer = ask(file.path.string(), options);
  CHECK(evidence::get<evidence::Points>(answer.evidence, "map.placed").size() == 3);
}

TEST_CASE("the structure test of a table wider than its reduced space") {
  constexpr Index kRows = 150, kColumns = 80;
  MatrixF groups(kRows, kColumns), noise(kRows, kColumns);
  for (Index i = 0; i < kRows; ++i) {
    Rng rng(17, 0, static_cast<std::uint64_t>(i));
    for (Index j = 0; j < kColumns; ++j) {
      noise(i, j) = static_cast<float>(rng.normal());
      groups(i, j) = noise(i, j) + (j % 5 == i % 5 ? 3.0F : 0.0F);
    }
  }
  const map::SmallMap how{.perplexity = 15, .dims = 2, .seed = 1};
  const auto p_of = [&](const MatrixF& X) {
    return map::structure_test(X, statistics::copula_null(X), 19, how).p_value;
  };
  CHECK(p_of(groups) ==
        doctest::Approx(0.05));  // five groups in 80 columns: the least that 19 tables give
  CHECK(p_of(noise) > 0.05);  // fails by chance for one seed in twenty; this one is fixed
  const auto once = map::picture_statistics(groups, how);
  CHECK(once == map::picture_statistics(groups, how));
  CHECK(std::ranges::all_of(once, [](double t) { return std::isfinite(t); }));
}
