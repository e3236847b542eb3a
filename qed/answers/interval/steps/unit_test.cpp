// SPDX-License-Identifier: Apache-2.0
// Which column is the unit and which is asked about: small tables, without the interval.
#include "qed/answers/interval/steps/unit.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "qed/answers/interval/steps/prepare.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/data/csv/csv.h"

using namespace qed;
using namespace qed::answers::interval;

namespace {

struct Found {
  Prepared prepared;
  Unit unit;

  bool has_hint(const std::string& part) const {
    return std::ranges::any_of(
        unit.hints, [&](const std::string& h) { return h.find(part) != std::string::npos; });
  }
};

Found find(const std::string& text, IntervalOptions options = {}) {
  if (options.statistic.empty()) options.statistic = "mean(x)";
  Found f;
  f.prepared =
      bound_to(data::csv::read_csv(data::Bytes::of(text), "t.csv", {}, {}), options, "t.csv");
  f.unit = find_unit(f.prepared, options);
  return f;
}

double normal(std::uint64_t stream, int i) {
  return Rng(11, stream, static_cast<std::uint64_t>(i)).normal();
}

// Rows of so many values of a column, with an effect of each.
std::string rows_of(const std::string& name, int values, int rows, double effect) {
  std::string text = name + ",x\n";
  for (int i = 0; i < rows; ++i) {
    const int value = i % values;
    text += "v" + std::to_string(value) + "," +
            std::to_string(effect * normal(1, value) + normal(2, i)) + "\n";
  }
  return text;
}

// Four teachers a school, ten pupils a teacher, schools in so many countries.
std::string schools(double of_school, double of_teacher, int countries = 3) {
  std::string text = "teacher,school,country,x\n";
  for (int i = 0; i < 960; ++i) {
    const int teacher = i / 10, school = teacher / 4;
    text += "t" + std::to_string(teacher) + ",s" + std::to_string(school) + ",c" +
            std::to_string(school % countries) + "," +
            std::to_string(of_school * normal(3, school) + of_teacher * normal(4, teacher) +
                           normal(5, i)) +
            "\n";
  }
  return text;
}

// What a file without a question is asked.
std::string asked(const std::string& text) {
  return bound_to(data::csv::read_csv(data::Bytes::of(text), "t.csv", {}, {}), {}, "t.csv").asked;
}

// n rows of cells that each column makes of its row's number.
template <class... Cell>
std::string table(const std::string& header, int n, Cell... cell) {
  std::string text = header + "\n";
  for (int i = 0; i < n; ++i) {
    std::string line;
    ((line += (line.empty() ? "" : ",") + std::to_string(cell(i))), ...);
    text += line + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("an identifier of few repeats is the unit where they matter, else they are named") {
  const auto customers = [](int rows, int twice) {
    std::string text = "customer_id,x\n";
    for (int i = 0; i < rows + twice; ++i)
      text += std::to_string(i % rows) + "," + std::to_string(normal(6, i % rows)) + "\n";
    return text;
  };
  const Found many = find(customers(60, 6));
  CHECK(many.unit.column == "customer_id");
  CHECK(many.unit.units == 60);
  const Found few = find(customers(400, 2));
  CHECK(few.unit.rows == statistics::Rows::independent);
  CHECK(few.unit.why.starts_with("customer_id repeats in few rows (2 of its 400 values"));
  CHECK(few.has_hint("--unit customer_id makes them the unit"));
  const Found none = find(customers(400, 0));
  CHECK(none.unit.why.starts_with("no identifier repeats"));
  CHECK(none.unit.hints.empty());
}

TEST_CASE("rows that stand twice as a whole are counted, where rows are taken as independent") {
  std::string rows = "x,age\n";
  for (int i = 0; i < 120; ++i)
    rows += std::to_string(normal(7, i % 100)) + "," + std::to_string(i % 100 % 40) + "\n";
  const Found found = find(rows);
  CHECK(found.unit.rows == statistics::Rows::independent);
  CHECK(found.has_hint("20 rows repeat another cell for cell"));
}

TEST_CASE("a unit within another: the coarser one where it explains more, and it is said") {
  const Found of_school = find(schools(1, 0.3));
  CHECK(of_school.unit.column == "school");
  CHECK(of_school.unit.units == 24);
  CHECK(of_school.unit.why.find("values of teacher, which lie within it, resemble each other") !=
        std::string::npos);
  int coarser = 0;  // once in forty by chance
  for (int seed = 0; seed < 100; ++seed) {
    std::string text = "teacher,school,x\n";
    for (int i = 0; i < 400; ++i)
      text += std::to_string(i / 5) + "," + std::to_string(i / 20) + "," +
              std::to_string(normal(20, 80 * seed + i / 5) + normal(21, 400 * seed + i)) + "\n";
    coarser += find(text).unit.column == "school";
  }
  CHECK(coarser <= 8);
  CHECK(find(schools(0, 1, 6)).unit.column == "teacher");  // of a country of six nothing is seen
}

TEST_CASE("large groups around smaller ones are not taken for a design effect by chance") {
  int batches = 0;
  for (int seed = 0; seed < 80; ++seed) {
    std::string text = "user_id,batch_id,x\n";
    for (int i = 0; i < 600; ++i)
      text += std::to_string(i / 5) + "," + std::to_string(i / 75) + "," +
              std::to_string(normal(22, 600 * seed + i)) + "\n";
    batches += find(text).unit.column == "batch_id";
  }
  CHECK(batches <= 7);  // two in eighty by chance, thirty by their design effects
}

TEST_CASE("coarser units of very few values are hints") {
  std::string text = "teacher,country,x\n";  // a country's effect is far larger than a teacher's
  for (int i = 0; i < 600; ++i)
    text += "t" + std::to_string(i / 10) + ",c" + std::to_string(i / 200) + "," +
            std::to_string(3 * (i / 200) + 0.3 * normal(8, i / 10) + normal(9, i)) + "\n";
  const Found found = find(text);
  CHECK(found.unit.column == "teacher");
  CHECK(found.has_hint("--unit country if those are a sample of more"));
}

TEST_CASE("five places that hold together are the unit, four are a hint, kinds are neither") {
  const Found five = find(rows_of("clinic", 5, 200, 1)), four = find(rows_of("clinic", 4, 200, 1)),
              kinds = find(rows_of("plan", 8, 200, 1)),
              study = find(rows_of("EducationField", 6, 200, 1)),
              none = find(rows_of("clinic", 8, 200, 0));
  CHECK(five.unit.column == "clinic");
  CHECK(five.unit.units == 5);
  CHECK(four.unit.rows == statistics::Rows::independent);
  CHECK(four.has_hint("--unit clinic"));
  CHECK(kinds.unit.rows == statistics::Rows::independent);
  CHECK(kinds.unit.hints.empty());
  CHECK(study.unit.rows == statistics::Rows::independent);
  CHECK(study.has_hint("--unit EducationField"));
  CHECK(none.unit.rows == statistics::Rows::independent);
}

TEST_CASE("rows without an identifier or a date are named, not counted as values of it") {
  std::string ids = "customer_id,x\n", dates = "seen,x\n";
  for (int i = 0; i < 120; ++i) {
    const std::string x = std::to_string(normal(10, i % 20) + 0.5 * normal(11, i)) + "\n";
    ids += (i % 12 == 0 ? "" : std::to_string(i % 20)) + "," + x;
    dates += (i % 12 == 0 ? "" : "2024-03-" + std::to_string(10 + i % 20)) + "," + x;
  }
  const Found id = find(ids), day = find(dates);
  for (const Found* found : {&id, &day}) {
    CHECK(found->unit.units == 30);
    CHECK(found->unit.alone == 10);
    CHECK(units_in_words(found->unit).ends_with(" and rows without one"));
    CHECK(found->has_hint("10 of 120 rows have no " + found->unit.column));
    CHECK(found->unit.why.find("in 120 rows, 10 of them without one") != std::string::npos);
  }
  IntervalOptions time;
  time.time = "seen";
  const Found series = find(dates, time);
  CHECK(series.unit.row.size() == 110);
  CHECK(series.has_hint("10 of 120 rows have no seen and are left out of the series"));
}

TEST_CASE("a day of the month beside months is no moment") {
  std::string text = "day,month,x\n";  // in the order of time, days of all months pooled
  for (int i = 0; i < 1200; ++i)
    text += std::to_string(1 + i / 10 % 30) + ",m" + std::to_string(i / 300) + "," +
            std::to_string(normal(12, i / 10 % 30) + normal(13, i)) + "\n";
  const Found found = find(text);
  CHECK(found.unit.rows == statistics::Rows::independent);
  CHECK(found.unit.why.find("day is a part of a date") != std::string::npos);
}

TEST_CASE("a series in the order of words: the first cell that is no date is named") {
  IntervalOptions time;
  time.time = "day";
  const auto in_order = [&](const std::string& first, const std::string& odd) {
    std::string text = "day,x\n";
    for (int i = 0; i < 12; ++i) text += (i == 3 ? odd : first) + "," + std::to_string(i) + "\n";
    return find(text, time);
  };
  CHECK_THROWS_WITH_AS(in_order("2024-01-01", "later"), doctest::Contains("row 4 says \"later\""),
                       Error);
  CHECK_THROWS_WITH_AS(in_order("1/2/2024", "1/3/2024"),
                       doctest::Contains("day/month or month/day"), Error);
}

TEST_CASE("a unit that the statistic reads is not said to stand once") {
  IntervalOptions options;
  options.statistic = "mean(query_id)";
  std::string text = "query_id\n";
  for (int i = 0; i < 60; ++i) text += std::to_string(i / 6) + "\n";
  CHECK(find(text, options).unit.why.starts_with("no other identifier repeats"));
}

TEST_CASE("no identifier, index or counter is averaged") {
  const auto in_tens = [](int i) { return i / 10; };
  const auto rank = [](int i) { return 1 + i % 10; };
  const auto grade = [](int i) { return i * i % 7; };
  CHECK(asked(table("query_id,rank,relevance", 60, in_tens, rank, grade)) == "mean(relevance)");
  CHECK(asked(table("row,col,x", 60, grade, grade, grade)) == "mean(x)");
  CHECK(asked(table("house number,x", 60, grade, grade)) == "mean(x)");
  CHECK(asked(table("number,x", 60, grade, grade)) == "mean(number)");
  CHECK_THROWS_WITH_AS(asked(table("query_id,rank", 60, in_tens, rank)),
                       doctest::Contains("query_id names or counts rows"), Error);
  // A measurement by a sensor is no name of it.
  CHECK(asked(table("sensor", 20, [](int i) { return i / 7.0; })) == "mean(sensor)");
}

TEST_CASE("a column that says the same in every row is asked about where there is no other") {
  const auto same = [](int value) { return [value](int) { return value; }; };
  const auto id = [](int i) { return i; };
  CHECK(asked(table("defect", 50, same(0))) == "share(defect)");
  CHECK(asked(table("id,won", 50, id, same(1))) == "share(won)");
  CHECK(asked("ok\nyes\nyes\nyes\n") == "share(ok)");
  CHECK(asked(table("grams", 50, same(7))) == "mean(grams)");
  CHECK(asked(table("grams,defect", 50, same(7), same(0))) == "share(defect)");
  CHECK_THROWS_AS(asked(table("batch,year", 50, same(7), same(2024))), Error);
  CHECK(asked(table("defect,x", 50, same(0), [](int i) { return i * i % 7; })) == "mean(x)");
  CHECK_THROWS_AS(asked("word\nsame\nsame\nsame\n"), Error);
}
