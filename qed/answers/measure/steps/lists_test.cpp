// SPDX-License-Identifier: Apache-2.0
// Ranked lists from files to verdicts.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "qed/answers/measure/steps/asked.h"
#include "qed/answers/measure/steps/units/unit.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::answers;
using evidence::Status;
using namespace measure::asked;

namespace {

const Run kRun = run_of_tests();

const evidence::Table& table(const evidence::Answer& answer, const char* id) {
  return evidence::get<evidence::Table>(answer.evidence, id);
}
// A row of a list: its query, its place in the file's list, whether it is relevant, and random numbers of its own.
struct Line {
  int query, item;
  bool relevant;
  Rng& rng;
};
using Lines = std::vector<std::string>;
Lines lines(int queries, int items, const std::function<std::string(Line)>& write) {
  Lines list;
  for (int q = 0; q < queries; ++q)
    for (int i = 0; i < items; ++i) {
      Rng rng(5, 11, static_cast<std::uint64_t>(1000 * q + i));
      // Each query has a relevant row; some have many.
      const bool relevant = i == q % items || rng.uniform() < 0.05 * (q % 4);
      list.push_back(write({q, i, relevant, rng}));
    }
  return list;
}
std::string file_of(const std::string& header, const Lines& list) {
  std::string text = header + "\n";
  for (const std::string& line : list) text += line + "\n";
  return text;
}
// Two scores of 12 items a query: the sharp one sees the relevance better.
std::string two_scores(int queries, double sharp = 2, double blurred = 0.5) {
  return file_of("query_id,item_id,relevance,score_sharp,score_blurred",
                 lines(queries, 12, [&](const Line& l) {
                   const double x = l.rng.normal(), y = l.rng.normal();
                   return std::to_string(100 + l.query) + "," + std::to_string(l.item) + "," +
                          (l.relevant ? "1," : "0,") + show(x + sharp * l.relevant) + "," +
                          show(y + blurred * l.relevant);
                 }));
}
std::string one_score(int queries, double strength) {
  return file_of("qid,rel,score", lines(queries, 12, [&](const Line& l) {
                   return "q" + std::to_string(l.query) + (l.relevant ? ",yes," : ",no,") +
                          show(l.rng.normal() + strength * l.relevant);
                 }));
}

}  // namespace

TEST_CASE("of two scores the one that sees more wins, by NDCG over queries") {
  const auto answer = ask(two_scores(150));
  CHECK(field(answer, "metric") == "ndcg_10");
  CHECK(field(answer, "winner") == "score_sharp");
  CHECK(field(answer, "beats_constant") == "yes");
  CHECK(answer.verdict.status == Status::yes);
  CHECK(number(answer, "paired_difference").n() == 150);
  CHECK(warns(answer, "Rows of one query_id are a ranked list"));
  // What takes rows as single cases is not there.
  for (const char* id : {"mcnemar", "delong", "murphy", "decomposition.mcb", "baseline.score"}) {
    CAPTURE(id);
    CHECK(evidence::find(answer.evidence, id) == nullptr);
  }
  const auto& worst = table(answer, "worst_queries");
  CHECK(worst.rows.size() == 5);
  CHECK(worst.columns.front() == "query_id");
  const double lowest = std::get<double>(worst.rows[0][3]);
  for (const auto& row : worst.rows) CHECK(std::get<double>(row[3]) >= lowest);
  CHECK(answer.flips.size() == 6);  // three other metrics, without 1 %, two halves
  for (const auto& flip : answer.flips) CHECK_FALSE(flip.flipped);
}

