// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "qed/base/build_info.h"
#include "qed/base/error.h"
#include "qed/report/fixture_test.h"
#include "qed/report/render.h"

using namespace qed::report;
using namespace qed::evidence;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string complaint(const std::string& json) {
  try {
    parse_json(json);
  } catch (const qed::Error& error) {
    CHECK(error.code() == qed::ErrorCode::bad_data);
    return error.message();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("what is written reads back the same, bit for bit") {
  for (const Answer& answer : {map_answer(), bare_answer(), hostile_answer(), Answer{}}) {
    const std::string json = render_json(answer);
    const Answer back = parse_json(json);
    CHECK(render_json(back) == json);
    CHECK(render_text(back, {100, true, true, true}) ==
          render_text(answer, {100, true, true, true}));
    REQUIRE(back.evidence.size() == answer.evidence.size());
    for (std::size_t i = 0; i < answer.evidence.size(); ++i)
      CHECK(header(back.evidence[i]).claim == header(answer.evidence[i]).claim);
  }
}

TEST_CASE("numbers keep their bits and their kind") {
  Answer answer = bare_answer();
  answer.verdict.decision = {{"third", 1.0 / 3},         {"whole", 3.0},
                             {"count", std::int64_t{3}}, {"text", std::string("inf")},
                             {"infinite", -INFINITY},    {"small", 5e-324}};
  Points points;
  points.id = "p", points.claim = "points", points.dims = 1,
  points.coordinates = {1.0f / 3, 16777217.0f, 1e-45f};
  answer.evidence.emplace_back(points);
  const Answer back = parse_json(render_json(answer));
  CHECK(back.verdict.decision == answer.verdict.decision);
  CHECK(get<Points>(back.evidence, "p").coordinates == points.coordinates);
  CHECK(std::signbit(get<Estimate>(back.evidence, "mean").estimate.value()));
}

TEST_CASE("neighbours are left out unless asked for, and lists take few bytes") {
  const Answer answer = map_answer();
  const Points& map = get<Points>(answer.evidence, "map.tsne");
  REQUIRE(map.k == 10);
  CHECK(get<Points>(parse_json(render_json(answer)).evidence, "map.tsne").k == 0);
  const Answer full = parse_json(render_json(answer, {.neighbours = true}));
  CHECK(get<Points>(full.evidence, "map.tsne").neighbours == map.neighbours);
  Points points;
  points.id = "p", points.claim = "points", points.dims = 1;
  points.coordinates = {3, -0.0f, 0.25f};
  Answer one;
  one.evidence = {points};
  CHECK(render_json(one).find("\"coordinates\": [3,-0.0,0.25]") != std::string::npos);
}

TEST_CASE("a complaint names the path") {
  const std::string json = render_json(map_answer());
  CHECK(complaint("").starts_with("answer: is not JSON"));
  CHECK(complaint("[]") == "answer: the document must be an object");
  CHECK(complaint("{}") == "answer: the document lacks the member \"schema\"");
  CHECK(complaint(replaced(json, "answer/1", "answer/2")) ==
        "answer: schema must be \"qed.answer/1\"");
  CHECK(complaint(replaced(json, "\"level\": 0.95", "\"level\": 95")) ==
        "answer: verdict.level must lie in (0, 1)");
  CHECK(complaint(replaced(json, "\"n\": 2000", "\"n\": 2000.5")) ==
        "answer: evidence[0].n must be a whole number");
  CHECK(complaint(replaced(json, "\"n\": 2000", "\"n\": -1"))
            .starts_with("answer: evidence[0].n must lie in [0, "));
  CHECK(complaint(replaced(json, "\"unit\"", "\"units\""))
            .ends_with("has an unknown member \"units\""));
  CHECK(complaint(replaced(json, "\"status\": \"yes\"", "\"status\": \"maybe\"")) ==
        "answer: verdict.status is \"maybe\", which is not one of the words allowed");
  CHECK(complaint(replaced(json, "\"kind\": \"test\"", "\"kind\": \"guess\""))
            .ends_with("which is no kind of evidence"));
  CHECK(complaint(replaced(json, "\"auc_rnx.gap\"", "\"auc_rnx.pca\""))
            .find("two pieces of evidence") != std::string::npos);
}

TEST_CASE("what the file says must follow from what it holds") {
  Answer answer = map_answer();
  answer.provenance.version = qed::kVersion;
  const std::string json = render_json(answer);
  CHECK(complaint(replaced(json, "keeps 41.2", "keeps 91.2"))
            .starts_with("answer: verdict.claim says something else"));
  CHECK(complaint(replaced(json, "\"rejected\": true", "\"rejected\": false"))
            .ends_with("disagrees with p_value and alpha"));
  CHECK(complaint(replaced(json, "\"holds\": true", "\"holds\": false"))
            .ends_with("disagrees with measured and bound"));
  CHECK(complaint(replaced(json, "{knn_recall.pca:percent}, and", "{gone}, and")) != "accepted");
  const std::string full = render_json(answer, {.neighbours = true});
  CHECK(complaint(replaced(full, "\"neighbours\": [0,39,", "\"neighbours\": [0,40,"))
            .find("\"map.placed\".neighbours") != std::string::npos);
  CHECK(
      complaint(replaced(full, "\"k\": 10", "\"k\": 11")).ends_with("must hold k for each point"));
  CHECK(complaint(replaced(json, "\"placed_on\": \"map.tsne\"", "\"placed_on\": \"map.placed\"")) !=
        "accepted");
  CHECK(complaint(replaced(json, "\"upper\": 0.3, \"marks\"", "\"upper\": -1.0, \"marks\""))
            .ends_with("scale has its ends out of order"));
  CHECK(complaint(replaced(json, "{\"value\": 0.05, \"label\"", "{\"value\": -0.05, \"label\""))
            .ends_with("must lie on the scale, after the mark before it"));
  CHECK(complaint(replaced(json, "\"same_points_as\": \"map.tsne\"",
                           "\"same_points_as\": \"t\"")) != "accepted");
  CHECK(complaint(replaced(json, "\"seed 2\"", "\"{{\"")) == "accepted");
  CHECK(complaint(replaced(json, "\"Intrinsic dimension\"", "\"{x}\"")) != "accepted");
}

TEST_CASE("deep nesting and huge objects are refused before memory is taken") {
  CHECK(complaint(std::string(1'000'000, '[')) == "answer: is nested deeper than 64 levels");
  std::string wide = "{";
  for (int i = 0; i < 5000; ++i) wide += "\"" + std::to_string(i) + "\":1,";
  CHECK(complaint(wide) == "answer: has an object of more than 4096 members");
}
