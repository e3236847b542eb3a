// SPDX-License-Identifier: Apache-2.0
// Ranked lists that pass by give what they give when all are held, wherever a batch ends.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "qed/algorithms/hashing/hash.h"
#include "qed/answers/measure/compute.h"
#include "qed/answers/measure/passing/all_rows.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/data/read.h"

using namespace qed;
using namespace qed::answers;
using namespace qed::answers::measure;
using statistics::Estimate;

namespace {

constexpr std::int64_t kSample = 2000;

struct File {
  std::filesystem::path path;
  std::int64_t rows = 0;
  File(const std::string& head, const std::vector<std::string>& lines)
      : path(std::filesystem::temp_directory_path() /
             ("qed_all_lists_" + std::to_string(::getpid()) + ".csv")),
        rows(static_cast<std::int64_t>(lines.size())) {
    std::ofstream out(path);
    out << head << '\n';
    for (const std::string& line : lines) out << line << '\n';
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove(path); }
};

// Lists of 1 to 15 rows, one of 3,000, which is longer than many batches.
std::vector<std::string> lists(
    int queries, const std::function<std::string(int query, Rng& rng, int grade)>& row) {
  std::vector<std::string> lines;
  for (int q = 0; q < queries; ++q) {
    Rng rng(4, 17, static_cast<std::uint64_t>(q));
    const int rows = q == queries / 3 ? 3000 : 1 + static_cast<int>(rng.below(15));
    for (int i = 0; i < rows; ++i) {
      const int grade = rng.below(3) == 0 ? 1 + static_cast<int>(rng.below(3)) : 0;
      lines.push_back(row(q, rng, grade));
    }
  }
  return lines;
}

std::string decimal(double v) { return std::to_string(v); }

std::string two_scores(int q, Rng& rng, int grade) {
  return "q" + std::to_string(q) + "," + std::to_string(grade) + "," +
         decimal(grade + 2 * rng.normal()) + "," +
         decimal(std::round(2 * (grade + 3 * rng.normal())) / 2);
}

struct Both {
  Findings held;
  std::unique_ptr<AllRows> passed;
  Prepared lists;
};

std::unique_ptr<AllRows> passed(const File& file, const MeasureOptions& options) {
  auto all = std::make_unique<AllRows>(file.path.string(), options, 1, 0.95);
  data::read_table(file.path.string(), {.sample = file.rows,
                                        .passing = kSample,
                                        .seed = 5,
                                        .memory = 1 << 16,
                                        .visitor = all.get()});
  return all;
}

const MeasureOptions kPlain;
const MeasureOptions kAsked = [] {
  MeasureOptions options;
  options.query = "query_id", options.label = "relevance";
  return options;
}();

Both measured(const File& file, const MeasureOptions& options = kPlain) {
  Both both;
  Phases phases(Progress{});
  both.held = compute({file.path.string()}, options,
                      {.seed = 1, .level = 0.95, .command = {}, .progress = {}}, phases);
  both.passed = passed(file, options);
  both.lists = both.passed->lists().value();
  return both;
}

void check_same(const Estimate& passed, const Estimate& held) {
  REQUIRE(held.is_defined());
  REQUIRE(passed.is_defined());
  CHECK(passed.n() == held.n());
  CHECK(passed.value() == doctest::Approx(held.value()).epsilon(1e-12));
  REQUIRE(passed.interval().has_value() == held.interval().has_value());
  if (!held.interval()) return;
  CHECK(passed.lower() == doctest::Approx(held.lower()).epsilon(1e-10));
  CHECK(passed.upper() == doctest::Approx(held.upper()).epsilon(1e-10));
  CHECK(passed.interval()->method == held.interval()->method);
}

void check_counts(const Both& both) {
  const Prepared &a = both.lists, &b = both.held.data;
  CHECK(a.query == b.query);
  CHECK(a.unit == b.unit);
  CHECK(a.queries_read == b.queries_read);
  CHECK(a.without_relevance == b.without_relevance);
  CHECK(a.without_query == b.without_query);
  CHECK(a.without_label == b.without_label);
  CHECK(a.without_prediction == b.without_prediction);
}

void check_worst(const AllLists& all, const Findings& f) {
  const WorstLists& worst = all.worst(f.ranked[0].model);
  CHECK(worst.zeros() == f.without_a_find);
  REQUIRE(worst.list().size() == f.worst.size());
  for (std::size_t k = 0; k < f.worst.size(); ++k) {
    const auto& one = worst.list()[k];
    CHECK(one.name == f.worst[k].name);
    CHECK(one.rows == f.worst[k].rows);
    CHECK(one.relevant == f.worst[k].relevant);
    CHECK(one.values[f.ranked[0].model] == doctest::Approx(f.worst[k].value));
    CHECK(one.values.back() == doctest::Approx(f.worst[k].random));
    if (f.worst[k].other)
      CHECK(one.values[f.ranked[1].model] == doctest::Approx(*f.worst[k].other));
  }
}

void check_all(const Both& both) {
  const Findings& f = both.held;
  REQUIRE(both.passed->ranked() != nullptr);
  const AllLists& all = *both.passed->ranked();
  check_counts(both);
  const auto measures = all.measures();
  REQUIRE(measures.size() == f.measures.size());
  for (std::size_t k = 0; k < measures.size(); ++k) {
    CHECK(measures[k].name == f.measures[k].name);
    CHECK(measures[k].title == f.measures[k].title);
    CHECK(measures[k].chance == doctest::Approx(f.measures[k].chance));
  }
  const std::string primary = f.measures.front().name;
  check_same(all.prevalence(), f.prevalence);
  for (const Ranked& r : f.ranked) check_same(all.value(primary, r.model), r.primary);
  const std::size_t first = f.ranked[0].model;
  check_same(all.random(primary), *f.random);
  check_same(all.over_random(primary, first), *f.over_random);
  for (const Other& other : f.others) {
    check_same(all.value(other.name, first), other.value);
    check_same(all.over_random(other.name, first), *other.over_random);
  }
  for (const Operating& o : f.operating) check_same(all.value(o.metric, first), o.value);
  if (f.comparison)
    for (const ByMetric& by : f.comparison->by_metric)
      check_same(all.difference(by.name, first, f.ranked[1].model, 0.95), by.difference);
  check_worst(all, f);
  const Rows& rows = f.data.rows;
  CHECK(all.totals().rows == static_cast<std::int64_t>(rows.n()));
  CHECK(all.totals().of_one_relevance == queries_of_one_relevance(rows));
  CHECK(all.totals().longest == std::ranges::max(list_lengths(rows)));
  CHECK(all.totals().shortest == std::ranges::min(list_lengths(rows)));
  for (std::size_t m = 0; m < rows.models.size(); ++m)
    CHECK(all.totals().tied[m] == tied_rows(rows, rows.models[m]));
}

}  // namespace