TEST_CASE("one score: better than random orders, no better, undecided") {
  const auto good = ask(one_score(100, 1.5));
  CHECK(field(good, "beats_constant") == "yes");
  CHECK(good.verdict.claim.find("above a random order") != std::string::npos);
  CHECK(number(good, "over_random").value() ==
        doctest::Approx(number(good, "primary").value() - number(good, "baseline").value()));
  const auto random = ask(one_score(100, 0));
  CHECK(random.verdict.status == Status::undecided);
  CHECK(evidence::get<evidence::Test>(random.evidence, "null").p_value > 0.01);
  CHECK(number(random, "rows.needed").value() > 100);
  CHECK(random.verdict.claim.find("queries would decide") != std::string::npos);
  const auto turned = ask(one_score(100, -1.5));
  CHECK(turned.verdict.status == Status::no);
  CHECK(warns(turned, "turn its sign"));
}

TEST_CASE("one query has no spread: undecided, with the reason") {
  measure::MeasureOptions options;
  options.query = "qid";
  const auto answer = ask(one_score(1, 2), options);
  CHECK(answer.verdict.status == Status::undecided);
  CHECK(answer.verdict.claim.find("one query has no spread") != std::string::npos);
}

TEST_CASE("grades, and from which one a row is relevant") {
  const std::string stars = file_of("search_id,rating,score", lines(80, 10, [](const Line& l) {
                                      const auto grade =
                                          1 + static_cast<int>(l.rng.below(3)) + 2 * l.relevant;
                                      return std::to_string(l.query) + "," + std::to_string(grade) +
                                             "," + show(grade + 2 * l.rng.normal());
                                    }));
  const auto every = ask(stars);
  CHECK(warns(every, "Every row is relevant"));
  CHECK(table(every, "by_metric").rows.size() == 1);  // NDCG with linear gain
  CHECK(field(every, "beats_constant") == "yes");
  measure::MeasureOptions from;
  from.positive = "4";
  const auto best = ask(stars, from);
  CHECK(table(best, "by_metric").rows.size() == 4);
  CHECK(number(best, "prevalence").value() < 0.5);
  from.positive = "good";
  CHECK_THROWS_WITH_AS(ask(stars, from), doctest::Contains("holds numbers"), Error);
}

TEST_CASE("queries without a relevant row are left out and counted; none left is an error") {
  const auto make = [](bool any) {
    return file_of("query,item,label,score", lines(40, 8, [any](const Line& l) {
                     const bool relevant = any && l.relevant && l.query % 4 != 0;
                     return std::to_string(l.query) + "," + std::to_string(l.item) +
                            (relevant ? ",1," : ",0,") + show(l.rng.normal());
                   }));
  };
  const auto answer = ask(make(true));
  CHECK(warns(answer, "10 of 40 queries have no relevant row"));
  CHECK(number(answer, "primary").n() == 30);
  CHECK_THROWS_WITH_AS(ask(make(false)), doctest::Contains("none of the 40 queries"), Error);
}

TEST_CASE("rows that miss something are left out; relevance below 0 is refused with its row") {
  const auto make = [](const char* odd_label) {
    return file_of("query_id,relevance,score", lines(30, 6, [odd_label](const Line& l) {
                     const std::string label = l.query == 7 && l.item == 2 ? odd_label
                                               : l.relevant                ? "2"
                                                                           : "0";
                     const std::string query =
                         l.query == 9 && l.item < 2 ? "" : std::to_string(l.query);
                     return query + "," + label + "," +
                            (l.query == 3 && l.item == 1 ? "nan" : show(l.rng.normal()));
                   }));
  };
  const auto answer = ask(make(""));
  CHECK(warns(answer, "1 of 180 rows miss the label"));
  CHECK(warns(answer, "1 of 180 rows miss a prediction"));
  CHECK(warns(answer, "2 of 180 rows miss query_id"));
  measure::MeasureOptions options;
  options.query = "query_id";
  CHECK_THROWS_WITH_AS(ask(make("-1"), options), doctest::Contains("row 45: relevance"), Error);
}

