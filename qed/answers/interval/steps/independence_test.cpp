// SPDX-License-Identifier: Apache-2.0
// What the answer takes to be independent, what it decides, and where it claims nothing: whole answers of small files.
#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "qed/answers/interval/answer.h"
#include "qed/base/error.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers;
using evidence::Status;

namespace {

namespace fs = std::filesystem;

evidence::Answer ask(const std::string& text, const std::string& statistic,
                     interval::IntervalOptions options = {}, double level = 0.95) {
  const fs::path path =
      fs::temp_directory_path() / ("qed_unit_test_" + std::to_string(::getpid()) + ".csv");
  std::ofstream(path) << text;
  options.statistic = statistic;
  const auto answer = interval::answer(
      path, options, {.seed = 1, .level = level, .command = "qed interval", .progress = {}});
  fs::remove(path);
  return answer;
}

const statistics::Estimate& number(const evidence::Answer& answer, const char* id) {
  return evidence::get<evidence::Estimate>(answer.evidence, id).estimate;
}
std::string claim(const evidence::Answer& answer, const char* id) {
  return evidence::get<evidence::Estimate>(answer.evidence, id).claim;
}
std::string method(const evidence::Answer& answer) {
  return std::get<std::string>(answer.verdict.decision[0].second);
}
bool is_in(const std::string& part, const std::string& whole) {
  return whole.find(part) != std::string::npos;
}
std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

// 40 days of 25 rows; an effect of the day.
std::string days(bool times) {
  std::string text = "seen,x\n";
  for (int day = 0; day < 40; ++day) {
    const double effect = Rng(3, 1, static_cast<std::uint64_t>(day)).normal();
    for (int i = 0; i < 25; ++i)
      text += "2025-" + two(1 + day / 28) + "-" + two(1 + day % 28) +
              (times ? "T" + two(i % 24) + ":" + two(i) : "") + "," +
              std::to_string(10 + effect +
                             Rng(3, 2, static_cast<std::uint64_t>(25 * day + i)).normal()) +
              "\n";
  }
  return text;
}

// k of n rows say yes in each arm.
std::string arms(int yes_b, int n_b, int yes_a, int n_a) {
  std::string text = "x,arm\n";
  for (int i = 0; i < n_b; ++i) text += i < yes_b ? "1,b\n" : "0,b\n";
  for (int i = 0; i < n_a; ++i) text += i < yes_a ? "1,a\n" : "0,a\n";
  return text;
}
constexpr const char* kDifference = "diff(share(x, arm == 'b'), share(x, arm == 'a'))";
constexpr const char* kRatio = "ratio(share(x, arm == 'b'), share(x, arm == 'a'))";

}  // namespace

TEST_CASE("dates that repeat are the unit where rows of one resemble each other") {
  const auto dates = ask(days(false), "mean(x)");
  CHECK(method(dates) == "jackknife_clustered");
  CHECK(number(dates, "unit").value() == 40);
  CHECK(number(dates, "dependence.design_effect").value() > 5);
  const auto times = ask(days(true), "mean(x)");
  CHECK(number(times, "unit").value() == 40);
  CHECK(is_in("days of seen", claim(times, "unit")));
}

TEST_CASE("an identifier of two values is named, not passed over") {
  std::string text = "cluster_id,x\n";
  for (std::uint64_t i = 0; i < 100; ++i)
    text += std::to_string(i % 2) + "," + std::to_string(Rng(3, 3, i).normal()) + "\n";
  const auto answer = ask(text, "mean(x)");
  CHECK(is_in("id has too few (2) values to be the unit", claim(answer, "unit")));
}

TEST_CASE("a share of no hits: the rule of its interval decides") {
  std::string text = "y\n";
  for (int i = 0; i < 300; ++i) text += "0\n";
  interval::IntervalOptions options;
  options.against = "0.02";
  const auto answer = ask(text, "share(y)", options);
  CHECK(method(answer) == "one_sided");
  CHECK(answer.verdict.status == Status::yes);
  CHECK(number(answer, "interval").upper() == doctest::Approx(1 - std::pow(0.05, 1.0 / 300)));
  CHECK(evidence::find(answer.evidence, "units.needed") == nullptr);
}

