// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/answer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "qed/answers/measure/demo.h"
#include "qed/answers/measure/explain.h"
#include "qed/answers/measure/steps/asked.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/data/write.h"

using namespace qed;
using namespace qed::answers;
using evidence::Status;
using namespace measure::asked;

namespace {

std::string form(const evidence::Answer& answer, std::size_t row = 0) {
  return std::get<std::string>(
      evidence::get<evidence::Table>(answer.evidence, "form").rows[row][1]);
}
// A calibrated probability, the same blurred, and yes or no.
std::string probabilities(int n) {
  return rows(n, "label,prob_sharp,prob_blurred", [](Rng& rng, int) {
    const double p = rng.uniform();
    return std::string(rng.uniform() < p ? "yes" : "no") + "," + show(p) + "," +
           show(0.35 + 0.3 * p);
  });
}
std::string one_probability(int n) {
  return rows(n, "label,prob", [](Rng& rng, int) {
    const double p = rng.uniform();
    return std::string(rng.uniform() < p ? "1," : "0,") + show(p);
  });
}
// Skewed numbers around 10 e^x, and a function of what is known.
std::string numbers(int n, const std::string& header,
                    const std::function<std::string(double x, double y)>& row) {
  return rows(n, header, [&](Rng& rng, int) {
    const double x = 0.5 * rng.normal(), y = 10 * std::exp(x + 0.8 * rng.normal());
    return show(y) + "," + row(x, y);
  });
}

std::string classes(int n, double sum = 1) {
  return rows(n, "obs,a,b,c", [sum, n](Rng& rng, int i) {
    const double p = 0.1 + 0.6 * rng.uniform(), q = (1 - p) * rng.uniform(), u = rng.uniform();
    const double last = i == n - 1 ? sum - p - q : 1 - p - q;
    return std::string(u < p       ? "a"
                       : u < p + q ? "b"
                                   : "c") +
           "," + show(p) + "," + show(q) + "," + show(last);
  });
}

}  // namespace

TEST_CASE("what predictions are, and what they are therefore measured by") {
  const auto probability = ask(one_probability(400));
  CHECK(form(probability) == "probability");
  CHECK(field(probability, "metric") == "brier_skill");
  CHECK(field(probability, "beats_constant") == "yes");
  const auto score = ask(rows(300, "label,score", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.3;
    return std::string(yes ? "1," : "0,") + show(3 * rng.normal() + 4 * yes);
  }));
  CHECK(form(score) == "score");
  CHECK(field(score, "metric") == "auc");
  CHECK_FALSE(number(score, "decomposition.mcb").is_defined());
  const auto decision = ask(rows(300, "label,pred", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.5;
    return std::string(yes ? "yes," : "no,") + (yes == (rng.uniform() < 0.8) ? "yes" : "no");
  }));
  CHECK(form(decision) == "decision");
  CHECK(field(decision, "metric") == "decision_skill");
  const auto mean =
      ask(numbers(800, "y,pred", [](double x, double) { return show(10 * std::exp(x + 0.32)); }));
  CHECK(form(mean) == "mean");
  CHECK(field(mean, "metric") == "r2");
  const auto median =
      ask(numbers(800, "y,pred", [](double x, double) { return show(10 * std::exp(x)); }));
  CHECK(form(median) == "median");
  CHECK(field(median, "metric") == "absolute_skill");
  const auto quantile =
      ask(numbers(800, "y,pred", [](double x, double) { return show(10 * std::exp(x + 1.0253)); }));
  CHECK(form(quantile) == "quantile 0.9");
  CHECK(field(quantile, "metric") == "pinball_skill");
  const auto interval = ask(numbers(800, "y,lower,upper", [](double x, double) {
    return show(10 * std::exp(x - 1.0253)) + "," + show(10 * std::exp(x + 1.0253));
  }));
  CHECK(form(interval) == "interval 0.8");
  CHECK(field(interval, "metric") == "interval_skill");
  const auto count = ask(rows(600, "y,pred", [](Rng& rng, int) {
    const double rate = std::exp(0.8 * rng.normal() - 0.5), limit = std::exp(-rate);
    double product = rng.uniform();
    int k = 0;
    for (; product > limit; ++k) product *= rng.uniform();
    return std::to_string(k) + "," + show(rate);
  }));
  CHECK(field(count, "metric") == "d2_poisson");
  CHECK(field(ask(classes(400)), "metric") == "brier_skill");
  CHECK(form(ask(classes(400))) == "probabilities");
}

