// SPDX-License-Identifier: Apache-2.0
// A file that is too long to be held is answered from all of its rows, as if it had been.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "qed/answers/interval/answer.h"
#include "qed/base/error.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers;

namespace {

constexpr int kRows = 230'000, kUsers = 6'000;

// Rows of 6,000 users who are alike within; a rare word, a group that comes late, cells that are missing.
struct LongFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("qed_long_" + std::to_string(::getpid()) + ".csv");
  LongFile() {
    std::ofstream out(path);
    out << "user_id,x,y,hit,score,part\n";
    for (int i = 0; i < kRows; ++i) {
      Rng rng(11, 1, static_cast<std::uint64_t>(i)),
          own(11, 2, static_cast<std::uint64_t>(i % kUsers));
      const double shared = own.normal();
      const bool hit = rng.uniform() < 0.1;
      out << 'u' << i % kUsers << ',';
      if (i % 97 != 0) out << std::lround(1000 * (50 + shared + rng.normal()));
      out << ',' << std::lround(1000 * std::exp(0.3 * rng.normal())) << (hit ? ",Yes," : ",No,")
          << std::lround(500 * (rng.normal() + hit)) << (i > 200'000 ? ",late\n" : ",early\n");
    }
  }
  ~LongFile() { std::filesystem::remove(path); }
};

struct Asked {
  const char* statistic;
  const char* unit;
  double precision;
  const char* by = "";
};

evidence::Answer ask(const LongFile& file, const Asked& asked, bool held) {
  if (held)
    ::unsetenv("QED_MEMORY");
  else
    ::setenv("QED_MEMORY", "8", 1);
  interval::IntervalOptions options;
  options.statistic = asked.statistic;
  options.unit = asked.unit;
  options.by = asked.by;
  auto answer = interval::answer(
      file.path, options, {.seed = 1, .level = 0.95, .command = "qed interval", .progress = {}});
  ::unsetenv("QED_MEMORY");
  return answer;
}

const statistics::Estimate& number(const evidence::Answer& answer, const char* id) {
  return evidence::get<evidence::Estimate>(answer.evidence, id).estimate;
}

bool says(const evidence::Answer& answer, const char* words) {
  for (const std::string& caveat : answer.caveats)
    if (caveat.find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("all rows of a long file answer as those of one that is held" *
          doctest::test_suite("long")) {
  const LongFile file;
  const Asked all[] = {
      {"mean(x)", "rows", 1e-9},
      {"share(hit)", "rows", 1e-9},
      {"mean(x, part == 'late')", "rows", 1e-9},  // a word that the first rows lack
      {"sd(x)", "rows", 1e-6},
      {"ratio(x, y)", "rows", 1e-7},
      {"cor(x, score)", "rows", 1e-6},
      {"f1(score, hit)", "rows", 1e-7},
      {"auc(score, hit)", "rows", 3e-4},  // in bins by the first rows
      {"p90(y)", "rows", 2e-3},
      {"median(x)", "", 2e-3}};
  for (const Asked& asked : all) {
    CAPTURE(asked.statistic);
    const auto held = ask(file, asked, true), passed = ask(file, asked, false);
    const auto &a = number(held, "interval"), &b = number(passed, "interval");
    REQUIRE(a.interval().has_value());
    REQUIRE(b.interval().has_value());
    CHECK(b.n() == a.n());
    CHECK(b.value() == doctest::Approx(a.value()).epsilon(asked.precision).scale(0));
    CHECK(b.lower() == doctest::Approx(a.lower()).epsilon(asked.precision).scale(0));
    CHECK(b.upper() == doctest::Approx(a.upper()).epsilon(asked.precision).scale(0));
    CHECK(passed.verdict.status == held.verdict.status);
    CHECK(says(passed, "all 230,000 rows"));
    CHECK_FALSE(says(held, "read in passing"));
  }
}

TEST_CASE("an area of grouped rows of a long file: the same, by placements among its first rows" *
          doctest::test_suite("long")) {
  const LongFile file;
  const Asked asked{"auc(score, hit)", "user_id", 0};
  const auto held = ask(file, asked, true), passed = ask(file, asked, false);
  const auto &a = number(held, "interval"), &b = number(passed, "interval");
  REQUIRE(b.interval().has_value());
  CHECK(says(passed, "all 230,000 rows"));
  CHECK(b.value() == doctest::Approx(a.value()).epsilon(3e-4));
  // Of 4,096 parts instead of 6,000 users.
  CHECK(b.upper() - b.lower() == doctest::Approx(a.upper() - a.lower()).epsilon(0.05));
}

TEST_CASE("units of a long file: counted, and as wide as they are") {
  const LongFile file;
  const Asked asked{"mean(x)", "", 0};
  const auto held = ask(file, asked, true), passed = ask(file, asked, false);
  CHECK(number(held, "unit").value() == kUsers);
  CHECK(number(passed, "unit").value() == doctest::Approx(kUsers).epsilon(0.04));
  const auto width = [](const evidence::Answer& answer) {
    return number(answer, "interval").upper() - number(answer, "interval").lower();
  };
  CHECK(number(passed, "interval").value() ==
        doctest::Approx(number(held, "interval").value()).epsilon(1e-12));
  CHECK(std::abs(width(passed) / width(held) - 1) < 0.035);
  CHECK(number(passed, "dependence.design_effect").value() ==
        doctest::Approx(number(held, "dependence.design_effect").value()).epsilon(0.15));
}

TEST_CASE("each part of a long file" * doctest::test_suite("long")) {
  const LongFile file;
  for (const char* statistic : {"mean(x)", "share(hit)", "auc(score, hit)", "p90(y)"}) {
    CAPTURE(statistic);
    Asked asked{statistic, "rows", 0, "part"};
    const auto held = ask(file, asked, true), passed = ask(file, asked, false);
    const auto &a = evidence::get<evidence::Table>(held.evidence, "interval.by"),
               &b = evidence::get<evidence::Table>(passed.evidence, "interval.by");
    REQUIRE(a.rows.size() == 2);
    REQUIRE(b.rows.size() == 2);
    for (std::size_t k = 0; k < 2; ++k) {
      CHECK(std::get<std::string>(a.rows[k][0]) == std::get<std::string>(b.rows[k][0]));
      CHECK(std::get<std::int64_t>(a.rows[k][1]) == std::get<std::int64_t>(b.rows[k][1]));
      const auto &e = std::get<evidence::Ranged>(a.rows[k][3]),
                 &g = std::get<evidence::Ranged>(b.rows[k][3]);
      CHECK(g.value == doctest::Approx(e.value).epsilon(2e-3));
      CHECK(g.lower == doctest::Approx(e.lower).epsilon(3e-3));
      CHECK(g.upper == doctest::Approx(e.upper).epsilon(3e-3));
    }
  }
}

TEST_CASE("what sums do not give is answered from the sample, and says so") {
  const LongFile file;
  ::setenv("QED_MEMORY", "8", 1);
  interval::IntervalOptions options;
  options.statistic = "mean(y)";
  options.new_case = true;
  options.unit = "rows";
  const Run run{.seed = 1, .level = 0.95, .command = "qed interval", .progress = {}};
  const auto next = interval::answer(file.path, options, run);
  CHECK(says(next, "Only a random sample of 200,000 of 230,000 rows was used"));
  options.new_case = false;
  options.statistic = "mean(nothing)";
  CHECK_THROWS_AS(interval::answer(file.path, options, run), Error);
  options.statistic = "mean(y)";
  options.by = "prat";
  CHECK_THROWS_WITH_AS(interval::answer(file.path, options, run), doctest::Contains("prat"), Error);
  ::unsetenv("QED_MEMORY");
}

TEST_CASE(
    "groups of a long file whose values are far out: what independent rows would need is left "
    "out") {
  const auto path =
      std::filesystem::temp_directory_path() / ("qed_far_" + std::to_string(::getpid()) + ".csv");
  {
    std::ofstream out(path);
    out << "user_id,x\n";
    for (int i = 0; i < 210'000; ++i)  // a value in a thousand users that outweighs all others
      out << 'u' << i % 1'000 << ',' << (i % 70'000 == 0 ? 1'000'000 : i % 10) << '\n';
  }
  ::setenv("QED_MEMORY", "8", 1);
  interval::IntervalOptions options;
  options.statistic = "mean(x)";
  options.unit = "user_id";
  const auto answer = interval::answer(
      path, options, {.seed = 1, .level = 0.95, .command = "qed interval", .progress = {}});
  ::unsetenv("QED_MEMORY");
  std::filesystem::remove(path);
  CHECK(number(answer, "interval").value() == doctest::Approx(4.5 + 3e6 / 210'000).epsilon(1e-4));
  CHECK(answer.flips.empty());
}
