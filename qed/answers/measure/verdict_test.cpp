// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/verdict.h"

#include <doctest/doctest.h>

#include "qed/base/error.h"

using namespace qed;
using namespace qed::answers::measure;
using evidence::Status;
using evidence::Supports;
using statistics::Estimate;

namespace {

void add(std::vector<evidence::Evidence>& list, const char* id, Estimate value) {
  list.push_back(evidence::Estimate{{id, "", Supports::neither, "", ""}, std::move(value), {}});
}

std::vector<evidence::Evidence> one(Estimate primary, double chance = 0, double margin = 0) {
  std::vector<evidence::Evidence> list;
  list.push_back(evidence::Table{
      {"metrics", "", Supports::neither, "", ""},
      {"to", "metric", "name"},
      {{std::string("decide"), std::string("Brier skill"), std::string("brier_skill")}}});
  add(list, "primary", std::move(primary));
  add(list, "baseline", Estimate::without_interval(chance, "given"));
  if (margin > 0) add(list, "margin", Estimate::without_interval(margin, "given"));
  return list;
}

std::vector<evidence::Evidence> two(Estimate difference, double margin = 0,
                                    Estimate primary = {0.3, {0.2, 0.4, 0.95, "t"}},
                                    bool turned = false) {
  auto list = one(std::move(primary), 0, margin);
  add(list, "paired_difference", std::move(difference));
  list.push_back(evidence::Table{{"models", "", Supports::neither, "", ""},
                                 {"prediction"},
                                 {{std::string("new{}")}, {std::string("old")}}});
  list.push_back(evidence::Table{{"winner.by_metric", "", Supports::neither, "", ""},
                                 {"metric", "turns it"},
                                 {{std::string("AUC"), turned}}});
  return list;
}

std::string field(const evidence::Verdict& v, const char* name) {
  for (const auto& [field, value] : v.decision)
    if (field == name) return std::get<std::string>(value);
  return "";
}

const Estimate kAbove(0.3, {0.2, 0.4, 0.95, "t"}), kAround(0.1, {-0.1, 0.3, 0.95, "t"}),
    kBelow(-0.3, {-0.4, -0.2, 0.95, "t"}), kNarrow(0.001, {-0.01, 0.012, 0.95, "t"});

}  // namespace

TEST_CASE(
    "more than two models: those behind the two best that are not seen to be worse are named") {
  auto list = two(kAbove);
  auto& models = std::get<evidence::Table>(list[4]);
  REQUIRE(models.id == "models");
  models.columns.emplace_back(kAgainstBest);
  models.rows[0].emplace_back(std::monostate{});
  models.rows[1].emplace_back(0.01);
  models.rows.push_back({std::string("noisy"), 0.2});
  models.rows.push_back({std::string("bad"), 0.001});
  const auto v = verdict(list, 0.95);
  CHECK(field(v, "winner") == "new{}");
  CHECK(v.rule.find("max-T") != std::string::npos);
  CHECK(v.claim.find("worse: not noisy.") != std::string::npos);
  CHECK(verdict(two(kAbove), 0.95).rule.find("max-T") == std::string::npos);
}

TEST_CASE("one model: better, no better, undecided") {
  CHECK(verdict(one(kAbove), 0.95).status == Status::yes);
  CHECK(verdict(one(kAround), 0.95).status == Status::undecided);
  CHECK(verdict(one(kBelow), 0.95).status == Status::no);
  CHECK(verdict(one(kAbove, 0.5), 0.95).status == Status::no);
  CHECK(verdict(one(kAbove, 0.2), 0.95).status ==
        Status::undecided);  // the end itself is in the interval
  CHECK(verdict(one(kAbove, 0, 0.25), 0.95).status == Status::undecided);
  CHECK(verdict(one(kNarrow, 0, 0.05), 0.95).status == Status::no);
  CHECK(verdict(one(kNarrow), 0.95).status ==
        Status::undecided);  // without a margin nothing is equal
  CHECK(field(verdict(one(kAbove), 0.95), "metric") == "brier_skill");
  CHECK(field(verdict(one(kBelow), 0.95), "beats_constant") == "no");
  const auto none = verdict(one(Estimate::undefined("every label is no")), 0.95);
  CHECK(none.status == Status::undecided);
  CHECK(none.claim.find("every label is no") != std::string::npos);
  CHECK(verdict(one(Estimate::without_interval(1, "an end")), 0.95).status == Status::undecided);
}

TEST_CASE("two models: a winner, none within the margin, undecided; what turns it is said") {
  CHECK(field(verdict(two(kAbove), 0.95), "winner") == "new{}");
  CHECK(field(verdict(two(kBelow), 0.95), "winner") == "old");
  CHECK(verdict(two(kBelow), 0.95).status == Status::yes);
  CHECK(field(verdict(two(kAround), 0.95), "winner") == "undecided");
  CHECK(verdict(two(kAround), 0.95).status == Status::undecided);
  CHECK(field(verdict(two(kNarrow, 0.05), 0.95), "winner") == "none");
  CHECK(verdict(two(kNarrow, 0.05), 0.95).status == Status::no);
  CHECK(verdict(two(kAbove), 0.95).claim.find("other one wins") == std::string::npos);
  CHECK(verdict(two(kAbove, 0, kAbove, true), 0.95).claim.find("By AUC the other one wins") !=
        std::string::npos);
  CHECK(verdict(two(kAbove, 0, kAround), 0.95).claim.find("not even the better one") !=
        std::string::npos);
  // Names from data are no placeholders.
  CHECK(verdict(two(kAbove), 0.95).claim.find("new{{}}") != std::string::npos);
  std::vector<evidence::Evidence> missing = one(kAbove);
  missing.pop_back();
  CHECK_THROWS_AS(verdict(missing, 0.95), Error);
}