TEST_CASE("which column is the query: asked, found, refused") {
  measure::MeasureOptions options;
  options.query = "query_idd";
  CHECK_THROWS_WITH_AS(ask(two_scores(20), options), doctest::Contains("query_idd"), Error);
  options.query = "none";
  CHECK(field(ask(two_scores(20), options), "metric") == "auc");
  options.query = "relevance", options.label = "relevance";
  CHECK_THROWS_WITH_AS(ask(two_scores(20), options), doctest::Contains("is the label"), Error);
  options = {}, options.query = "query_id", options.prediction = {"query_id"};
  CHECK_THROWS_WITH_AS(ask(two_scores(20), options), doctest::Contains("is the query"), Error);
  options = {}, options.query = "query_id", options.cost_fp = 1, options.cost_fn = 2;
  CHECK_THROWS_WITH_AS(ask(two_scores(20), options), doctest::Contains("relevance to queries"),
                       Error);
  // A query beside a number that is no relevance, or beside decisions alone, makes no lists.
  const std::string number_label = file_of(
      "query_id,y,pred", lines(30, 6, [](const Line& l) {
        return std::to_string(l.query) + "," + show(l.rng.normal()) + "," + show(l.rng.normal());
      }));
  CHECK(field(ask(number_label), "metric") != "ndcg_10");
  const std::string decisions = file_of("query_id,label,pred", lines(30, 6, [](const Line& l) {
                                          return std::to_string(l.query) +
                                                 (l.relevant ? ",yes" : ",no") +
                                                 (l.rng.uniform() < 0.5 ? ",yes" : ",no");
                                        }));
  CHECK(field(ask(decisions), "metric") == "decision_skill");
}

TEST_CASE("how many rows count is asked for") {
  measure::MeasureOptions options;
  options.top = 3;
  const auto answer = ask(two_scores(60), options);
  CHECK(field(answer, "metric") == "ndcg_3");
  const auto& operating = table(answer, "operating");
  CHECK(std::get<std::string>(operating.rows.back()[0]) == "recall@3");
  CHECK(operating.rows.size() == 3);
}

TEST_CASE("queries of one user hang together; items do not, and a unit holds whole queries") {
  const std::string text =
      file_of("user_id,query_id,item_id,clicked,score", lines(120, 10, [](const Line& l) {
                Rng user(8, 2, static_cast<std::uint64_t>(l.query / 6));
                return std::to_string(7 * (l.query / 6)) + "," + std::to_string(l.query) + "," +
                       std::to_string(l.item) + (l.relevant ? ",true," : ",false,") +
                       show(l.rng.normal() + 4 * user.uniform() * l.relevant);
              }));
  const auto found = ask(text);
  CHECK(warns(found, "Queries of one user_id hang together (20 of them in 120 queries)"));
  measure::MeasureOptions options;
  options.unit = "rows";
  const auto alone = ask(text, options);
  const auto width = [](const evidence::Answer& a) {
    return number(a, "primary").upper() - number(a, "primary").lower();
  };
  CHECK(width(found) > 1.3 * width(alone));
  options.unit = "item_id";
  CHECK_THROWS_WITH_AS(ask(text, options), doctest::Contains("has rows of more than one item_id"),
                       Error);
}

TEST_CASE("two files are matched by query and item, in any order") {
  const auto make = [](bool turned, double strength, const char* header) {
    Lines list = lines(40, 8, [&](const Line& l) {
      return std::to_string(l.query) + ",a" + std::to_string(l.item) +
             (l.relevant ? ",1," : ",0,") + show(l.rng.normal() + strength * l.relevant);
    });
    if (turned) std::ranges::reverse(list);
    return file_of(header, list);
  };
  const char* header = "query_id,item,relevance,score";
  const auto straight = ask_two(make(false, 0, header), make(false, 2, header));
  const auto turned = ask_two(make(false, 0, header), make(true, 2, header));
  CHECK(warns(turned, "matched by query_id and item"));
  CHECK(number(turned, "paired_difference").value() ==
        number(straight, "paired_difference").value());
  CHECK(field(turned, "winner").find("new") != std::string::npos);
  CHECK_THROWS_WITH_AS(ask_two(make(false, 0, header), make(false, 1, header) + "3,a99,0,1\n"),
                       doctest::Contains("has no row with query_id 3 and item a99"), Error);
  // Without a name of items rows are taken in their order, and the queries must agree.
  CHECK_THROWS_WITH_AS(ask_two(make(false, 0, "query_id,x,relevance,score"),
                               make(true, 1, "query_id,x,relevance,score")),
                       doctest::Contains("row 1: query query_id is 0 in"), Error);
}

