// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/statistic/statistic.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"

using namespace qed;
using namespace qed::answers::interval;

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

data::Column numbers(std::string name, std::vector<double> values) {
  data::Column c{std::move(name), data::ColumnType::number, values, {}};
  for (const double v : values) c.present.push_back(!std::isnan(v));
  return c;
}
data::Column words(std::string name, const std::vector<std::string>& values) {
  data::Categories categories;
  for (const auto& value : values) {
    const auto at = std::ranges::find(categories.levels, value);
    categories.codes.push_back(static_cast<std::int32_t>(at - categories.levels.begin()));
    if (at == categories.levels.end()) categories.levels.push_back(value);
  }
  return {std::move(name), data::ColumnType::category, categories, {}};
}

// Six rows that can be reckoned by hand.
data::Table table() {
  return {.columns = {numbers("x", {1, 2, 3, 4, 5, kGap}), numbers("y", {2, 1, 4, 3, 5, 7}),
                      words("plan", {"a", "b", "a", "b", "a", "b"}),
                      words("churn", {"No", "Yes", "No", "No", "Yes", "Yes"}),
                      numbers("w", {1, 0, 1, 2, 1, 1}), numbers("odd name", {1, 1, 1, 1, 1, 1}),
                      numbers("far", {1, std::numeric_limits<double>::infinity(), 1, 1, 1, 1})},
          .rows = 6,
          .notes = {},
          .source = {},
          .digest = {}};
}