TEST_CASE("two scores of graded lists: every metric, difference and count is that of held rows") {
  const Both both = measured(File("query_id,relevance,score_a,score_b", lists(3000, two_scores)));
  REQUIRE(both.held.comparison);
  REQUIRE(both.held.ranked.size() == 2);
  check_all(both);
  CHECK(both.lists.rows.queries == both.held.data.rows.queries);  // all fit into the sample
  CHECK(both.lists.rows.y == both.held.data.rows.y);
}

TEST_CASE("more than twelve scores are not summed, and the error says what is") {
  std::string head = "query_id,relevance";
  for (int k = 0; k < 13; ++k) head += ",score_" + std::to_string(k);
  const File file(head, lists(40'000, [](int q, Rng& rng, int grade) {
                    std::string line = std::to_string(q) + "," + std::to_string(grade);
                    for (int k = 0; k < 13; ++k) line += "," + std::to_string(rng.below(100));
                    return line;
                  }));
  Phases phases(Progress{});
  ::setenv("QED_MEMORY", "1", 1);
  std::string hint;
  try {
    compute({file.path.string()}, kPlain, {.seed = 1, .level = 0.95, .command = {}, .progress = {}},
            phases);
  } catch (const Error& error) {
    hint = error.hint();
  }
  ::unsetenv("QED_MEMORY");
  CHECK(hint.find("of up to 12 predictions") != std::string::npos);
}