TEST_CASE("costs make the metric the cost, and set the threshold") {
  measure::MeasureOptions costs;
  costs.cost_fp = 1, costs.cost_fn = 4;
  const auto answer = ask(one_probability(400), costs);
  CHECK(field(answer, "metric") == "cost_skill");
  // Yes from 1/5 on: the share decided yes is near 4/5.
  const auto& operating = evidence::get<evidence::Table>(answer.evidence, "operating");
  CHECK(std::get<std::string>(operating.rows.front()[0]) == "cost a row");
  CHECK(std::abs(std::get<evidence::Ranged>(operating.rows.back()[2]).value - 0.8) <
        0.08);  // four standard errors
  costs.cost_fn = 0;
  CHECK_THROWS_WITH_AS(ask(one_probability(50), costs), doctest::Contains("cost_fn: is missing"),
                       Error);
  costs.cost_fn = 1;
  CHECK_THROWS_AS(ask(numbers(50, "y,pred", [](double x, double) { return show(x); }), costs),
                  Error);
}

TEST_CASE("two models: the sharper one wins everywhere; the same one twice does not") {
  const auto answer = ask(probabilities(1500));
  CHECK(field(answer, "winner") == "prob_sharp");
  CHECK(number(answer, "paired_difference").lower() > 0);
  const auto& murphy = evidence::get<evidence::Curve>(answer.evidence, "murphy");
  CHECK(murphy.claim.find("prob_sharp is seen better where a miss costs ") == 0);
  CHECK(murphy.claim.find("nowhere seen worse. Every proper score") != std::string::npos);
  // The order is the same: DeLong sees no difference.
  CHECK(std::abs(number(answer, "delong").value()) < 1e-4);  // up to digits that ties take
  const auto same = ask(rows(300, "label,prob_a,prob_b", [](Rng& rng, int) {
    const double p = rng.uniform();
    return std::string(rng.uniform() < p ? "1," : "0,") + show(p) + "," + show(p);
  }));
  CHECK(field(same, "winner") == "undecided");
  CHECK(same.verdict.claim.find("are the same in every row") != std::string::npos);
  measure::MeasureOptions margin;
  margin.margin = 0.01;
  const auto equal =
      ask(rows(300, "label,prob_a,prob_b",
               [](Rng& rng, int) {
                 const double p = rng.uniform();
                 return std::string(rng.uniform() < p ? "1," : "0,") + show(p) + "," + show(p);
               }),
          margin);
  CHECK(field(equal, "winner") == "none");
  CHECK(equal.verdict.status == Status::no);
  for (const auto& flip : equal.flips) CHECK_FALSE(flip.flipped);
}

TEST_CASE("a margin makes two models equal") {
  measure::MeasureOptions margin;
  margin.margin = 0.05;
  const auto answer = ask(rows(1500, "label,prob_a,prob_b",
                               [](Rng& rng, int) {
                                 const double p = rng.uniform();
                                 return std::string(rng.uniform() < p ? "1," : "0,") + show(p) +
                                        "," + show(std::clamp(p + 0.01 * rng.normal(), 0.0, 1.0));
                               }),
                          margin);
  CHECK(field(answer, "winner") == "none");
  CHECK(answer.verdict.status == Status::no);
  // The primary's row says what the verdict says; where neither names a winner, nothing flips.
  const auto& table = evidence::get<evidence::Table>(answer.evidence, "winner.by_metric");
  CHECK(std::get<std::string>(table.rows.at(0).at(4)) == "none");
  for (const evidence::Flip& flip : answer.flips) {
    CAPTURE(flip.change);
    const auto& then = std::get<std::string>(flip.decision.at(0).second);
    CHECK(flip.flipped == (then == "prob_a" || then == "prob_b"));
  }
}

