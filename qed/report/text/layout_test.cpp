// SPDX-License-Identifier: Apache-2.0
#include "qed/report/text/layout.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/report/fixture_test.h"
#include "qed/report/sentence.h"

using namespace qed::report;

TEST_CASE("width counts cells, not bytes") {
  CHECK(display_width("Müller") == 6);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(pad_left("日", 4) == "  日");
  CHECK(truncate("日本語", 5, "…") == "日本…");
  CHECK(truncate("short", 5, "…") == "short");
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
