// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <unistd.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "qed/answers/topics/topic.h"
#include "qed/base/error.h"

using namespace qed;
using namespace qed::answers;

TEST_CASE("every topic names files that exist, and every name leads to one topic") {
  std::set<std::string> names;
  for (const Topic& topic : topics()) {
    INFO(topic.name);
    CHECK_FALSE(topic.statement.empty());
    CHECK_FALSE(topic.formula.empty());
    CHECK_FALSE(topic.use.empty());
    REQUIRE_FALSE(topic.files.empty());
    for (const std::string& file : topic.files) {
      INFO(file);
      CHECK(std::filesystem::is_regular_file(std::filesystem::path(QED_SOURCE_DIR) / file));
    }
    const std::string folder = "qed/" + topic.room + "/";
    CHECK(topic.files.front().starts_with(folder));
    CHECK(names.insert(topic.name).second);
    CHECK(lookup_topic(topic.name) == &topic);
    for (const std::string& alias : topic.aliases) {
      INFO(alias);
      CHECK(names.insert(alias).second);
      CHECK(lookup_topic(alias) == &topic);
    }
  }
  CHECK(find_topic("Singular_Value-Decomposition").name == "svd");
  CHECK_THROWS_WITH_AS(find_topic("svt"), "no topic is called \"svt\"", Error);
}

TEST_CASE("every example gives the numbers that are known from elsewhere") {
  for (const Topic& topic : topics()) {
    INFO(topic.name);
    const Example example = topic.example();
    CHECK_FALSE(example.input.empty());
    std::size_t checked = 0;
    for (const Line& line : example.lines) {
      INFO(line.what, ": ", line.found, " wanted ", line.wanted, " tolerance ", line.tolerance);
      CHECK(line.holds());
      checked += line.relation != Line::Relation::shown;
    }
    CHECK(checked >= 1);
  }
}

TEST_CASE("a line that is off by more than its tolerance fails") {
  Example e("none");
  e.equals("a", 1.2, 1, 0.1, "");
  CHECK_FALSE(e.holds());
  CHECK_FALSE(Example("none").at_most("b", 2, 1).holds());
  CHECK_FALSE(Example("none").at_least("c", 0, 1).holds());
  CHECK_FALSE(Example("none").is_true("d", false).holds());
  CHECK_FALSE(Example("none").at_most("e", std::nan(""), 1).holds());
  CHECK(Example("none").equals("f", 1.05, 1, 0.1, "").shows("g", 7).holds());
}

TEST_CASE("the examples that take a table run on one, aliased columns named") {
  const auto path = std::filesystem::temp_directory_path() /
                    ("qed_topics_test_" + std::to_string(::getpid()) + ".csv");
  std::ofstream out(path);
  out << "x,y,z,kind,half\n";
  for (int i = 0; i < 60; ++i) {
    const double x = (i * 37) % 61 + 0.5, y = (i * i * 13) % 53 + 0.25;
    out << x << "," << y << "," << x + y << "," << (i % 3 == 0 ? "a" : "b") << ",";
    if (i != 5) out << x / 2 - 7;
    out << "\n";
  }
  out.close();
  const Sheet sheet = read_sheet(path);
  CHECK(sheet.numbers.rows() == 59);  // one row lacks a cell
  CHECK(sheet.features.rows() == 60);
  CHECK(sheet.names == std::vector<std::string>{"x", "y", "z", "half"});
  for (const Topic& topic : topics()) {
    if (topic.on_sheet == nullptr) continue;
    INFO(topic.name);
    const Example example = topic.on_sheet(sheet);
    CHECK_FALSE(example.lines.empty());
    CHECK(example.holds());
    if (topic.name == "qr")
      CHECK(example.words ==
            std::vector<std::string>{"aliased: z = x + y", "aliased: half = -7 intercept + 1/2 x"});
  }
  CHECK_THROWS_AS(read_sheet("no/such/file.csv"), Error);
  std::ofstream wide(path);
  for (int row = 0; row < 12; ++row)
    for (int column = 0; column < 600; ++column)
      wide << (row == 0 ? "c" : "") << row * column << (column < 599 ? "," : "\n");
  wide.close();
  CHECK_THROWS_WITH_AS(read_sheet(path), doctest::Contains("takes 500 at most"), Error);
  std::ofstream(path) << "a,b\n1,2\n1,2\n1,2\n";  // constant: no features
  std::string hint;
  try {
    read_sheet(path);
  } catch (const Error& error) {
    hint = error.hint();
  }
  CHECK(hint == "qed map takes the columns to use by name");  // no flag that maths lacks
  std::filesystem::remove(path);
}