TEST_CASE("what the curves of a mean say, and what they are not about") {
  // Skewed numbers whose mean is e^0.32 times their median: absolute error prefers the median.
  const auto skewed = ask(numbers(3000, "sales,pred_mean,pred_median", [](double x, double) {
    return show(10 * std::exp(x + 0.32)) + "," + show(10 * std::exp(x));
  }));
  CHECK(field(skewed, "winner") == "pred_mean");
  const auto& one = evidence::get<evidence::Curve>(skewed.evidence, "murphy");
  CHECK(one.claim.find("consistent for the mean") != std::string::npos);
  CHECK(one.claim.find("absolute error is none") != std::string::npos);
  // A small shift: no threshold alone sees it, their sum does.
  const auto shifted = ask(rows(500, "target,pred_a,pred_b", [](Rng& rng, int) {
    const double x = 50 + 10 * rng.normal(), y = x + 5.5 * rng.normal();
    return show(y) + "," + show(x) + "," + show(x + 1.6);
  }));
  CHECK(field(shifted, "winner") == "pred_a");
  const auto& two = evidence::get<evidence::Curve>(shifted.evidence, "murphy");
  CHECK(two.claim ==
        "At no threshold alone are pred_a and pred_b seen to differ: each sees too little; R² sees "
        "their sum.");
}

TEST_CASE("no better than a constant: labels that predictions know nothing of") {
  const auto answer = ask(rows(400, "label,prob", [](Rng& rng, int) {
    return std::string(rng.uniform() < 0.3 ? "1," : "0,") + show(rng.uniform());
  }));
  CHECK(answer.verdict.status == Status::no);
  CHECK(evidence::get<evidence::Test>(answer.evidence, "null").p_value > 0.01);
  const auto few = ask(rows(60, "label,score", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.4;
    return std::string(yes ? "1," : "0,") + show(3 + 2 * rng.normal() + 0.2 * yes);
  }));
  CHECK(few.verdict.status == Status::undecided);
  CHECK(number(few, "rows.needed").value() > 60);
}

TEST_CASE("three and more columns: the best two are compared, more strictly") {
  const auto answer = ask(rows(400, "label,score_a,score_b,score_c", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.4;
    std::string line = yes ? "1" : "0";
    for (const double shift : {3.0, 1.0, 0.0})
      line += "," + show(5 + 2 * rng.normal() + shift * yes);
    return line;
  }));
  CHECK(evidence::get<evidence::Table>(answer.evidence, "models").rows.size() == 3);
  CHECK(field(answer, "winner") == "score_a");
  // Independent scores: near Bonferroni's 0.975 of two comparisons, and not above it.
  const double level = number(answer, "paired_difference").interval()->level;
  CHECK(level > 0.97);
  CHECK(level <= 0.975);
  CHECK(answer.verdict.rule.find("max-T") != std::string::npos);
  CHECK(warns(answer, "two best of 3"));
}

TEST_CASE("labels in words, and numbers that are not 0 and 1") {
  const auto words = ask(rows(100, "label,prob", [](Rng& rng, int) {
    const double p = rng.uniform();
    return std::string(rng.uniform() < p ? "red," : "blue,") + show(0.2 * p);
  }));
  CHECK(warns(words, "counts as yes (the rarer of the two)"));
  const std::string coded = rows(200, "label,prob", [](Rng& rng, int) {
    const double p = rng.uniform();
    return std::string(rng.uniform() < p ? "2," : "1,") + show(p);
  });
  CHECK(warns(ask(coded), "label: 2, the larger of its two values, counts as yes"));
  measure::MeasureOptions turned;
  turned.positive = "1";
  CHECK(field(ask(coded), "beats_constant") == "yes");
  CHECK(field(ask(coded, turned), "beats_constant") == "no");
  turned.positive = "3";
  CHECK_THROWS_WITH_AS(ask(coded, turned), doctest::Contains("has no \"3\""), Error);
}