TEST_CASE("places in a list: the lowest is first, and said") {
  const std::string text =
      file_of("query_id,relevance,rank", lines(60, 8, [](const Line& l) {
                return std::to_string(l.query) + (l.relevant ? ",1," : ",0,") +
                       std::to_string(1 + (l.item + 8 - l.query % 8 + (l.query % 3 == 0)) % 8);
              }));
  const auto answer = ask(text);
  CHECK(field(answer, "beats_constant") == "yes");
  CHECK(warns(answer, "Column rank counts places in the list: the lowest is first"));
}

TEST_CASE("places keep their sense where rows are left out") {
  const auto answer = ask(file_of("query_id,relevance,rank", lines(30, 8, [](const Line& l) {
                                    return std::to_string(l.query) +
                                           (l.query == 4 && l.item == 0 ? ","
                                            : l.relevant                ? ",1"
                                                                        : ",0") +
                                           "," + std::to_string(1 + l.item);
                                  })));
  CHECK(std::get<std::string>(table(answer, "form").rows[0][2]) ==
        "a place in its list, the lowest first");
}

TEST_CASE("the one query that moves the decision most is left out, however many move it alike") {
  // First rows alone count. Of lists of two with a relevant row 14 are right (½ above a random order) and 5 wrong; one
  // of three with two relevant rows is wrong, ⅔ below. 0.19 ± 0.22 with it, 0.24 ± 0.22 without.
  std::string text = "query_id,relevance,score\n";
  for (int q = 0; q < 19; ++q)
    for (int i = 0; i < 2; ++i)
      text += std::to_string(q) + (i == 0 ? ",1," : ",0,") +
              (q < 14 ? std::to_string(2 - i) : std::to_string(1 + i)) + "\n";
  text += "19,1,1\n19,1,2\n19,0,3\n";
  measure::MeasureOptions options;
  options.top = 1;
  const auto answer = ask(text, options);
  CHECK(answer.verdict.status == Status::undecided);
  const auto flip = std::ranges::find(answer.flips, "without the query that moves it most",
                                      &evidence::Flip::change);
  REQUIRE(flip != answer.flips.end());
  CHECK(flip->flipped);
}

TEST_CASE("a score that is constant in each query, and one that is the relevance") {
  const auto constant = ask(file_of(
      "query_id,relevance,score", lines(30, 6, [](const Line& l) {
        return std::to_string(l.query) + (l.relevant ? ",1," : ",0,") + std::to_string(l.query * 3);
      })));
  CHECK(constant.verdict.status == Status::undecided);
  CHECK(warns(constant, "the same in all rows of a query"));
  const auto leak = ask(file_of("query_id,relevance,score", lines(30, 6, [](const Line& l) {
                                  return std::to_string(l.query) + (l.relevant ? ",1," : ",0,") +
                                         show(l.rng.uniform() + l.relevant);
                                })));
  CHECK(field(leak, "beats_constant") == "yes");
  CHECK(warns(leak, "check that it does not hold the answer"));
}

