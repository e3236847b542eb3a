// SPDX-License-Identifier: Apache-2.0
#include "qed/report/text/layout.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/report/fixture_test.h"
#include "qed/report/sentence.h"
#include "qed/report/text/page.h"

using namespace qed::report;

TEST_CASE("width counts cells, not bytes") {
  CHECK(display_width("Müller") == 6);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(pad_left("日", 4) == "  日");
  CHECK(elide("日本語の名前", 7, "…") == "日…名前");
  CHECK(elide("short", 5, "…") == "short");
}

TEST_CASE("wrapping keeps every word and no line is too wide") {
  CHECK(wrap("a bb ccc", 4) == std::vector<std::string>{"a bb", "ccc"});
  CHECK(wrap("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrap("", 10) == std::vector<std::string>{""});
  const std::string text =
      "Größe der 日本語 Nachbarschaft, in welcher überall länger gemessen wird";
  for (std::size_t width = 2; width < 40; ++width) {
    std::string together;
    for (const auto& line : wrap(text, width)) {
      CHECK(display_width(line) <= width);
      together += line;
    }
    std::erase(together, ' ');
    std::string expected = text;
    std::erase(expected, ' ');
    CHECK(together == expected);
  }
}

TEST_CASE("a long word is broken after a joint, and the middle of a long name gives way") {
  CHECK(wrap("customer_lifetime_value", 12) ==
        std::vector<std::string>{"customer_", "lifetime_", "value"});
  CHECK(elide("customer_lifetime_value_2023", 14, "…") !=
        elide("customer_lifetime_value_2024", 14, "…"));
  for (std::size_t width = 1; width < 12; ++width)
    CHECK(display_width(elide("e\xCC\x81te\xCC\x81日本語abc", width, "…")) <= width);
}

TEST_CASE("a table loses no column and no name, however long") {
  std::vector<std::string> columns{"column"}, row{"monthly_charges_after_discount_and_tax_in_euro"};
  std::vector<bool> is_number{false};
  for (int c = 0; c < 12; ++c) {
    columns.push_back("statistic " + std::to_string(c));
    row.push_back("0.123 [0.1" + std::to_string(c) + ", 0.9]");
    is_number.push_back(true);
  }
  for (const int width : {40, 80}) {
    TextPage page({.width = width});
    page.table(columns, {row}, is_number);
    const std::string text = page.finish();
    for (std::size_t start = 0; start < text.size(); start = text.find('\n', start) + 1)
      CHECK(display_width(text.substr(start, text.find('\n', start) - start)) <=
            static_cast<std::size_t>(width));
    for (int c = 0; c < 12; ++c) {
      CHECK(text.find("statistic " + std::to_string(c)) != std::string::npos);
      CHECK(text.find("[0.1" + std::to_string(c) + ",") != std::string::npos);
    }
    for (const char* part : {"monthly_", "charges_", "discount_", "euro"})
      CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("names that differ at the far end stay apart in a table") {
  const std::string name = "very_" + std::string(300, 'x') + "_";
  TextPage page({.width = 80});
  page.table(std::vector<std::string>{"column"}, {{name + "a"}, {name + "b"}}, {false});
  const std::string text = page.finish();
  CHECK(text.find("x_a") != std::string::npos);
  CHECK(text.find("x_b") != std::string::npos);
}

TEST_CASE("blocks of a table repeat the columns that tell its rows apart") {
  const std::vector<std::string> columns{"cluster", "column", "a number", "another number"};
  const std::string wide(14, '9');
  TextPage page({.width = 40});
  page.table(columns, {{"1", "tenure", wide, wide}, {"1", "charges", wide, wide}},
             {true, false, true, true});
  const std::string text = page.finish();
  CHECK(text.find("tenure") != text.rfind("tenure"));
  CHECK(text.find("charges") != text.rfind("charges"));
}

TEST_CASE("sparklines") {
  const std::vector<double> up{0, 1, 2, 3, 4, 5, 6, 7};
  CHECK(sparkline(up, 8, true) == "▁▂▃▄▅▆▇█");
  CHECK(sparkline(up, 4, false) == "_:+#");
  CHECK(sparkline(std::vector<double>{1, std::nan(""), 2}, 3, false) == "_ #");
  CHECK(sparkline({}, 8, true).empty());
  CHECK(sparkline(std::vector<double>{3, 3}, 8, false) == "==");
  CHECK(sparkline(std::vector<double>{std::numeric_limits<double>::infinity(), 3}, 8, false) ==
        " =");
}

TEST_CASE("a histogram counts what lies within") {
  CHECK(histogram(std::vector<double>{0, 0.5, 1, 2}, 0, 1, 2) == std::vector<double>{1, 2});
  CHECK(histogram(std::vector<double>{1}, 1, 1, 3) == std::vector<double>{0, 0, 0});
}

TEST_CASE("placeholders are filled from the evidence") {
  const auto answer = map_answer();
  CHECK(resolve("{auc_rnx.pca} and {auc_rnx.pca:value}", answer) ==
        "0.298 [0.291, 0.305] and 0.298");
  CHECK(resolve("{knn_recall.tsne:percent}", answer) == "41.2 [40.5, 41.9] %");
  CHECK(resolve("{structure_beyond_covariance:p}", answer) ==
        "p = 0.01 (smallest possible with 99 replicates)");
  CHECK(resolve("{tsne.gradient} of {tsne.gradient:bound}, {tsne.termination}", answer) ==
        "3.2e-5 of 0.001, gradient_small");
  CHECK(resolve("{decision.clusters} by {decision.picture} {{literally}}", answer) ==
        "3 by tsne {literally}");
  CHECK(resolve(qed::evidence::literal("a{b}c"), answer) == "a{b}c");
  for (const char* wrong :
       {"{nothing}", "{decision.nothing}", "{auc_rnx.pca:nothing}", "{auc_rnx.pca", "{map.tsne}"})
    CHECK_THROWS_AS(resolve(wrong, answer), qed::Error);
  CHECK(mentions("so {auc_rnx.pca:value} it is", "auc_rnx.pca"));
  CHECK_FALSE(mentions("auc_rnx.pca and {auc_rnx.pcas}", "auc_rnx.pca"));
}