TEST_CASE("one class, a constant score, the label itself: the reason is said") {
  const auto single = ask("label,prob\n0,0.1\n0,0.4\n0,0.2\n");
  CHECK(single.verdict.status == Status::undecided);
  CHECK(single.verdict.claim.find("every label is 0") != std::string::npos);
  const auto constant = ask(rows(50, "label,score", [](Rng& rng, int) {
    return std::string(rng.uniform() < 0.4 ? "1," : "0,") + "7";
  }));
  CHECK(constant.verdict.status == Status::no);
  CHECK(constant.verdict.claim.find("a constant cannot beat") != std::string::npos);
  CHECK(evidence::find(constant.evidence, "rows.needed") == nullptr);
  CHECK(warns(constant, "the same in every row"));
  const auto leak = ask(rows(50, "label,pred", [](Rng& rng, int) {
    return std::string(rng.uniform() < 0.4 ? "1,1" : "0,0");
  }));
  CHECK(warns(leak, "it is the label"));
  CHECK(leak.verdict.status == Status::yes);
  CHECK(leak.verdict.claim.find("the label itself") != std::string::npos);
  for (const auto& row : evidence::get<evidence::Table>(leak.evidence, "by_metric").rows)
    CHECK(std::get<std::string>(row[3]) == "no interval: no row is wrong");
  for (const auto& flip : leak.flips) CHECK_FALSE(flip.flipped);
  const auto turned = ask(rows(50, "label,pred", [](Rng& rng, int) {
    return std::string(rng.uniform() < 0.4 ? "1,0" : "0,1");
  }));
  CHECK(warns(turned, "is the label reversed in every row"));
  CHECK(turned.verdict.status == Status::no);
  const auto apart = ask(rows(50, "label,score", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.4;
    return std::string(yes ? "1," : "0,") + show(rng.uniform() + 5 * yes);
  }));
  CHECK(warns(apart, "check that it does not hold the answer"));
  CHECK(number(apart, "primary").interval().has_value());
}

TEST_CASE("three positives and ties: answered, with what limits it") {
  const auto three = ask(rows(200, "label,score", [](Rng& rng, int i) {
    const bool yes = i % 70 == 5;
    return std::string(yes ? "1," : "0,") +
           std::to_string(static_cast<int>(rng.below(5)) + 3 * yes);
  }));
  CHECK(warns(three, "The rarer label has only 3 rows"));
}

TEST_CASE("missing labels and predictions are left out and counted; infinities too") {
  const auto answer = ask(rows(100, "label,score", [](Rng& rng, int i) {
    const bool yes = rng.uniform() < 0.5;
    const std::string label = i % 10 == 3 ? "" : yes ? "1" : "0";
    return label + "," + (i % 25 == 4 ? "nan" : i == 50 ? "inf" : show(rng.normal() + yes));
  }));
  CHECK(warns(answer, "10 of 100 rows miss the label"));
  CHECK(warns(answer, "5 of 100 rows miss a prediction"));
  CHECK(number(answer, "prevalence").n() == 85);
  CHECK_THROWS_WITH_AS(ask("label,score\n1,\n,3\n0,\n"), doctest::Contains("no row has both"),
                       Error);
}

TEST_CASE("probabilities of classes that do not sum to one: the row and its sum") {
  CHECK_THROWS_WITH_AS(ask(classes(40, 1.2)),
                       doctest::Contains("row 40: the probabilities of the classes sum to 1.2"),
                       Error);
  CHECK_THROWS_WITH_AS(ask(classes(40, 2.5)), doctest::Contains("row 40: a probability of"), Error);
}

TEST_CASE("probabilities of classes that are rounded sum to one; further off is an error") {
  const auto table = [](int decimals, double off) {
    return rows(300, "truth,p_cat,p_dog,p_fox", [decimals, off](Rng& rng, int i) {
      const double p = 0.1 + 0.6 * rng.uniform(), q = (1 - p) * rng.uniform(), u = rng.uniform();
      std::string text = u < p ? "cat" : u < p + q ? "dog" : "fox";
      for (const double one : {p, q, 1 - p - q + (i == 299 ? off : 0)}) {
        char digits[32];
        std::snprintf(digits, sizeof digits, ",%.*f", decimals, one);
        text += digits;
      }
      return text;
    });
  };
  for (const int decimals : {2, 3, 4}) {
    CAPTURE(decimals);
    const auto answer = ask(table(decimals, 0));
    CHECK(form(answer) == "probabilities");
    CHECK(warns(answer, "but for rounding to " + std::to_string(decimals) + " decimals"));
    CHECK(answer.verdict.status == Status::yes);
    const double unit = std::pow(10, -decimals);
    CHECK_THROWS_WITH_AS(ask(table(decimals, 4 * unit)), doctest::Contains("row 300: the prob"),
                         Error);
  }
}