Statistic asked(const std::string& formula, StatisticSettings settings = {}) {
  return bind_statistic(formula, table(), settings);
}
double value(const std::string& formula, StatisticSettings settings = {}) {
  const Statistic s = asked(formula, settings);
  return statistics::value_of(s.quantity, {.terms = s.terms}).value();
}
std::string refusal(const std::string& formula, StatisticSettings settings = {}) {
  try {
    asked(formula, settings);
  } catch (const Error& error) {
    return error.message() + "|" + error.hint();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("values reckoned by hand") {
  CHECK(value("mean(x)") == doctest::Approx(3));
  CHECK(value("x") == doctest::Approx(3));
  CHECK(value("mean(x, plan == 'a')") == doctest::Approx(3));
  CHECK(value("mean(y, plan == 'b')") == doctest::Approx(11.0 / 3));
  CHECK(value("share(y > 2)") == doctest::Approx(4.0 / 6));
  CHECK(value("y > 2 and plan == 'a'") == doctest::Approx(2.0 / 6));
  CHECK(value("churn") == doctest::Approx(0.5));
  CHECK(value("median(y)") == doctest::Approx(3.5));
  CHECK(value("p90(y)") == doctest::Approx(6));  // 1 + 5 · 0.9 = 5.5: between 5 and 7
  CHECK(value("quantile(y, 0.5)") == doctest::Approx(3.5));
  CHECK(value("sd(y)") == doctest::Approx(2.160246899));
  CHECK(value("ratio(x, y)") == doctest::Approx(1));
  CHECK(value("cor(x, y)") == doctest::Approx(0.8));
  CHECK(value("auc(y, churn)") == doctest::Approx(6.0 / 9));
  CHECK(value("diff(mean(y, plan == 'b'), mean(y, plan == 'a'))") == doctest::Approx(0));
  CHECK(value("mean(y)/mean(x) - 1") == doctest::Approx(0));
  CHECK(value("log(mean(y))") == doctest::Approx(std::log(22.0 / 6)));
  CHECK(value("auc(y, x > 2)", {.positive = "0"}) == doctest::Approx(1 - value("auc(y, x > 2)")));
  CHECK(refusal("auc(y, x > 2)", {.positive = "maybe"}).find("has no \"maybe\"") !=
        std::string::npos);
  CHECK(value("f1(y, churn)", {.threshold = 4}) == doctest::Approx(2.0 * 2 / (2 * 2 + 1 + 1)));
  CHECK(value("precision(y, churn)", {.threshold = 4}) == doctest::Approx(2.0 / 3));
  CHECK(value("diff(auc(y, churn), auc(w, churn))") ==
        doctest::Approx(value("auc(y, churn)") - value("auc(w, churn)")));
  CHECK(value("mean(y)", {.weights = "w"}) == doctest::Approx((2 + 4 + 6 + 5 + 7) / 6.0));
  CHECK(value("mean(`odd name`)") == doctest::Approx(1));
}

// By weight w the values of y are 2, 4, 3 (twice), 5, 7; of x 1, 3, 4 (twice), 5.
TEST_CASE("quantiles and areas within formulas and by weight, by hand") {
  CHECK(value("median(x)/mean(y)") == doctest::Approx(3 / 3.0));  // the sixth row has no x
  CHECK(value("diff(median(x), median(y))") == doctest::Approx(3 - 3));
  CHECK(value("p90(y) - p10(y)") == doctest::Approx(6 - 1.5));
  CHECK(value("median(y, plan == 'b') - median(y, plan == 'a')") == doctest::Approx(3 - 4));
  CHECK(value("auc(y, churn) - median(y)/7") == doctest::Approx(6.0 / 9 - 0.5));
  CHECK(value("sd(y)/median(y)") == doctest::Approx(2.160246899 / 3.5));
  CHECK(value("median(y)", {.weights = "w"}) == doctest::Approx(3.5));  // F(3) is a half
  CHECK(value("quantile(y, 0.6)", {.weights = "w"}) == doctest::Approx(4));
  CHECK(value("median(x)", {.weights = "w"}) == doctest::Approx(4));
  CHECK(value("median(x)/median(y)", {.weights = "w"}) == doctest::Approx(4 / 3.0));
  // Positives y = 5, 7 (1 has no weight); negatives 2, 4, 3, 3: all below.
  CHECK(value("auc(y, churn)", {.weights = "w"}) == doctest::Approx(1));
  CHECK(value("auc(x, churn)", {.weights = "w"}) == doctest::Approx(1));
  CHECK(value("auc(y, churn) - auc(x, churn)", {.weights = "w"}) == doctest::Approx(0));
  CHECK(value("median(y, plan == 'b')", {.weights = "w"}) == doctest::Approx(3));
  CHECK(value("median(y, plan == 'b') + 0*mean(y)", {.weights = "w"}) == doctest::Approx(3));
}

TEST_CASE("weights that are all equal change nothing but what they miss") {
  const Statistic plain = asked("median(y)"), same = asked("median(y)", {.weights = "odd name"});
  CHECK(same.quantity.functional == statistics::Functional::quantile);
  CHECK(same.terms == plain.terms);
  CHECK(same.weights.empty());
  CHECK(same.notes.front().find("all equal") != std::string::npos);
  CHECK(asked("median(y)", {.weights = "x"}).missing == 1);
  CHECK(asked("median(y)", {.weights = "w"}).weights == "w");
}

TEST_CASE("a formula's columns are read once, and its range and reference follow from its parts") {
  using statistics::Functional;
  const Statistic spread = asked("p90(y) - p10(y)");
  CHECK(spread.quantity.functional == Functional::compound);
  CHECK(spread.terms.size() == 1);
  CHECK_FALSE(spread.reference.has_value());  // a spread is never 0
  CHECK(spread.quantity.lower == -std::numeric_limits<double>::infinity());
  CHECK(asked("median(x)/median(y)").quantity.lower == 0);
  CHECK(asked("median(x - 3)/median(y)").quantity.lower < 0);
  CHECK(asked("median(x)*mean(y)").quantity.lower == 0);
  CHECK(asked("diff(median(x), median(y))").reference == 0.0);
  CHECK(asked("median(y, plan == 'b') - median(y, plan == 'a')").reference == 0.0);
  CHECK(asked("mean(x)/mean(y)").quantity.functional == Functional::smooth);
  CHECK(asked("mean(x)/mean(y)").quantity.lower == 0);
  const Statistic areas = asked("auc(y, churn) - auc(x, churn)", {.weights = "w"});
  CHECK(areas.quantity.lower == -1);
  CHECK(areas.reference == 0.0);
}

TEST_CASE("the kind of quantity, its range and the value that means nothing") {
  using statistics::Functional;
  CHECK(asked("x").quantity.functional == Functional::mean);
  CHECK(asked("x > 2").quantity.functional == Functional::share);
  CHECK(asked("share(churn)").quantity.functional == Functional::share);
  CHECK(asked("auc(x, churn)").reference == 0.5);
  CHECK(asked("diff(mean(x), mean(y))").reference == 0.0);
  CHECK_FALSE(asked("mean(x)").reference.has_value());
  CHECK(asked("ratio(x, y)").quantity.lower == 0);
  CHECK(asked("diff(share(x > 2), share(y > 2))").quantity.lower == -1);
  CHECK(asked("mean(x)").missing == 1);
  CHECK(asked("mean(y, plan == 'a')").not_asked == 3);
  CHECK(asked("x").text == "mean(x)");
  CHECK(asked("churn").notes.front() == "churn: Yes counts as yes (by its name)");
  CHECK(asked("mean(y)", {.weights = "w"}).notes.back() == "1 row weighs 0 and counts for nothing");
  CHECK(value("churn", {.positive = "No"}) == doctest::Approx(0.5));
}

TEST_CASE("what cannot be asked says where, and what could be") {
  CHECK(refusal("mean(z)").find("there is no column \"z\"") != std::string::npos);
  CHECK(refusal("mena(x)").find("did you mean") != std::string::npos);
  CHECK(refusal("mean(x").find("^") != std::string::npos);
  CHECK(refusal("mean(plan == 'c')").find("no row of plan is 'c'") != std::string::npos);
  CHECK(refusal("mean(x) - x").find("stands inside of a statistic") != std::string::npos);
  CHECK(refusal("median(x) - x").find("stands inside of a statistic") != std::string::npos);
  CHECK(refusal("auc(x, y)").find("a third") != std::string::npos);
  CHECK(refusal("auc(x)").find("a score and a label") != std::string::npos);
  CHECK(refusal("quantile(x, 2)").find("between 0 and 1") != std::string::npos);
  CHECK(refusal("median(x)", {.weights = "z"}).find("z") != std::string::npos);
  CHECK(refusal("churn", {.positive = "maybe"}).find("has no \"maybe\"") != std::string::npos);
  CHECK(refusal("mean(x)", {.weights = "far"}).find("infinite in row 2") != std::string::npos);
  CHECK(refusal("diff(mean(x))").find("diff takes two statistics") != std::string::npos);
  CHECK(refusal("mean(x, y > 100)").find("no row can be used") != std::string::npos);
}
