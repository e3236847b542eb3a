// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/guess.h"

#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>

#include "qed/answers/measure/steps/prepare.h"
#include "qed/base/error.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers;
using Names = std::vector<std::string>;

namespace {

std::string rows(const std::string& header, const std::function<std::string(Rng&, int)>& row) {
  std::string text = header + "\n";
  for (int i = 0; i < 200; ++i) {
    Rng rng(5, 17, static_cast<std::uint64_t>(i));
    text += row(rng, i) + "\n";
  }
  return text;
}

measure::Prepared prepared(const std::string& text, const measure::MeasureOptions& options = {}) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("qed_measure_guess_" + std::to_string(::getpid()) + ".csv");
  std::ofstream(path) << text;
  return measure::prepare({path.string()}, options, 1, {});
}
Names models(const measure::Prepared& p) {
  Names names;
  for (const auto& m : p.rows.models) names.push_back(m.name);
  return names;
}
std::string yes_or_no(Rng& rng) { return rng.uniform() < 0.4 ? "1," : "0,"; }
std::string show(double x) { return std::to_string(x); }

}  // namespace

TEST_CASE("an identifier that repeats is the unit and never a model") {
  for (const char* id : {"customer_id", "id", "model_id"}) {
    CAPTURE(id);
    const auto p = prepared(rows(std::string(id) + ",churned,p", [](Rng& rng, int i) {
      return std::to_string(900 - 7 * (i / 4)) + "," + yes_or_no(rng) + show(rng.uniform());
    }));
    CHECK(models(p) == Names{"p"});
    CHECK(p.unit == id);
    CHECK(p.rows.groups == 50);
  }
  // No column is named like a prediction, and one number in [0, 1] is left.
  const auto left = prepared(rows("user,year,label,x,flat", [](Rng& rng, int i) {
    return std::to_string(i / 2) + "," + std::to_string(2000 + i % 7) + "," + yes_or_no(rng) +
           show(rng.uniform()) + ",3";
  }));
  CHECK(models(left) == Names{"x"});
  CHECK_FALSE(left.predictions_by_name);
}

TEST_CASE("a name like default between columns of its own words is a feature") {
  const auto label = [](const std::string& header) {
    return prepared(rows(header,
                         [](Rng& rng, int i) {
                           const auto word = [&] {
                             return std::string(rng.uniform() < 0.4 ? "yes," : "no,");
                           };
                           return std::to_string(20 + i % 50) + "," + word() + word() +
                                  show(rng.uniform());
                         }))
        .label;
  };
  CHECK(label("age,default,deposit,p") == "deposit");
  CHECK(label("age,loan,default,p") == "default");  // the last
  const auto first = prepared(rows("default,age,student,p", [](Rng& rng, int i) {
    const auto word = [&] { return std::string(rng.uniform() < 0.4 ? "yes," : "no,"); };
    return word() + std::to_string(20 + i % 50) + "," + word() + show(rng.uniform());
  }));
  CHECK(first.label == "default");
}

TEST_CASE("features are no models unasked; the error lists them") {
  const std::string churn = rows("Churn,SeniorCitizen,tenure,MonthlyCharges", [](Rng& rng, int i) {
    return yes_or_no(rng) + (i % 5 ? "0," : "1,") + std::to_string(rng.below(70)) + "," +
           show(20 + 90 * rng.uniform());
  });
  CHECK_THROWS_WITH_AS(
      prepared(churn),
      doctest::Contains("the columns of numbers are SeniorCitizen, tenure and MonthlyCharges"),
      Error);
  measure::MeasureOptions asked;
  asked.prediction = {"tenure"};
  CHECK(models(prepared(churn, asked)) == Names{"tenure"});
  CHECK_THROWS_WITH_AS(prepared(rows("Exited,Balance,EstimatedSalary",
                                     [](Rng& rng, int) {
                                       return yes_or_no(rng) + show(9 + rng.normal()) + "," +
                                              show(90 * rng.uniform());
                                     })),
                       doctest::Contains("are Balance and EstimatedSalary"), Error);
  const auto beyond = [](Rng& rng, int) { return yes_or_no(rng) + show(3 * rng.uniform()); };
  CHECK_THROWS_WITH_AS(prepared(rows("label,x", beyond)),
                       doctest::Contains("the column of numbers is x"), Error);
  const auto number = [](Rng& rng, int) { return show(rng.normal()) + "," + show(rng.uniform()); };
  CHECK_THROWS_WITH_AS(prepared(rows("y,x", number)), doctest::Contains("is x"), Error);
}