TEST_CASE("an end that is infinite: undecided, with the rows that make it finite") {
  const auto median = ask("x\n1.5\n2.5\n4.25\n", "median(x)");
  CHECK(median.verdict.status == Status::undecided);
  CHECK(number(median, "units.finite").value() == 6);
  CHECK(median.flips.empty());
  // Six rows have both ends, five of them do not.
  const auto six = ask("x\n1.5\n2.5\n4.25\n5\n7\n8.5\n", "median(x)");
  CHECK(six.verdict.status == Status::yes);
  REQUIRE(six.flips.size() == 1);
  CHECK(six.flips.front().flipped);
  interval::IntervalOptions options;
  options.new_case = true;
  const auto next = ask("x\n1.5\n2.5\n4.25\n", "x", options);
  CHECK(next.verdict.status == Status::undecided);
  CHECK(number(next, "units.finite").value() == 39);
}

TEST_CASE("equal values have no spread: no interval, and no coverage of methods without one") {
  std::string text = "x\n";
  for (int i = 0; i < 30; ++i) text += "3.1\n";
  const auto answer = ask(text, "mean(x)");
  CHECK(answer.verdict.status == Status::undecided);
  CHECK_FALSE(number(answer, "interval").interval().has_value());
  const auto& table = evidence::get<evidence::Table>(answer.evidence, "interval.alternatives");
  for (const auto& row : table.rows) {
    CHECK(std::holds_alternative<std::monostate>(row[3]));
    CHECK_FALSE(std::holds_alternative<evidence::Ranged>(row[1]));
  }
}

TEST_CASE("shares of two arms: score intervals, sensible where an arm has no hit or no miss") {
  const auto none = ask(arms(0, 20, 0, 20), kDifference);
  CHECK(method(none) == "score_difference");
  CHECK(none.verdict.status == Status::undecided);
  CHECK(number(none, "interval").lower() == doctest::Approx(-0.164).epsilon(0.005));
  CHECK(number(none, "interval").upper() == doctest::Approx(0.164).epsilon(0.005));
  CHECK(number(none, "coverage.simulated").value() > 0.93);
  const auto all = ask(arms(12, 12, 0, 12), kDifference);
  CHECK(all.verdict.status == Status::yes);
  CHECK(number(all, "interval").lower() == doctest::Approx(0.714).epsilon(0.005));
  CHECK(number(all, "interval").upper() == 1);
  const auto open = ask(arms(4, 20, 0, 20), kRatio);
  CHECK(method(open) == "score_ratio");
  CHECK(std::isinf(number(open, "interval").value()));
  CHECK(number(open, "interval").lower() > 1);
  CHECK(open.verdict.status == Status::yes);
  CHECK(number(open, "against").value() == 1);
  const auto many = ask(arms(300, 900, 200, 900), kDifference);
  CHECK(method(many) == "delta");
  CHECK(method(ask("a,b\n1,0\n0,0\n1,1\n1,0\n0,1\n1,0\n", "diff(share(a), share(b))")) == "tango");
}

TEST_CASE("an experiment of two arms that is looked at: a sequence, its error at all looks") {
  std::string text = "y,arm\n";
  for (std::uint64_t i = 0; i < 600; ++i)
    text += std::to_string(Rng(3, 4, i).normal() + (i % 2 == 1 ? 0.8 : 0)) +
            (i % 2 == 1 ? ",b\n" : ",a\n");
  interval::IntervalOptions options;
  options.peeking = true;
  const auto answer = ask(text, "diff(mean(y, arm == 'b'), mean(y, arm == 'a'))", options);
  CHECK(method(answer) == "mixture");
  CHECK(answer.verdict.status == Status::yes);
  CHECK(number(answer, "coverage.simulated").value() > 0.93);
  CHECK(number(answer, "coverage.peeked").value() > 0.15);  // of the delta method
  const auto early = ask(text.substr(0, text.find('\n', 2000) + 1), "mean(y)", options);
  CHECK(early.verdict.status == Status::undecided);
  CHECK(is_in("nothing before 200 rows", number(early, "interval").reason()));
}

TEST_CASE("a new case: of a new unit, or of a series that it cannot be exchanged with") {
  std::string users = "user_id,x\n", series = "day,x\n";
  double state = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    users += std::to_string(i / 5) + "," +
             std::to_string(Rng(3, 5, i / 5).normal() + 0.3 * Rng(3, 6, i).normal()) + "\n";
    state = 0.8 * state + Rng(3, 7, i).normal();
    series += std::to_string(i) + "," + std::to_string(state) + "\n";
  }
  interval::IntervalOptions options;
  options.new_case = true;
  const auto unit = ask(users, "x", options);
  CHECK(method(unit) == "conformal_grouped");
  CHECK(number(unit, "coverage.simulated").value() == doctest::Approx(0.95).epsilon(0.02));
  options.time = "day";
  const auto ordered = ask(series, "x", options);
  CHECK(std::ranges::any_of(ordered.assumptions, [](const evidence::Assumption& a) {
    return a.state == evidence::Assumption::State::fails && a.claim.starts_with("The new case");
  }));
}

