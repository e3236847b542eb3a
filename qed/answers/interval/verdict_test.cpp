// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/verdict.h"

#include <doctest/doctest.h>

#include <limits>

using namespace qed;
using namespace qed::answers::interval;
using evidence::Status;
using statistics::Estimate;

namespace {

std::vector<evidence::Evidence> pieces(Estimate interval, Estimate coverage) {
  std::vector<evidence::Evidence> list;
  const auto add = [&](const char* id, const char* claim, Estimate value) {
    list.push_back(
        evidence::Estimate{{id, claim, evidence::Supports::neither, "", ""}, std::move(value), {}});
  };
  add("interval", "mean(x) is {interval}.", std::move(interval));
  add("coverage.simulated", "", std::move(coverage));
  evidence::Table table{{"interval.alternatives", "", evidence::Supports::neither, "", ""},
                        {"method"},
                        {{std::string("student_t")}}};
  list.push_back(table);
  return list;
}

std::vector<evidence::Evidence> against(std::vector<evidence::Evidence> list, double value,
                                        double margin) {
  for (const auto& [id, v] : {std::pair{"against", value}, std::pair{"against.margin", margin}})
    list.push_back(evidence::Estimate{
        {id, "", evidence::Supports::neither, "", ""}, Estimate::without_interval(v, "given"), {}});
  return list;
}

const Estimate kGood = Estimate(0.95, {0.94, 0.96, 0.95, "Wilson"});
const Estimate kBad = Estimate(0.85, {0.84, 0.86, 0.95, "Wilson"});

std::string side(const evidence::Verdict& v) { return std::get<std::string>(v.decision[1].second); }

}  // namespace

TEST_CASE("an interval that exists and holds is trusted; one that does not hold decides nothing") {
  const Estimate mean(3, {2, 4, 0.95, "t"});
  CHECK(verdict(pieces(mean, kGood), 0.95).status == Status::yes);
  CHECK(verdict(pieces(mean, kBad), 0.95).status == Status::undecided);
  CHECK(verdict(pieces(Estimate::undefined("0/0"), kGood), 0.95).status == Status::undecided);
  const auto bad = verdict(against(pieces(mean, kBad), 1, 0), 0.95);
  CHECK(bad.status == Status::undecided);
  CHECK(side(bad) == "undecided");
}

TEST_CASE("trust is the coverage itself: fewer replicates are not trusted more") {
  const Estimate mean(3, {2, 4, 0.95, "t"});
  const Estimate few(0.91, {0.83, 0.95, 0.95, "Wilson"}), many(0.931, {0.92, 0.94, 0.95, "Wilson"});
  CHECK(verdict(pieces(mean, few), 0.95).status == Status::undecided);
  CHECK(verdict(pieces(mean, many), 0.95).status == Status::yes);
}

TEST_CASE("an open end decides on the other side alone") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Estimate open(3, {2, kInfinity, 0.95, "t"});
  CHECK(verdict(pieces(open, kGood), 0.95).status == Status::undecided);
  CHECK(side(verdict(against(pieces(open, kGood), 1, 0), 0.95)) == "above");
  CHECK(side(verdict(against(pieces(open, kGood), 9, 0), 0.95)) == "undecided");
}

TEST_CASE("the side of a value: beyond the margin, within it, or neither") {
  const Estimate mean(3, {2, 4, 0.95, "t"});
  const auto decide = [&](double value, double margin) {
    return verdict(against(pieces(mean, kGood), value, margin), 0.95);
  };
  CHECK(side(decide(1, 0)) == "above");
  CHECK(side(decide(5, 0)) == "below");
  CHECK(side(decide(2, 0)) == "undecided");   // the end itself is in the interval
  CHECK(side(decide(1, 1)) == "undecided");
  CHECK(side(decide(3, 1)) == "equal");
  CHECK(side(decide(3, 0.9)) == "undecided");
  CHECK(decide(3, 1).status == Status::no);
  CHECK(decide(1, 0.5).status == Status::yes);
  // Without a margin nothing is equal, however narrow.
  CHECK(side(verdict(against(pieces(Estimate(1, {1, 1, 0.95, "t"}), kGood), 1, 0), 0.95)) ==
        "undecided");
}
