// SPDX-License-Identifier: Apache-2.0
// Which numbers in [0, 1] are probabilities, and whether they mean what they say.
#include <doctest/doctest.h>

#include <cmath>

#include "qed/answers/measure/steps/asked.h"
#include "qed/base/error.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers;
using namespace measure::asked;

TEST_CASE("numbers in [0, 1] that are no probabilities are scores, unless a name says it") {
  // Percentile ranks of what calibrated log odds order; and the same odds, wrong in several ways.
  enum class What { ranks, right, sure, shifted };
  const auto table = [](const std::string& name, What what, double yes = -2.6) {
    return rows(2000, "fraud," + name, [what, yes](Rng& rng, int) {
      const double z = rng.normal(), odds = yes + 1.3 * z;
      const auto p = [](double x) { return 1 / (1 + std::exp(-x)); };
      const double shown = what == What::ranks   ? 0.5 * std::erfc(-z / std::sqrt(2.0))
                           : what == What::right ? p(odds)
                           : what == What::sure  ? p(yes + 2.5 * 1.3 * z)
                                                 : p(odds + 1);
      return std::string(rng.uniform() < p(odds) ? "1," : "0,") + show(shown);
    });
  };
  const auto ranks = ask(table("score", What::ranks));
  CHECK(field(ranks, "metric") == "auc");
  CHECK(field(ranks, "beats_constant") == "yes");
  CHECK(warns(ranks, "--form probability"));
  for (const char* name : {"prob", "p", "risk_score", "fraud_probability"})
    CHECK(field(ask(table(name, What::ranks)), "metric") == "brier_skill");
  // Too sure of itself, or e times the odds: miscalibrated probabilities stay what they are.
  for (const What what : {What::right, What::sure, What::shifted})
    for (const double yes : {-4.0, -2.6, 0.0})
      CHECK(field(ask(table("score", what, yes)), "metric") == "brier_skill");
  measure::MeasureOptions asked;
  asked.form = "probability";
  CHECK(field(ask(table("score", What::ranks), asked), "metric") == "brier_skill");
  asked.form = "score";
  CHECK(field(ask(table("prob", What::right), asked), "metric") == "auc");
  asked.form = "probability";
  CHECK_THROWS_AS(ask(rows(50, "label,score",
                           [](Rng& rng, int) {
                             return std::string(rng.uniform() < 0.4 ? "1," : "0,") +
                                    show(5 * rng.normal());
                           }),
                      asked),
                  Error);
}

TEST_CASE(
    "rows of a unit: calibration is that of all rows, and its null as wide as units make it") {
  // 40 customers of 25 rows whose labels share most of their noise: right on average, not in each.
  int smooth = 0, alone = 0;
  constexpr int kTables = 20;
  for (int s = 0; s < kTables; ++s) {
    const auto answer = ask(rows(1000, "customer_id,label,prob", [s](Rng& rng, int i) {
      const auto stream = static_cast<std::uint64_t>(s);
      Rng own(77, stream, static_cast<std::uint64_t>(i / 25));
      Rng row(78, stream, static_cast<std::uint64_t>(i));
      (void)rng;
      const double p = 0.1 + 0.8 * row.uniform();
      const double u = row.uniform() < 0.5 ? own.uniform() : row.uniform();
      return std::to_string(100 + i / 25) + "," + (u < p ? "1," : "0,") + show(p);
    }));
    const auto& test = evidence::get<evidence::Test>(answer.evidence, "calibration.smooth");
    CHECK(test.claim.find(" rows") == std::string::npos);  // all of them
    smooth += test.p_value <= 0.05;
    const auto& form = evidence::get<evidence::Table>(answer.evidence, "form");
    alone += std::get<double>(form.rows[0].back()) <= 0.05;
  }
  // By 5 %, one of 20, and with three standard deviations 4.
  MESSAGE("smooth rejects ", smooth, ", Spiegelhalter by units ", alone, " of 20");
  CHECK(smooth <= 4);
  CHECK(alone <= 4);
}