TEST_CASE("what is refused: two numbers of one kind, of which one speaks against the metric") {
  const auto refused = [](const evidence::Answer& a, const std::string& metric) {
    const auto* found = evidence::find(a.evidence, "refused");
    if (found == nullptr) return std::string("none");
    for (const auto& row : evidence::get<evidence::Table>(a.evidence, "refused").rows)
      if (std::get<std::string>(row[0]) == metric) return std::get<std::string>(row[3]);
    return std::string("none");
  };
  // Balanced labels that are told apart well: accuracy says what it should.
  const auto good = ask(one_probability(1000));
  CHECK(refused(good, "accuracy") == "none");
  CHECK(refused(good, "AUC alone").find("the AUC when") == 0);
  // Far from calibrated everywhere: ten bins see what fifty see.
  const auto off = ask(rows(1000, "label,prob", [](Rng& rng, int) {
    return std::string(rng.uniform() < 0.3 ? "1," : "0,") + show(0.6 + 0.3 * rng.uniform());
  }));
  CHECK(refused(off, "calibration error, 10 bins") == "none");
  const auto q90 = ask(rows(800, "demand,q90", [](Rng& rng, int) {
    const double mean = 10 + 3 * rng.normal();
    return show(mean + 2 * rng.normal()) + "," + show(mean + 2.56);
  }));
  CHECK(refused(q90, "R²").find("the R² when all are shifted") == 0);
  measure::MeasureOptions costs;
  costs.cost_fp = 1, costs.cost_fn = 10;
  const auto tenth = ask(one_probability(300), costs);
  CHECK(evidence::get<evidence::Table>(tenth.evidence, "operating").claim.find("from 0.09091 on") !=
        std::string::npos);
}

TEST_CASE("an identifier that repeats makes intervals wider") {
  const auto make = [](bool with_id) {
    return rows(600, with_id ? "customer_id,label,prob" : "x,label,prob", [](Rng&, int i) {
      Rng shared(3, 9, static_cast<std::uint64_t>(i / 6));
      const double p = shared.uniform();
      const bool yes = shared.uniform() < p;
      return std::to_string(500 - i / 6) + "," + (yes ? "1," : "0,") + show(p);
    });
  };
  const auto grouped = ask(make(true));
  CHECK(warns(grouped, "Rows of one customer_id hang together (100 of them in 600 rows)"));
  measure::MeasureOptions alone;
  alone.unit = "rows";
  const auto naive = ask(make(true), alone);
  const auto width = [](const evidence::Answer& a) {
    return number(a, "primary").upper() - number(a, "primary").lower();
  };
  CHECK(width(grouped) > 2 * width(naive));
}

TEST_CASE("days whose rows lose alike are the unit, and a series is taken in runs") {
  const auto width = [](const evidence::Answer& a) {
    return number(a, "primary").upper() - number(a, "primary").lower();
  };
  const auto state = [](const evidence::Answer& a, const std::string& claim) {
    const auto at = std::ranges::find_if(
        a.assumptions, [&](const auto& one) { return one.claim.find(claim) != std::string::npos; });
    return at == a.assumptions.end() ? "none" : at->measured;
  };
  measure::MeasureOptions alone;
  alone.unit = "rows";
  const std::string days = rows(800, "date,y,pred", [](Rng& rng, int i) {
    Rng day(6, 1, static_cast<std::uint64_t>(i / 20));
    const double x = rng.normal(), spread = std::exp(day.normal());
    return "2026-0" + std::to_string(1 + i / 500) + "-" + std::to_string(10 + i / 20 % 25 % 18) +
           "," + show(x + spread * rng.normal()) + "," + show(x);
  });
  const auto by_day = ask(days);
  CHECK(warns(by_day, "Rows of one date resemble each other in what they lose"));
  CHECK(width(by_day) > 1.3 * width(ask(days, alone)));
  double z = 0;
  const std::string series = rows(600, "timestamp,y,pred", [&z](Rng& rng, int i) {
    z = 0.9 * z + rng.normal();
    const double x = rng.normal();
    return std::to_string(1000 + 60 * i) + "," + show(x + std::exp(z / 3) * rng.normal()) + "," +
           show(x);
  });
  const auto in_runs = ask(series);
  CHECK(warns(in_runs, "Neighbours in time (timestamp) resemble each other"));
  // Some tens of runs do not show whether they still hang together.
  CHECK(state(in_runs, "moments of timestamp are independent of each other")
            .find("there are too few to see it: correlation") == 0);
  CHECK(width(in_runs) > 1.2 * width(ask(series, alone)));
}

