// SPDX-License-Identifier: Apache-2.0
// Every format of the fixture answers, byte for byte. QED_GOLDEN_ACCEPT=1 rewrites the files; read
// the diff.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "qed/base/file.h"
#include "qed/report/fixture_test.h"
#include "qed/report/render.h"
#include "qed/report/text/layout.h"

using namespace qed::report;

namespace {

void check_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path =
      std::filesystem::path(QED_SOURCE_DIR) / "tests/golden/report" / name;
  if (std::getenv("QED_GOLDEN_ACCEPT")) qed::write_file(path, text);
  INFO(name);
  REQUIRE(std::filesystem::exists(path));
  CHECK(text == qed::read_file(path));
}

// The page without its script, styles, their hashes and the packed arrays: what the answer decides.
std::string words_of(const std::string& page) {
  std::string kept;
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t start =
        std::min({page.find("<script", at), page.find("<style", at), page.find("sha256-", at)});
    kept += page.substr(at, start - at);
    if (start == std::string::npos) break;
    const bool data = page.compare(start, 31, "<script type=\"application/json\"") == 0;
    const std::size_t close = page[start] == '<' ? page.find("</s", start) : page.find('\'', start);
    kept += data ? page.substr(start, close - start) : "...";
    at = close;
  }
  return kept;
}

}  // namespace

TEST_CASE("golden answers") {
  const std::pair<const char*, qed::evidence::Answer> answers[] = {
      {"map", map_answer()}, {"bare", bare_answer()}, {"hostile", hostile_answer()}};
  for (const auto& [name, answer] : answers) {
    check_golden(std::string(name) + ".txt", render_text(answer));
    check_golden(std::string(name) + ".json", render_json(answer));
    check_golden(std::string(name) + ".md", render_markdown(answer));
    check_golden(std::string(name) + ".html", words_of(render_html(answer)));
  }
  check_golden("map.explain.txt", render_text(map_answer(), {60, false, false, true}));
  check_golden("map.colour.txt", render_text(map_answer(), {80, true, true, false}));
}

TEST_CASE("text keeps within its width and lets no control character through") {
  for (const auto& answer : {map_answer(), bare_answer(), hostile_answer()})
    for (const int width : {40, 60, 80, 120}) {
      std::string text = render_text(answer, {width, false, true, true});
      for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = text.find('\n', start);
        const std::string line = text.substr(start, end - start);
        // A command stays whole so that it can be copied.
        if (!line.starts_with("   $ "))
          CHECK_MESSAGE(display_width(line) <= static_cast<std::size_t>(width), line);
        start = end + 1;
      }
      CHECK(text.find_first_of("\033\r\t\x7f") == std::string::npos);
    }
}