TEST_CASE("ties are said, and halves hold whole queries however rows are sorted") {
  const auto tied = ask(file_of("query_id,relevance,score", lines(50, 10, [](const Line& l) {
                                  return std::to_string(l.query) + (l.relevant ? ",1," : ",0,") +
                                         std::to_string(l.rng.below(3) + 2 * l.relevant);
                                })));
  CHECK(warns(tied, "rows share their value of score"));
  // All first rows, then all second rows, and so on: the same queries in the same order.
  Lines list = lines(50, 10, [](const Line& l) {
    return std::to_string(l.query) + (l.relevant ? ",1," : ",0,") +
           show(l.rng.normal() + (l.item < 5 ? 3 : -3) * l.relevant);
  });
  Lines interleaved;
  for (std::size_t i = 0; i < 10; ++i)
    for (std::size_t q = 0; q < 50; ++q) interleaved.push_back(list[10 * q + i]);
  const auto sorted = ask(file_of("query_id,relevance,score", list));
  const auto other = ask(file_of("query_id,relevance,score", interleaved));
  REQUIRE(sorted.flips.size() == other.flips.size());
  for (std::size_t k = 0; k < sorted.flips.size(); ++k) {
    CAPTURE(sorted.flips[k].change);
    CHECK(sorted.flips[k].decision == other.flips[k].decision);
  }
  CHECK(number(sorted, "primary").lower() == doctest::Approx(number(other, "primary").lower()));
}

TEST_CASE("halves are of queries, however uneven the lists are") {
  // 20 lists of 3 rows that are ordered well, then 20 of 30 that are ordered badly: half of the rows would be all of
  // the first and nine of the others, which says nothing.
  Lines list;
  Rng rng(9, 4);
  for (int q = 0; q < 40; ++q)
    for (int i = 0; i < (q < 20 ? 3 : 30); ++i) {
      const bool relevant = i % 3 == 0;
      list.push_back(std::to_string(q) + (relevant ? ",1," : ",0,") +
                     show(rng.normal() + (q < 20 ? 2 : -2) * relevant));
    }
  const auto answer = ask(file_of("query_id,relevance,score", list));
  const auto beats = [&](const char* change) {
    const auto flip = std::ranges::find(answer.flips, change, &evidence::Flip::change);
    REQUIRE(flip != answer.flips.end());
    for (const auto& [name, value] : flip->decision)
      if (name == "beats_constant") return std::get<std::string>(value);
    return std::string();
  };
  CHECK(beats("the first half of the queries only") == "yes");
  CHECK(beats("the second half of the queries only") == "no");
}

TEST_CASE("some of very many lists: whole ones, at random, within the number of rows") {
  const std::vector<std::int64_t> lengths{3, 0, 5, 2, 4, 7, 1};
  const auto every = measure::some_lists(lengths, 22, 1);
  CHECK(every == std::vector<bool>{true, false, true, true, true, true, true});
  std::vector<int> chosen(lengths.size(), 0);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto some = measure::some_lists(lengths, 10, seed);
    std::int64_t rows = 0;
    for (std::size_t l = 0; l < lengths.size(); ++l)
      if (some[l]) rows += lengths[l], ++chosen[l];
    CHECK(rows <= 10);
    CHECK(rows > 0);
  }
  for (std::size_t l = 0; l < lengths.size(); ++l) CHECK((chosen[l] > 0) == (lengths[l] > 0));
  CHECK(std::ranges::count(measure::some_lists({9, 9}, 4, 1), true) == 1);
}