TEST_CASE("quantiles named by levels are one forecast, judged together") {
  const auto make = [](const char* header, bool second) {
    return rows(600, header, [second](Rng& rng, int i) {
      const double mu = 2 * rng.normal(), y = mu + rng.normal();
      std::string line = show(y);
      for (const double z : {-1.2816, 0.0, 1.2816}) line += "," + show(mu + z);
      if (second)
        for (const double z : {-0.3, 0.0, i % 100 ? 0.3 : -0.6}) line += "," + show(mu + z);
      return line;
    });
  };
  const auto one = ask(make("y,p10,p50,p90", false));
  CHECK(form(one) == "quantiles");
  CHECK(field(one, "metric") == "crps_skill");
  CHECK(field(one, "beats_constant") == "yes");
  const auto& operating = evidence::get<evidence::Table>(one.evidence, "operating");
  CHECK(operating.rows.size() == 4);
  CHECK(std::abs(std::get<evidence::Ranged>(operating.rows[0][2]).value - 0.8) < 0.07);
  measure::MeasureOptions asked;
  asked.prediction = {"q10", "q50", "q90"};
  CHECK(field(ask(make("y,q10,q50,q90", false), asked), "metric") == "crps_skill");
  // The second is too sure of itself, and crosses in a hundredth of its rows.
  const auto two = ask(make("y,a_q10,a_q50,a_q90,b_q10,b_q50,b_q90", true));
  CHECK(field(two, "winner") == "a");
  CHECK(warns(two, "In 6 of 600 rows quantiles of b cross"));
  CHECK(number(two, "decomposition.mcb").is_defined());
}

TEST_CASE("smooth calibration beside its null; the H-measure of a score") {
  const auto right = ask(one_probability(500));
  const auto& fine = evidence::get<evidence::Test>(right.evidence, "calibration.smooth");
  CHECK(fine.p_value > 0.05);
  const auto off = ask(rows(500, "label,prob", [](Rng& rng, int) {
    const double p = rng.uniform();
    return std::string(rng.uniform() < p ? "1," : "0,") + show(0.3 + 0.4 * p);
  }));
  CHECK(evidence::get<evidence::Test>(off.evidence, "calibration.smooth").p_value < 0.01);
  // All probabilities 0.08 too low and symmetric about one half: Spiegelhalter's sum has mean 0.
  const auto low = ask(rows(2000, "label,prob", [](Rng& rng, int) {
    const double p = 0.1 + 0.8 * rng.uniform();
    return std::string(rng.uniform() < p + 0.08 ? "1," : "0,") + show(p);
  }));
  const auto claim = std::ranges::find_if(low.assumptions, [](const evidence::Assumption& one) {
    return one.claim.ends_with("mean what they say");
  });
  REQUIRE(claim != low.assumptions.end());
  CHECK(claim->state == evidence::Assumption::State::fails);
  CHECK(claim->measured.starts_with("the smooth calibration error rejects it"));
  const auto score = ask(rows(300, "label,score", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.3;
    return std::string(yes ? "1," : "0,") + show(3 * rng.normal() + 4 * yes);
  }));
  const auto& by = evidence::get<evidence::Table>(score.evidence, "by_metric");
  CHECK(std::get<std::string>(by.rows.back()[0]) == "H-measure");
}

TEST_CASE("proposed commands ask the same question") {
  measure::MeasureOptions options;
  options.cost_fp = 1, options.cost_fn = 4, options.margin = 0.02, options.threshold = "0.3";
  options.positive = "yes", options.unit = "rows", options.prediction = {"prob_sharp"};
  const File file(probabilities(200));
  const auto answer = measure::answer({file.path}, options,
                                      {.seed = 3, .level = 0.9, .command = "", .progress = {}});
  for (const auto& next : answer.next)
    for (const char* flag :
         {" --cost-fp 1", " --cost-fn 4", " --margin 0.02", " --threshold 0.3", " --positive yes",
          " --unit rows", " --prediction prob_sharp", " --level 0.9", " --seed 3"}) {
      CAPTURE(next.command);
      CHECK(next.command.find(flag) != std::string::npos);
    }
  CHECK(ask(probabilities(200)).next.front().command.find("--") == std::string::npos);
}

