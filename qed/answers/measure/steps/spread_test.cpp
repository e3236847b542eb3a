// SPDX-License-Identifier: Apache-2.0
// What shows little or no spread: few rows of a class, a constant, one value.
#include <doctest/doctest.h>

#include "qed/answers/measure/steps/asked.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers;
using evidence::Status;
using namespace measure::asked;

TEST_CASE("a constant probability is no better, whatever the rows") {
  const auto answer = ask(rows(90, "label,score", [](Rng&, int i) {
    return std::string(i % 3 == 0 ? "1," : "0,") + "0.3";
  }));
  CHECK(answer.verdict.status == Status::no);
  CHECK(evidence::find(answer.evidence, "rows.needed") == nullptr);
  for (const auto& flip : answer.flips) CHECK_FALSE(flip.flipped);
}

TEST_CASE("one value and empty cells: these may mean no, and nothing is tested") {
  const auto answer = ask(rows(100, "label,score", [](Rng& rng, int i) {
    return std::string(i % 4 == 0 ? "1," : ",") + show(rng.uniform());
  }));
  CHECK(answer.verdict.status == Status::undecided);
  CHECK(warns(answer, "Only one value of label is seen"));
  CHECK(warns(answer, "If its empty cells mean the other"));
  CHECK_FALSE(warns(answer, "The rarer label has"));
  CHECK(evidence::find(answer.evidence, "null") == nullptr);
}

TEST_CASE("three whole numbers as a label are said to be judged as a number") {
  const std::string coded = rows(200, "label,score", [](Rng& rng, int i) {
    return std::string(i % 20 == 3           ? "-9,"
                       : rng.uniform() < 0.4 ? "1,"
                                             : "0,") +
           show(rng.uniform());
  });
  CHECK(warns(ask(coded), "label has 3 different values (-9, 0 and 1) and is judged as a number"));
  CHECK_FALSE(warns(ask(rows(60, "y,pred",
                             [](Rng& rng, int) {
                               const double x = rng.normal();
                               return show(x + rng.normal()) + "," + show(x);
                             })),
                    "is judged as a number"));
}

TEST_CASE("an AUC of one positive, and of few, is as unsure as its own methods say") {
  const auto few = [](int yes) {
    return rows(200, "label,score,score_b", [yes](Rng& rng, int i) {
      return std::string(i % (200 / yes) == 90 % (200 / yes) ? "1," : "0,") +
             show(5 * rng.uniform() + 2) + "," + show(5 * rng.uniform() + 2);
    });
  };
  measure::MeasureOptions first;
  first.prediction = {"score"};
  const auto primary = [&](int yes) { return number(ask(few(yes), first), "primary"); };
  for (const int yes : {1, 2}) {
    CAPTURE(yes);
    const statistics::Estimate e = primary(yes);
    CHECK(e.upper() - e.lower() > 0.4);
    CHECK(e.interval()->method.find("Newcombe") != std::string::npos);
  }
  CHECK(primary(5).interval()->method.find("jackknife") != std::string::npos);
  CHECK_FALSE(number(ask(few(1)), "paired_difference").interval().has_value());
  const statistics::Estimate pair = number(ask(few(5)), "paired_difference");
  CHECK(pair.interval()->method.find("jackknife") != std::string::npos);
}
