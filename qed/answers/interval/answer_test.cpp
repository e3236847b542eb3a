// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/answer.h"

#include <doctest/doctest.h>

#include <unistd.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "qed/answers/interval/demo.h"
#include "qed/answers/interval/explain.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/data/write.h"
#include "qed/statistics/intervals/shares/multinomial.h"
#include "qed/statistics/intervals/shares/proportion.h"

using namespace qed;
using namespace qed::answers;

namespace {

namespace fs = std::filesystem;

struct File {
  fs::path path =
      fs::temp_directory_path() / ("qed_interval_test_" + std::to_string(::getpid()) + ".csv");
  explicit File(const std::string& text) { std::ofstream(path) << text; }
  ~File() { fs::remove(path); }
};

evidence::Answer ask(const std::string& text, interval::IntervalOptions options = {}) {
  const File file(text);
  return interval::answer(file.path, options,
                          {.seed = 1, .level = 0.95, .command = "qed interval", .progress = {}});
}
interval::IntervalOptions of(std::string statistic) {
  interval::IntervalOptions options;
  options.statistic = std::move(statistic);
  return options;
}

const statistics::Estimate& number(const evidence::Answer& answer, const char* id) {
  return evidence::get<evidence::Estimate>(answer.evidence, id).estimate;
}
std::string method(const evidence::Answer& answer) {
  return std::get<std::string>(answer.verdict.decision[0].second);
}

// n rows: a Gaussian column, a skewed one, a coin that is rarely 1, a score for it, 20 ids.
std::string rows(int n, bool with_ids = false) {
  std::string text = with_ids ? "user_id,x,money,hit,score\n" : "x,money,hit,score\n";
  for (int i = 0; i < n; ++i) {
    Rng rng(5, 7, static_cast<std::uint64_t>(i)), own(5, 8, static_cast<std::uint64_t>(i % 20));
    const double shared = with_ids ? own.normal() : 0;
    const bool hit = rng.uniform() < 0.2;
    if (with_ids) text += std::to_string(100 + i % 20) + ",";
    text += std::to_string(10 + rng.normal() + shared) + "," +
            std::to_string(std::exp(rng.normal())) + "," + (hit ? "yes," : "no,") +
            std::to_string(rng.normal() + hit) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the table chooses by what is asked and what the rows are") {
  CHECK(method(ask(rows(200), of("mean(x)"))) == "student_t");
  CHECK(method(ask(rows(60), of("mean(money)"))) == "guarded_t");
  CHECK(method(ask(rows(200), of("share(hit)"))) == "wilson");
  CHECK(method(ask(rows(200), of("share(x > 100)"))) == "one_sided");
  CHECK(method(ask(rows(200), of("median(x)"))) == "interpolated_order");
  CHECK(method(ask(rows(200), of("auc(score, hit)"))) == "jackknife_auc");
  CHECK(method(ask(rows(1200), of("ratio(x, money)"))) == "delta");
  CHECK(method(ask(rows(80), of("ratio(x, money)"))) == "jackknife");
  CHECK(method(ask(rows(200, true), of("mean(x)"))) == "jackknife_clustered");
  auto exact = of("share(hit)");
  exact.exact = true;
  CHECK(method(ask(rows(200), exact)) == "exact");
  auto peeking = of("share(hit)");
  peeking.peeking = true;
  CHECK(method(ask(rows(200), peeking)) == "mixture_share");
  auto next = of("x");
  next.new_case = true;
  CHECK(method(ask(rows(200), next)) == "conformal");
}

TEST_CASE(
    "rows that hang together: the unit is found, and the naive bootstrap is seen to cover too "
    "little") {
  const auto answer = ask(rows(400, true), of("mean(x)"));
  CHECK(number(answer, "unit").value() == 20);
  CHECK(number(answer, "dependence.correlation").value() > 0.3);
  CHECK(number(answer, "coverage.naive_bootstrap").value() < 0.75);
  CHECK(number(answer, "coverage.simulated").value() > 0.92);
  auto alone = of("mean(x)");
  alone.unit = "rows";
  const auto narrow = ask(rows(400, true), alone);
  CHECK(number(narrow, "interval").upper() - number(narrow, "interval").lower() <
        0.6 * (number(answer, "interval").upper() - number(answer, "interval").lower()));
}

TEST_CASE("every number is explained, and every explanation can be met") {
  std::set<std::string> met;
  const auto look = [&](const evidence::Answer& answer) {
    std::set<std::string> explained;
    for (const auto& entry : interval::explanations()) explained.insert(entry.name);
    for (const auto& piece : answer.evidence) {
      CAPTURE(evidence::header(piece).id);
      CHECK_UNARY(explained.contains(evidence::header(piece).id));
      met.insert(evidence::header(piece).id);
    }
  };
  auto by = of("mean(x)");
  by.by = "hit";
  by.against = "9";
  by.margin = 0.1;
  look(ask(rows(200, true), by));
  auto peeking = of("share(hit)");
  peeking.peeking = true;
  look(ask(rows(200), peeking));
  std::string few = "y,f\n";
  for (int i = 0; i < 200; ++i) {
    Rng rng(3, 3, static_cast<std::uint64_t>(i));
    const double f = rng.normal();
    few += (i % 10 == 0 ? std::to_string(f + 0.3 * rng.normal()) : "") + "," + std::to_string(f) +
           "\n";
  }
  auto predicted = of("mean(y)");
  predicted.predicted = "f";
  const auto powered = ask(few, predicted);
  look(powered);
  CHECK(number(powered, "predicted.gain").value() > 2);
  look(ask("kind\na\nb\nc\na\nb\nc\na\n"));
  look(ask("x\n1\n2\n4\n", of("median(x)")));
  std::string rare = "hit\n";
  for (int i = 0; i < 40; ++i) rare += i % 20 == 7 ? "1\n" : "0\n";
  auto unsure = of("share(hit)");
  unsure.method = "wald";  // too short where few hits are seen
  const auto short_one = ask(rare, unsure);
  look(short_one);
  CHECK(number(short_one, "units.trusted").value() > 40);
  auto undecided = of("mean(x)");
  undecided.against = "10.001";
  look(ask(rows(200), undecided));
  for (const auto& entry : interval::explanations()) {
    CAPTURE(entry.name);
    CHECK_UNARY(met.contains(entry.name));
  }
}

TEST_CASE("100 labels beside 5,000 predictions are simulated with all 100") {
  // Of 1,000 rows taken evenly 20 would have a label: the delta method covers less there, and is not trusted.
  auto by_tangent = of("mean(y)");
  by_tangent.predicted = "prediction", by_tangent.method = "delta";
  int trusted = 0;
  for (std::uint64_t set = 0; set < 6; ++set) {
    std::string text = "y,prediction\n";
    for (std::uint64_t i = 0; i < 5100; ++i) {
      Rng rng(11, set, i);
      const double f = rng.normal(), y = 0.8 * f + 0.6 * rng.normal();
      text += (i % 51 == 0 ? std::to_string(y) : "") + "," + std::to_string(f) + "\n";
    }
    const auto answer = ask(text, by_tangent);
    trusted += answer.verdict.status == evidence::Status::yes;
  }
  CHECK(trusted == 6);
}

TEST_CASE("few labels beside many predictions: both are used where that is worth it") {
  const auto file = [](double noise, int every) {
    std::string text = "y,prediction\n";
    for (int i = 0; i < 600; ++i) {
      Rng rng(3, 4, static_cast<std::uint64_t>(i));
      const double f = rng.normal();
      text += (i % every == 0 ? std::to_string(f + noise * rng.normal()) : "") + "," +
              std::to_string(f) + "\n";
    }
    return text;
  };
  const auto is_powered = [](const evidence::Answer& answer) {
    return std::ranges::any_of(answer.evidence, [](const auto& piece) {
      return evidence::header(piece).id == "predicted.gain";
    });
  };
  const auto asked = of("mean(y)");
  const auto answer = ask(file(0.3, 10), asked);
  CHECK(is_powered(answer));
  CHECK(number(answer, "predicted.gain").value() > 2);
  CHECK(std::ranges::any_of(answer.caveats, [](const std::string& caveat) {
    return caveat.find("--predicted none") != std::string::npos;
  }));
  CHECK(std::ranges::any_of(answer.flips,
                            [](const auto& flip) { return flip.change == "the labels alone"; }));
  // Nothing was simulated of another interval: whether it is to be trusted is not said.
  for (const auto& flip : answer.flips) {
    CHECK(std::ranges::find(flip.decision, "trusted", [](const auto& f) { return f.first; }) ==
          flip.decision.end());
    CHECK(std::ranges::find(flip.decision, "value_inside", [](const auto& f) { return f.first; }) !=
          flip.decision.end());
  }
  const auto at_random = [](const evidence::Answer& a) {
    return std::ranges::find(a.assumptions, "Labels are missing at random",
                             &evidence::Assumption::claim)
               ->state != evidence::Assumption::State::fails;
  };
  CHECK(at_random(answer));
  CHECK(std::abs(number(answer, "predicted.shift").value()) < 0.4);
  std::string high = "y,prediction\n";  // labels of the upper half alone
  for (int i = 0; i < 600; ++i) {
    const double f = Rng(3, 5, static_cast<std::uint64_t>(i)).normal();
    high += (f > 0 && i % 5 == 0 ? std::to_string(f + 0.1 * (i % 3)) : "") + "," +
            std::to_string(f) + "\n";
  }
  const auto of_high = ask(high, asked);
  CHECK(is_powered(of_high));
  CHECK_FALSE(at_random(of_high));
  CHECK(number(of_high, "predicted.shift").lower() > 0.5);
  CHECK_FALSE(is_powered(ask(file(5, 10), asked)));   // hardly follow the label
  CHECK_FALSE(is_powered(ask(file(0.3, 30), asked))); // too few labels to see what it gains
  CHECK_FALSE(is_powered(ask(file(0.3, 1), asked)));  // nothing is missing
  auto none = asked;
  none.predicted = "none";
  const auto alone = ask(file(0.3, 10), none);
  CHECK_FALSE(is_powered(alone));
  CHECK(number(alone, "interval").n() == 60);
  auto by_method = asked;
  by_method.method = "student_t";
  CHECK_FALSE(is_powered(ask(file(0.3, 10), by_method)));
}

TEST_CASE("a share of a column of words is that of each, all holding together") {
  const std::vector<std::pair<std::string, std::int64_t>> counts{
      {"basic", 60}, {"pro", 25}, {"o'team", 20}, {"rare", 4}};
  const auto file = [&](bool with_ids) {
    std::string text = with_ids ? "user_id,plan\n" : "plan\n";
    int row = 0;
    for (const auto& [plan, rows] : counts)
      for (std::int64_t i = 0; i < rows; ++i, ++row)
        text += (with_ids ? "u" + std::to_string(row / 5) + "," : "") + plan + "\n";
    return text;
  };
  const auto table_of = [](const evidence::Answer& answer) {
    return evidence::get<evidence::Table>(answer.evidence, "interval.shares").rows;
  };
  const auto answer = ask(file(false));
  CHECK(number(answer, "interval").value() == doctest::Approx(60.0 / 109));
  CHECK(answer.next[0].command.find("share(plan)") != std::string::npos);
  const std::vector<std::int64_t> rows{60, 25, 20, 4};
  const auto goodman = statistics::goodman_shares(rows);
  const auto shares = table_of(answer);
  REQUIRE(shares.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(std::get<std::string>(shares[k][0]) == counts[k].first);
    const auto& cell = std::get<evidence::Ranged>(shares[k][2]);
    const auto expected = k < 3 ? goodman[k] : statistics::exact_proportion(4, 109, 1 - 0.05 / 4);
    CHECK(cell.lower == doctest::Approx(expected.lower()).epsilon(1e-12));
    CHECK(cell.upper == doctest::Approx(expected.upper()).epsilon(1e-12));
  }
  const auto of_users = table_of(ask(file(true), of("share(plan)")));
  CHECK(std::get<std::string>(of_users[0][3]) == "jackknife_clustered");
  std::string many = "plan\n";
  for (int i = 0; i < 2040; ++i) many += "p" + std::to_string(i % 51) + "\n";
  CHECK_THROWS_WITH_AS(ask(many, of("plan")), doctest::Contains("51 words"), Error);
}

TEST_CASE("a series in time is found by its neighbours") {
  std::string text = "day,x\n";
  double state = 0;
  for (int i = 0; i < 300; ++i) {
    Rng rng(9, 9, static_cast<std::uint64_t>(i));
    state = 0.7 * state + rng.normal();
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::string day = "2025-" + two(1 + i / 28) + "-" + two(1 + i % 28);
    text += day + "," + std::to_string(state) + "\n";
  }
  const auto answer = ask(text, of("mean(x)"));
  CHECK(method(answer) == "stationary_block");
  CHECK(number(answer, "dependence.correlation").value() > 0.5);
  CHECK(number(answer, "coverage.naive_bootstrap").value() < 0.8);
}

TEST_CASE("a column of years orders nothing, and is no amount to take the mean of") {
  std::string text = "year,x\n";
  double state = 0;
  for (int i = 0; i < 200; ++i) {
    Rng rng(9, 10, static_cast<std::uint64_t>(i));
    state = 0.8 * state + rng.normal();
    text += std::to_string(2000 + i / 40) + "," + std::to_string(state) + "\n";
  }
  const auto answer = ask(text);
  CHECK(evidence::get<evidence::Estimate>(answer.evidence, "interval").claim ==
        "mean(x) is {interval}.");
  CHECK(number(answer, "unit").value() == 200);
}

TEST_CASE("an answer says what was asked: a new case, an experiment that goes on") {
  std::string text = "x\n";
  for (int i = 0; i < 80; ++i) text += std::to_string(i * i % 17) + "\n";
  const auto says = [](const evidence::Answer& a) {
    return evidence::get<evidence::Estimate>(a.evidence, "question").claim;
  };
  interval::IntervalOptions next = of("x");
  next.new_case = true;
  CHECK(says(ask(text, next)).find("Asked for a new case") == 0);
  interval::IntervalOptions running = of("mean(x)");
  running.peeking = true;
  CHECK(says(ask(text, running)).find("Asked for a running experiment") == 0);
}

TEST_CASE("an outcome is asked about before an arm") {
  std::string text = "arm,conv\n";
  for (int i = 0; i < 60; ++i)
    text += std::string(i % 2 == 0 ? "a," : "b,") + (i % 5 == 0 ? "1\n" : "0\n");
  const auto answer = ask(text);
  CHECK(evidence::get<evidence::Estimate>(answer.evidence, "interval").claim ==
        "share(conv) is {interval}.");
  CHECK(evidence::get<evidence::Estimate>(answer.evidence, "question")
            .claim.find("Asked for a parameter") == 0);
  CHECK(number(answer, "interval").value() == doctest::Approx(0.2));
}

TEST_CASE("decisions: above, undecided with the number of units that would decide") {
  auto options = of("mean(x)");
  options.against = "9";
  CHECK(ask(rows(200), options).verdict.status == evidence::Status::yes);
  options.against = "10.001";
  const auto answer = ask(rows(200), options);
  CHECK(answer.verdict.status == evidence::Status::undecided);
  const auto& interval = number(answer, "interval");
  const double half = (interval.upper() - interval.lower()) / 2,
               away = std::abs(interval.value() - 10.001);
  CHECK(number(answer, "units.needed").value() ==
        doctest::Approx(200 * half * half / away / away).epsilon(0.1));
}

TEST_CASE("a variance by groups is that of each group's rows") {
  auto by = of("variance(x)");
  by.by = "g";
  const auto answer = ask("g,x\na,1\na,2\na,6\nb,10\nb,30\nb,20\nb,40\n", by);
  const auto& table = evidence::get<evidence::Table>(answer.evidence, "interval.by");
  REQUIRE(table.rows.size() == 2);
  const auto value = [&](std::size_t row) {
    const auto& cell = table.rows[row][3];
    if (const auto* ranged = std::get_if<evidence::Ranged>(&cell)) return ranged->value;
    return std::get<double>(cell);
  };
  CHECK(value(0) == doctest::Approx(500.0 / 3));  // b: squares 500 over n - 1 = 3
  CHECK(value(1) == doctest::Approx(7));          // a: squares 14 over 2
}

TEST_CASE("few positives among very many rows: coverage is simulated with as many of them") {
  std::string text = "score,label\n";
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const bool yes = i % 400 == 0;  // 50 of them
    text += std::to_string(Rng(6, 1, i).normal() + yes) + (yes ? ",1\n" : ",0\n");
  }
  auto rare = of("auc(score, label)");
  rare.method = "delong";
  const auto answer = ask(text, rare);
  CHECK(number(answer, "coverage.simulated").value() > 0.92);
  // The other methods are as near: samples without a positive would say a few percent.
  for (const auto& row :
       evidence::get<evidence::Table>(answer.evidence, "interval.alternatives").rows)
    if (const auto* covers = std::get_if<evidence::Ranged>(&row[3])) CHECK(covers->value > 0.85);
}

TEST_CASE("the same answer at 1, 2 and 7 threads") {
  const auto numbers = [] {
    std::vector<double> found;
    for (const auto& piece : ask(rows(120, true), of("mean(money)")).evidence)
      if (const auto* e = std::get_if<evidence::Estimate>(&piece); e && e->estimate.is_defined()) {
        found.push_back(e->estimate.value());
        found.push_back(e->estimate.lower());
        found.push_back(e->estimate.upper());
      }
    return found;
  };
  set_threads(1);
  const auto one = numbers();
  set_threads(2);
  CHECK(numbers() == one);
  set_threads(7);
  CHECK(numbers() == one);
  set_threads(0);
}

TEST_CASE("formulas over quantiles: the method by rows and unit, its coverage simulated") {
  const auto paired = ask(rows(150), of("diff(median(x), median(money))"));
  CHECK(method(paired) == "corrected_percentile");
  CHECK(number(paired, "interval").value() > 8);
  CHECK(number(paired, "coverage.simulated").value() > 0.9);
  CHECK(number(paired, "coverage.naive_bootstrap").is_defined());
  CHECK(method(ask(rows(1500), of("p90(money)/median(money)"))) == "spacing_delta");
  auto grouped = of("p90(money)/median(money)");
  grouped.unit = "user_id";
  const auto of_groups = ask(rows(200, true), grouped);
  CHECK(method(of_groups) == "cluster_bootstrap");
  CHECK(number(of_groups, "interval").lower() > 0);
  grouped.by = "hit";
  const auto parts = ask(rows(200, true), grouped);
  CHECK(evidence::get<evidence::Table>(parts.evidence, "interval.by").rows.size() == 2);
}

TEST_CASE(
    "weighted quantiles and areas: the method, the word weight, and the command that asks again") {
  std::string text = "id,x,score,label,w\n";
  for (int i = 0; i < 300; ++i) {
    Rng rng(5, 9, static_cast<std::uint64_t>(i));
    const bool yes = rng.uniform() < 0.3;
    text += std::to_string(i / 6) + "," + std::to_string(std::exp(rng.normal())) + "," +
            std::to_string(rng.normal() + yes) + (yes ? ",1," : ",0,") +
            std::to_string(0.2 + rng.uniform()) + "\n";
  }
  const auto asked = [&](const char* statistic, const char* unit) {
    auto options = of(statistic);
    options.weights = "w", options.unit = unit;
    return ask(text, options);
  };
  CHECK(method(asked("median(x)", "rows")) == "weighted_woodruff");
  CHECK(method(asked("auc(score, label)", "rows")) == "weighted_jackknife_auc");
  CHECK(method(asked("auc(score, label) - auc(x, label)", "rows")) == "corrected_percentile");
  for (const char* statistic : {"p90(x)", "auc(score, label)"}) {
    const auto grouped = asked(statistic, "id");
    CHECK(method(grouped) == "jackknife_clustered");
    CHECK(number(grouped, "interval").interval().has_value());
    CHECK(number(grouped, "coverage.simulated").value() > 0.85);
  }
  const auto answer = asked("median(x)", "rows");
  CHECK(evidence::get<evidence::Estimate>(answer.evidence, "interval").claim.find("by weight w") !=
        std::string::npos);
  CHECK(answer.next.front().command.find("--unit rows --weights w") != std::string::npos);
}

TEST_CASE("what cannot be answered: an error, or undecided with the reason") {
  CHECK_THROWS_AS(ask("a\nx\ny\nz\n"), Error);
  CHECK_THROWS_AS(ask(rows(50), of("mean(nothing)")), Error);
  const auto one = ask("x\n5\n", of("mean(x)"));
  CHECK(one.verdict.status == evidence::Status::undecided);
  const auto single = ask("s,y\n1,yes\n2,yes\n3,yes\n", of("auc(s, y == 'yes')"));
  CHECK(single.verdict.status == evidence::Status::undecided);
  CHECK_FALSE(number(single, "interval").is_defined());
  auto weights = of("mean(x)");
  weights.weights = "w";
  const auto alone = ask("x,w\n1,1\n2,1e9\n3,1\n4,1\n", weights);
  CHECK(number(alone, "interval").reason() == "one row has nearly all the weight");
  CHECK_THROWS_WITH_AS(ask("x,w\n1,1\n2,-1\n3,1\n", weights),
                       doctest::Contains("negative in row 2"), Error);
}