TEST_CASE("rows of a unit: McNemar's test is of units; a model's interval is one everywhere") {
  const auto make = [](const char* id) {
    return rows(480, std::string(id) + ",label,pred_a,pred_b", [](Rng&, int i) {
      Rng unit(4, 4, static_cast<std::uint64_t>(i / 8));
      const bool yes = unit.uniform() < 0.5, a = unit.uniform() < 0.8, b = unit.uniform() < 0.65;
      return std::to_string(3 * (i / 8)) + (yes ? ",1," : ",0,") + (a == yes ? "1," : "0,") +
             (b == yes ? "1" : "0");
    });
  };
  const auto p_of = [](const evidence::Answer& a) {
    return evidence::get<evidence::Test>(a.evidence, "mcnemar").p_value;
  };
  const auto grouped = ask(make("customer_id"));
  measure::MeasureOptions alone;
  alone.unit = "rows";
  CHECK(evidence::get<evidence::Test>(grouped.evidence, "mcnemar").claim.find("of the units") !=
        std::string::npos);
  CHECK(p_of(grouped) > 5 * p_of(ask(make("customer_id"), alone)));
  const auto three = ask(rows(400, "label,score_a,score_b,score_c", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.4;
    std::string line = yes ? "1" : "0";
    for (const double shift : {3.0, 1.0, 0.0})
      line += "," + show(5 + 2 * rng.normal() + shift * yes);
    return line;
  }));
  const auto& models = evidence::get<evidence::Table>(three.evidence, "models");
  const auto& by = evidence::get<evidence::Table>(three.evidence, "winner.by_metric");
  const auto low = [](const evidence::Cell& c) { return std::get<evidence::Ranged>(c).lower; };
  CHECK(low(models.rows[0][1]) == low(by.rows[0][1]));
}

TEST_CASE("two files: matched by id, by order, and what differs is named") {
  const std::string first =
      "row_id,label,score\na1,1,3\na2,0,1\na3,1,2.5\na4,0,2\na5,0,0\na6,1,4\na7,0,1\na8,1,2\na9,0,"
      "1\na10,1,3\n";
  const std::string second =
      "row_id,score\na10,1\na2,2\na3,1\na4,2\na5,1\na6,5\na7,3\na8,4\na9,2\na1,3\n";
  const auto matched = ask_two(first, second);
  CHECK(warns(matched, "matched by row_id"));
  CHECK(evidence::get<evidence::Table>(matched.evidence, "models").rows.size() == 2);
  CHECK_THROWS_WITH_AS(
      ask_two(first, "row_id,score\na1,1\na2,2\na3,1\na4,2\na5,1\na6,5\na7,3\na8,4\na9,2\na99,3\n"),
      doctest::Contains("has no row with row_id a10, which is row 10 of"), Error);
  CHECK_THROWS_WITH_AS(
      ask_two(first, "row_id,score\na1,1\na2,2\na3,1\na4,2\na5,1\na6,5\na7,3\na8,4\na2,2\na10,3\n"),
      doctest::Contains("row_id a2 stands twice, in rows 2 and 9"), Error);
  CHECK_THROWS_WITH_AS(ask_two("label,score\n1,2\n0,1\n", "label,score\n1,2\n0,1\n1,1\n"),
                       doctest::Contains("from row 3 on"), Error);
  CHECK_THROWS_WITH_AS(ask_two("label,score\n1,2\n0,1\n1,3\n", "label,score\n1,2\n1,1\n1,1\n"),
                       doctest::Contains("row 2: label label is 0 in"), Error);
  const std::string told = "label,score\nYes,2\nNo,1\nYes,3\nNo,2\n";
  for (const auto* const said : {"True,1\nFalse,2\nTrue,3\nFalse,1\n", "1,1\n0,2\n1,3\n0,1\n"}) {
    const auto same = ask_two(told, "label,score\n" + std::string(said));
    CHECK(evidence::get<evidence::Table>(same.evidence, "models").rows.size() == 2);
    CHECK(
        evidence::get<evidence::Estimate>(same.evidence, "prevalence").claim.find("label is Yes") !=
        std::string::npos);
  }
}