TEST_CASE("a column of lists is seen in a sample of its rows too; one of single rows is not") {
  const auto column = [](std::int64_t rows_a_list, double share) {
    data::Column c{"query_id", data::ColumnType::integer, {}, {}};
    std::vector<std::int64_t> ids;
    Rng rng(6, 3);
    for (std::int64_t i = 0; i < 20'000; ++i)
      if (rng.uniform() < share) ids.push_back(7 * (i / rows_a_list));
    c.values = std::move(ids);
    return c;
  };
  CHECK(measure::stands_for_lists(column(2, 1)));
  CHECK_FALSE(measure::stands_for_lists(column(1, 1)));
  CHECK(measure::stands_for_lists(column(4, 0.1), 0.1));
  CHECK_FALSE(measure::stands_for_lists(column(1, 0.1), 0.1));
}

TEST_CASE("lists: the same answer at 1, 2 and 7 threads") {
  const std::string text = two_scores(300);
  const auto found = [&] {
    std::vector<double> list;
    for (const auto& piece : ask(text).evidence) {
      if (const auto* e = std::get_if<evidence::Estimate>(&piece); e && e->estimate.is_defined())
        for (const double v : {e->estimate.value(), e->estimate.lower(), e->estimate.upper()})
          list.push_back(v);
      if (const auto* t = std::get_if<evidence::Test>(&piece)) list.push_back(t->p_value);
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

TEST_SUITE("long") {
  TEST_CASE("more rows than are held: whole lists of them, or all in passing") {
    std::string text = "query_id,relevance,score\n";
    for (int i = 0; i < 1'060'000; ++i) {
      Rng rng(9, 2, static_cast<std::uint64_t>(i));
      const bool relevant = i % 50 == i / 50 % 50;
      text += std::to_string(i / 50) + (relevant ? ",1," : ",0,") +
              std::to_string(rng.below(1000) + 300 * relevant) + "\n";
    }
    const File file(text, "many");
    ::setenv("QED_MEMORY", "512", 1);  // 2^20 rows are held
    const auto answer = measure::answer({file.path}, {}, kRun);
    CHECK(warns(answer, "sample of 20,971 of 21,200 queries was measured"));
    CHECK(number(answer, "primary").n() == 20'971);
    const auto& lists = evidence::get<evidence::Estimate>(answer.evidence, "prevalence");
    CHECK(lists.claim.find("20,971 queries have 50 rows each") != std::string::npos);
    ::setenv("QED_MEMORY", "16", 1);
    const auto passed = measure::answer({file.path}, {}, kRun);
    ::unsetenv("QED_MEMORY");
    const auto held = measure::answer({file.path}, {}, kRun);
    CHECK(warns(passed, "those of all 21,200 queries, 1,060,000 rows"));
    for (const char* id : {"primary", "baseline", "over_random", "prevalence"}) {
      CHECK(number(passed, id).n() == number(held, id).n());
      CHECK(number(passed, id).value() == doctest::Approx(number(held, id).value()));
      CHECK(number(passed, id).lower() == doctest::Approx(number(held, id).lower()));
    }
    const auto claim = [](const evidence::Answer& a, const char* id) {
      return evidence::get<evidence::Estimate>(a.evidence, id).claim;
    };
    CHECK(claim(passed, "prevalence") == claim(held, "prevalence"));
    const auto& worst = table(held, "worst_queries").rows;
    REQUIRE(table(passed, "worst_queries").rows.size() == worst.size());
    for (std::size_t k = 0; k < worst.size(); ++k)
      CHECK(std::get<std::string>(table(passed, "worst_queries").rows[k][0]) ==
            std::get<std::string>(worst[k][0]));
    CHECK(table(passed, "worst_queries").claim == table(held, "worst_queries").claim);
  }
  TEST_CASE("rows of queries that do not stand together: a sample of whole lists, and it is said") {
    std::string text = "query_id,relevance,score\n";
    for (int i = 0; i < 1'060'000; ++i) {
      Rng rng(9, 2, static_cast<std::uint64_t>(i));
      const int query = i % 21'200;
      const bool relevant = i / 21'200 % 50 == query % 50;
      text += std::to_string(query) + (relevant ? ",1," : ",0,") +
              std::to_string(rng.below(1000) + 300 * relevant) + "\n";
    }
    const File file(text, "apart");
    ::setenv("QED_MEMORY", "16", 1);
    measure::MeasureOptions options;
    options.query = "query_id";
    const auto answer = measure::answer({file.path}, options, kRun);
    ::unsetenv("QED_MEMORY");
    CHECK(warns(answer, "do not stand together in this file, so a random sample of "));
    CHECK(number(answer, "primary").n() > 9'000);
    CHECK(number(answer, "primary").n() < 21'200);
    const auto& claim = evidence::get<evidence::Estimate>(answer.evidence, "prevalence").claim;
    CHECK(claim.find("queries have 50 rows each") != std::string::npos);
  }
}