TEST_CASE("a long text with few rows is held: its sample is all of it") {
  const File file("query_id,relevance,score_a,score_b", lists(3000, two_scores));
  const auto answer = [&] {
    Phases phases(Progress{});
    return compute({file.path.string()}, kPlain,
                   {.seed = 1, .level = 0.95, .command = {}, .progress = {}}, phases);
  };
  ::setenv("QED_MEMORY", "1", 1);
  const Findings some = answer();
  ::unsetenv("QED_MEMORY");
  const Findings all = answer();
  CHECK_FALSE(some.all);
  check_same(some.ranked[0].primary, all.ranked[0].primary);
  CHECK(some.data.queries_read == all.data.queries_read);
}

TEST_CASE("lists of one row, yes and no by words, another depth" * doctest::test_suite("long")) {
  MeasureOptions options;
  options.top = 3;
  check_all(measured(File("qid,clicked,score", lists(3000,
                                                     [](int q, Rng& rng, int grade) {
                                                       return std::to_string(7 * q) +
                                                              (grade > 0 ? ",yes," : ",no,") +
                                                              decimal(grade + rng.normal());
                                                     })),
                     options));
  check_all(measured(File("qid,relevance,score", lists(3000, [](int q, Rng& rng, int grade) {
                            return std::to_string(q) + "," + std::to_string(1 + grade) + "," +
                                   decimal(rng.normal());
                          }))));
}

TEST_CASE("queries of a unit hang together; one that parts a list is none, or refused") {
  const auto file = [](bool parts) {
    return lists(3000, [parts, rows = 0](int q, Rng& rng, int grade) mutable {
      Rng own(8, 1, static_cast<std::uint64_t>(q / 10));
      const int user = parts && ++rows == 20'000 ? 1 : 5 * (q / 10);
      return std::to_string(user) + "," + std::to_string(q) + "," + std::to_string(grade) + "," +
             decimal((1 + own.normal()) * grade + rng.normal());
    });
  };
  const Both both = measured(File("user_id,query_id,relevance,score", file(false)));
  REQUIRE(both.held.data.unit == "user_id");
  check_all(both);
  CHECK(both.lists.rows.groups == both.held.data.rows.groups);
  const Both parted = measured(File("user_id,query_id,relevance,score", file(true)));
  REQUIRE(parted.held.data.unit.empty());
  check_all(parted);
  MeasureOptions asked;
  asked.unit = "user_id";
  const auto all = passed(File("user_id,query_id,relevance,score", file(true)), asked);
  CHECK_THROWS_WITH_AS(all->lists(), doctest::Contains("has rows of more than one user_id"), Error);
}

TEST_CASE(
    "missing labels, scores that are no numbers, rows without a query: counted as when held") {
  const Both both = measured(
      File("query_id,relevance,score",
           lists(3000,
                 [row = 0](int q, Rng& rng, int grade) mutable {
                   ++row;
                   const std::string label = row % 11 == 3     ? ""
                                             : row % 4001 == 5 ? "inf"
                                                               : std::to_string(grade);
                   const std::string score = row % 13 == 4   ? "nan"
                                             : row % 17 == 4 ? ""
                                             : row % 19 == 1 ? "-inf"
                                                             : decimal(grade + rng.normal());
                   return (row % 7 == 2 ? "" : std::to_string(q)) + "," + label + "," + score;
                 })),
      kAsked);
  REQUIRE(both.held.data.without_query > 1000);
  REQUIRE(both.held.data.without_label > 1000);
  REQUIRE(both.held.data.without_prediction > 1000);
  check_all(both);
}

TEST_CASE("what the last row alone has decides as when held: a gain that is linear, a first grade" *
          doctest::test_suite("long")) {
  const auto file = [](const char* last) {
    auto lines = lists(3000, [](int q, Rng& rng, int grade) {
      return std::to_string(q) + (grade > 0 ? ",1," : ",0,") + decimal(grade + rng.normal());
    });
    lines.push_back(last);
    return lines;
  };
  const Both linear = measured(File("query_id,relevance,score", file("2999,2.5,0.1")), kAsked);
  REQUIRE(linear.held.inferred.asked.gain == metrics::Gain::linear);
  check_all(linear);
  const Both large = measured(File("query_id,relevance,score", file("2999,5000,0.1")), kAsked);
  check_all(large);
  const Both graded = measured(File("query_id,relevance,score", file("2999,3,0.1")), kAsked);
  REQUIRE(graded.held.measures[1].name == "ndcg_10_linear");
  check_all(graded);
}