TEST_CASE("what cannot be asked is an error that names what there is") {
  measure::MeasureOptions options;
  options.label = "labl";
  CHECK_THROWS_AS(ask(one_probability(20), options), Error);
  options.label = "prob", options.prediction = {"prob"};
  CHECK_THROWS_AS(ask(one_probability(20), options), Error);
  options = {};
  options.threshold = "high";
  CHECK_THROWS_WITH_AS(ask(one_probability(20), options),
                       doctest::Contains("must be a number or auto"), Error);
  CHECK_THROWS_AS(ask("a,b\nx,1\ny,2\nz,3\n"), Error);
  CHECK_THROWS_AS(ask("label,prob\n"), Error);
}

TEST_CASE("the demo: model_b wins, accuracy sees nothing of it") {
  const data::Table table = measure::predictions(1);
  const File file("", "demo");
  data::write_csv(file.path, table);
  const auto answer =
      measure::answer({file.path}, {}, {.seed = 1, .level = 0.95, .command = "", .progress = {}});
  CHECK(field(answer, "winner") == "model_b");
  const auto& by = evidence::get<evidence::Table>(answer.evidence, "winner.by_metric");
  CHECK(std::get<std::string>(by.rows.back()[0]) == "decision skill");
  CHECK(std::get<std::string>(by.rows.back()[4]) == "undecided");
}

TEST_CASE("every explanation says what it is, once") {
  std::set<std::string> names;
  for (const auto& entry : measure::explanations()) {
    CAPTURE(entry.name);
    CHECK_UNARY(names.insert(entry.name).second);
    CHECK_FALSE(entry.summary.empty());
    CHECK_FALSE(entry.formula.empty());
    CHECK_FALSE(entry.reading.empty());
  }
}

TEST_CASE("every number is explained, and every explanation can be met") {
  std::set<std::string> met, explained;
  for (const auto& entry : measure::explanations()) explained.insert(entry.name);
  const auto look = [&](const evidence::Answer& answer) {
    for (const auto& piece : answer.evidence) {
      CAPTURE(evidence::header(piece).id);
      CHECK_UNARY(explained.contains(evidence::header(piece).id));
      met.insert(evidence::header(piece).id);
    }
  };
  measure::MeasureOptions margin;
  margin.margin = 0.001;
  look(ask(probabilities(300), margin));
  look(ask(rows(60, "label,score", [](Rng& rng, int) {
    const bool yes = rng.uniform() < 0.4;
    return std::string(yes ? "1," : "0,") + show(3 + 2 * rng.normal() + 0.2 * yes);
  })));
  look(ask(rows(200, "label,prob_a,prob_b", [](Rng& rng, int) {
    const double p = rng.uniform();
    return std::string(rng.uniform() < p ? "1," : "0,") + show(p) + "," + show(rng.uniform());
  })));
  look(ask(rows(300, "query_id,relevance,score", [](Rng& rng, int i) {
    return std::to_string(i / 10) + (i % 10 < 2 ? ",1," : ",0,") + show(rng.normal());
  })));
  look(ask(rows(60, "label,score", [](Rng&, int i) { return i % 3 == 0 ? "1,0.3" : "0,0.3"; })));
  look(ask(rows(60, "label,score", [](Rng&, int i) { return i % 3 == 0 ? "1,1" : "0,0"; })));
  look(ask(rows(60, "label,prob_a,prob_b", [](Rng& rng, int i) {
    const std::string p = show(rng.uniform());
    return (i % 3 == 0 ? "1," : "0,") + p + "," + p;
  })));
  for (const std::string& id : explained) {
    CAPTURE(id);
    CHECK_UNARY(met.contains(id));
  }
}

TEST_CASE("the same answer at 1, 2 and 7 threads") {
  const std::string text = probabilities(300);
  const auto found = [&] {
    std::vector<double> list;
    for (const auto& piece : ask(text).evidence) {
      if (const auto* e = std::get_if<evidence::Estimate>(&piece); e && e->estimate.is_defined())
        for (const double v : {e->estimate.value(), e->estimate.lower(), e->estimate.upper()})
          list.push_back(v);
      if (const auto* t = std::get_if<evidence::Test>(&piece)) list.push_back(t->p_value);
      if (const auto* c = std::get_if<evidence::Curve>(&piece))
        list.insert(list.end(), c->series[0].upper.begin(), c->series[0].upper.end());
    }
    return list;
  };
  set_threads(1);
  const auto one = found();
  set_threads(2);
  CHECK(found() == one);
  set_threads(7);
  CHECK(found() == one);
  set_threads(0);
}