TEST_CASE("few labels beside predictions: the next command uses them, and the method has a name") {
  std::string text = "y,prediction\n";
  for (std::uint64_t i = 0; i < 200; ++i) {
    const double f = Rng(3, 8, i).normal();
    text += (i % 10 == 0 ? std::to_string(f + 0.3 * Rng(3, 9, i).normal()) : "") + "," +
            std::to_string(f) + "\n";
  }
  CHECK(is_in("--predicted prediction", ask(text, "").next.front().command));
  interval::IntervalOptions options;
  options.predicted = "prediction";
  const auto answer = ask(text, "mean(y)", options);
  CHECK(method(answer).starts_with("PPI++"));
  CHECK(is_in("PPI++", claim(answer, "interval")));
}

TEST_CASE("the next command asks the same; words in double quotes; values whose squares overflow") {
  interval::IntervalOptions options;
  options.by = "kind";
  const std::string text = "kind,v\na,1\nb,2\na,4\nb,3\na,2.5\nb,7\n";
  const auto answer = ask(text, "mean(v)", options, 0.9);
  CHECK(is_in("--by kind --level 0.9", answer.next.front().command));
  CHECK(number(ask(text, "share(kind == \"a\")"), "interval").value() == 0.5);
  CHECK_THROWS_WITH_AS(ask("x\n1e300\n2e300\n-1e300\n", "mean(x)"),
                       doctest::Contains("row 1 gives 1e+300"), Error);
  CHECK_THROWS_WITH_AS(ask(text, "avg(v)"), doctest::Contains("there is no statistic \"avg\""),
                       Error);
}

TEST_CASE("hours a week are no moments, and a place that holds most rows is no unit") {
  // Rows whose values follow the hours, in no order; 9 in 10 rows are of one country.
  const auto rows = [](const char* name, bool sorted, bool one_country) {
    std::string text = std::string(name) + ",country,x\n";
    for (int i = 0; i < 1200; ++i) {
      Rng rng(3, 6, static_cast<std::uint64_t>(i));
      const auto hour = sorted ? i / 40 : static_cast<int>(rng.below(30));
      const auto country = one_country && i % 10 != 0 ? 0 : static_cast<int>(rng.below(20));
      const double effect = Rng(3, 7, static_cast<std::uint64_t>(country)).normal();
      text += std::to_string(hour) + ",c" + std::to_string(country) + "," +
              std::to_string(effect + hour / 10.0 + rng.normal()) + "\n";
    }
    return text;
  };
  const auto hint = [](const evidence::Answer& answer, const std::string& part) {
    return std::ranges::any_of(answer.caveats,
                               [&](const std::string& caveat) { return is_in(part, caveat); });
  };
  const auto amounts = ask(rows("hours_per_week", false, true), "mean(x)");
  CHECK(number(amounts, "unit").value() == 1200);
  CHECK(hint(amounts, "--unit hours_per_week if it says when a row was taken"));
  CHECK(hint(amounts, "--unit country"));
  const auto weeks = ask(rows("week", true, true), "mean(x)");  // in the file's order
  CHECK(number(weeks, "unit").value() < 31);
  const auto places = ask(rows("hours_per_week", false, false), "mean(x)");
  CHECK(number(places, "unit").value() == 20);
}

TEST_CASE("of very many groups a part that covers too little does not speak for all" *
          doctest::test_suite("long")) {
  // 3,000 shops of 20 rows; hits come from one shop in fifty, of which a part of the shops has two.
  std::string text = "shop_id,hit\n";
  for (int shop = 0; shop < 3000; ++shop) {
    Rng rng(3, 8, static_cast<std::uint64_t>(shop));
    const double p = rng.uniform() < 0.02 ? 0.35 : 0;
    for (int i = 0; i < 20; ++i)
      text += "s" + std::to_string(shop) + (rng.uniform() < p ? ",1\n" : ",0\n");
  }
  const auto answer = ask(text, "share(hit)");
  CHECK(number(answer, "unit").value() == 3000);
  CHECK(number(answer, "coverage.simulated").value() >= 0.93);
  CHECK(answer.verdict.status == Status::yes);
}