TEST_CASE("halves are those of the queries' order, to a 32nd" * doctest::test_suite("long")) {
  const Both both =
      measured(File("query_id,relevance,score", lists(3000, [](int q, Rng& rng, int grade) {
                      return std::to_string(q) + "," + std::to_string(grade) + "," +
                             decimal((q < 1500 ? 2 : -2) * grade + rng.normal());
                    })));
  const AllLists& all = *both.passed->ranked();
  CHECK(all.over_random("ndcg_10", 0, Part::first_half).lower() > 0.1);
  CHECK(all.over_random("ndcg_10", 0, Part::second_half).upper() < 0);
}

TEST_CASE("a query that comes back after it had ended: whole lists are gathered, and it is said") {
  auto lines = lists(3000, two_scores);
  lines.push_back(lines.front());
  const Both both = measured(File("query_id,relevance,score_a,score_b", lines));
  CHECK(both.passed->ranked() == nullptr);
  check_counts(both);
  CHECK(both.lists.rows.y == both.held.data.rows.y);
  CHECK(both.lists.rows.query == both.held.data.rows.query);
  CHECK(both.lists.query_names == both.held.data.query_names);
  CHECK(both.lists.notes.back().find("do not stand together") != std::string::npos);
}

TEST_CASE("a relevance below 0 beyond the sample is refused with its row; no relevant row at all") {
  auto lines = lists(3000, [](int q, Rng& rng, int grade) {
    return std::to_string(q) + "," + std::to_string(grade) + "," + decimal(rng.normal());
  });
  lines.push_back("3000,-1,0.5");
  const File file("query_id,relevance,score", lines);
  const std::string row = "row " + std::to_string(lines.size() / 1000) + "," +
                          std::to_string(lines.size() % 1000 + 1000).substr(1);
  CHECK_THROWS_WITH_AS(passed(file, kPlain), doctest::Contains(row.c_str()), Error);
  const File none("query_id,relevance,score", lists(3000, [](int q, Rng& rng, int) {
                    return std::to_string(q) + ",0," + decimal(rng.normal());
                  }));
  const auto all = passed(none, kPlain);
  CHECK_THROWS_WITH_AS(all->lists(), doctest::Contains("none of the 3,000 queries has a relevant"),
                       Error);
}

TEST_SUITE("long") {
  TEST_CASE("gathered lists are whole, few enough, and the same however the file is parted") {
    const auto gathered = [](std::size_t a_batch) {
      GatheredLists lists(1, 3);
      Runs runs(1);
      for (std::uint64_t i = 0; i < 1'500'000; ++i) {  // three queries take turns, 30 rows each
        const std::uint64_t q = i / 90 * 3 + i % 3;
        Runs one(1);
        one.relevance = {i % 2 == 0 ? 1.0 : 0.0}, one.score[0] = {static_cast<double>(i)};
        one.runs = {{algorithms::mix64(q), 0, std::to_string(q), 1}};
        if (lists.takes(one.runs[0].query)) runs.append(one, 0);
        if (i % a_batch == 0) lists.add(runs), runs.clear();
      }
      lists.add(runs);
      Rows like{.task = Task::ranking, .y = {}, .classes = {}, .models = {{.name = "s", .f = {}}}};
      return lists.lists(like, 300'000, false);
    };
    const auto a = gathered(1000), b = gathered(77'777);
    CHECK(a.rows.y == b.rows.y);
    CHECK(a.names == b.names);
    CHECK_FALSE(a.are_all);
    CHECK(a.rows.n() <= 300'000);
    CHECK(a.rows.n() > 290'000);
    for (const std::int64_t length : list_lengths(a.rows)) CHECK(length == 30);
  }

  TEST_CASE(
      "ended queries: each of some millions is known, of more a part that sees what comes back") {
    EndedQueries ended;
    std::int64_t came_back = 0;
    constexpr std::uint64_t kQueries = 5'000'000;
    for (std::uint64_t q = 0; q < kQueries; ++q) {
      came_back += !ended.add(algorithms::mix64(q + 1));
      if (q == 1'000'000) CHECK_FALSE(ended.add(algorithms::mix64(1)));
    }
    CHECK(came_back == 0);
    for (std::uint64_t q = 0; q < 1000; ++q) came_back += !ended.add(algorithms::mix64(q + 1));
    CHECK(came_back > 400);
    CHECK(came_back < 600);
  }
}