TEST_CASE("levels in names: a set around the median, one quantile, and features that look alike") {
  const auto numbers = [](int columns) {
    return [columns](Rng& rng, int) {
      std::string line = show(rng.normal());
      for (int k = 0; k < columns; ++k) line += "," + show(rng.normal());
      return line;
    };
  };
  CHECK(models(prepared(rows("y,p05,p50,p95", numbers(3)))) == Names{"p05 to p95"});
  CHECK(models(prepared(rows("y,q90", numbers(1)))) == Names{"q90"});
  CHECK_THROWS_WITH_AS(prepared(rows("y,p1,p2,p3", numbers(3))), doctest::Contains("p1, p2 and p3"),
                       Error);
  const auto law = prepared(rows("y,mu,sigma", [](Rng& rng, int) {
    return show(rng.normal()) + "," + show(rng.normal()) + ",2";
  }));
  REQUIRE(models(law) == Names{"normal law"});
  const auto& P = law.rows.models[0].P;
  CHECK(P[8][0] - P[4][0] == doctest::Approx(2 * 1.2815515655446));
  CHECK_THROWS_WITH_AS(prepared(rows("y,mu,sigma",
                                     [](Rng& rng, int i) {
                                       return show(rng.normal()) + ",1," + (i == 7 ? "-1" : "1");
                                     })),
                       doctest::Contains("row 8: \"sigma\" is -1"), Error);
  measure::MeasureOptions tail;
  tail.prediction = {"q95", "q99"};
  CHECK(models(prepared(rows("y,q95,q99", numbers(2)), tail)) == Names{"q95 to q99"});
}

TEST_CASE("the reason is that of the file: one value everywhere, more classes than columns") {
  CHECK_THROWS_WITH_AS(
      prepared(rows("label,x", [](Rng& rng, int) { return yes_or_no(rng) + "0.3"; })),
      doctest::Contains("is the same in every row"), Error);
  CHECK_THROWS_WITH_AS(prepared(rows("label,prob",
                                     [](Rng& rng, int i) {
                                       return std::string(1, static_cast<char>('a' + i % 3)) + "," +
                                              show(rng.uniform());
                                     })),
                       doctest::Contains("has 3 classes (a, b and c), and column \"prob\" is one "
                                         "number a row"),
                       Error);
}

TEST_CASE("--positive takes the file's own words of a column of yes and no") {
  const std::string text = rows("label,prob", [](Rng& rng, int) {
    return std::string(rng.uniform() < 0.4 ? "Yes," : "No,") + show(rng.uniform());
  });
  measure::MeasureOptions options;
  for (const char* no : {"no", "No", "false"}) {
    options.positive = no;
    const auto turned = prepared(text, options);
    CHECK(measure::mean_label(turned.rows) ==
          doctest::Approx(1 - measure::mean_label(prepared(text).rows)));
  }
  options.positive = "maybe";
  CHECK_THROWS_WITH_AS(prepared(text, options), doctest::Contains("has no \"maybe\""), Error);
}

TEST_CASE("a column that holds another one's numbers is taken once, beside a third") {
  const auto of = [](bool third) {
    return prepared(
        rows(std::string("label,score,score.1") + (third ? ",v_score" : ""), [&](Rng& rng, int i) {
          const std::string score = show(10 * rng.uniform());
          return (i % 3 == 0 ? "1," : "0,") + score + "," + score +
                 (third ? "," + show(10 * rng.uniform()) : "");
        }));
  };
  const auto three = of(true);
  CHECK(models(three) == Names{"score", "v_score"});
  CHECK(std::ranges::find(three.notes, "column score.1 is score in every row: it is taken once") !=
        three.notes.end());
  CHECK(models(of(false)) == Names{"score", "score.1"});
}

TEST_CASE("two columns of the label's values that sum to one are one model") {
  const auto two = [](const std::string& header, double scale, const char* yes, const char* no) {
    return prepared(rows(header, [=](Rng& rng, int i) {
      const double p = std::round(1e4 * rng.uniform()) / 1e4;
      return std::string(i % 3 == 0 ? yes : no) + "," + show(1 - p) + "," + show(scale * p);
    }));
  };
  const auto says = [](const measure::Prepared& p, const char* words) {
    return std::ranges::any_of(
        p.notes, [&](const std::string& n) { return n.find(words) != std::string::npos; });
  };
  const auto one = two("label,prob_0,prob_1", 1, "1", "0");
  CHECK(models(one) == Names{"prob_1"});
  CHECK(says(one, "columns prob_0 and prob_1 sum to 1: they are one model"));
  const auto apart = two("label,prob_0,prob_1", 0.5, "1", "0");
  CHECK(models(apart) == Names{"prob_0", "prob_1"});
  CHECK(says(apart, "in row 1, not to 1: they are taken as two models"));
  CHECK(models(two("label,0,1", 1, "1", "0")) == Names{"1"});
  CHECK(models(two("label,no,yes", 1, "yes", "no")) == Names{"yes"});
  CHECK(
      says(two("label,no,yes", 0.5, "yes", "no"), "in row 1, not to 1: they are no probabilities"));
  // Rivals that are numbered do not sum to one.
  const auto rivals = two("label,model_0,model_1", 0.9, "1", "0");
  CHECK(models(rivals) == Names{"model_0", "model_1"});
  CHECK_FALSE(says(rivals, "not to 1"));
}
