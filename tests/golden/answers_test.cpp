// SPDX-License-Identifier: Apache-2.0
// What `qed interval` and `qed measure` say of their demos, in every format. QED_GOLDEN_ACCEPT=1 rewrites the files;
// read the diff. Numbers of the JSON are compared in five digits: the last ones are the machine's.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include "qed/answers/catalog.h"
#include "qed/answers/explain.h"
#include "qed/base/file.h"
#include "qed/data/write.h"
#include "qed/report/render.h"

using namespace qed;

namespace {

void check_golden(const std::string& name, const std::string& text) {
  const auto path = std::filesystem::path(QED_SOURCE_DIR) / "tests/golden/answers" / name;
  if (std::getenv("QED_GOLDEN_ACCEPT")) write_file(path, text);
  INFO(name);
  REQUIRE(std::filesystem::exists(path));
  CHECK(text == read_file(path));
}

// Every number that is not within a text, in five digits.
std::string in_five_digits(const std::string& json) {
  std::ostringstream out;
  out.precision(5);
  bool in_text = false;
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '"' && (at == 0 || json[at - 1] != '\\')) in_text = !in_text;
    const bool begins = !in_text && (c == '-' || (c >= '0' && c <= '9'));
    if (!begins) {
      out << c, ++at;
      continue;
    }
    const std::size_t end = std::min(json.find_first_not_of("+-.0123456789eE", at), json.size());
    out << std::stod(json.substr(at, end - at));
    at = end;
  }
  return out.str();
}

// The page's words: without scripts, styles and their hashes.
std::string words_of(const std::string& page) {
  std::string words;
  bool in_tag = false;
  for (std::size_t at = 0; at < page.size(); ++at) {
    for (const char* block : {"<script", "<style"})
      if (page.compare(at, std::string(block).size(), block) == 0) at = page.find("</s", at + 1);
    if (page[at] == '<') in_tag = true;
    if (!in_tag) words += page[at];
    if (page[at] == '>') in_tag = false, words += '\n';
  }
  std::string kept;  // without blank lines
  std::istringstream lines(words);
  for (std::string line; std::getline(lines, line);)
    if (line.find_first_not_of(" \t\r") != std::string::npos) kept += line + '\n';
  return kept;
}

evidence::Answer answer_of(const answers::Question& question, const answers::Demo& demo) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("qed_golden_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / (std::string(demo.name) + ".csv");
  data::write_csv(file, demo.make(1));
  const std::string command = "qed " + std::string(question.name) + " " + file.filename().string();
  evidence::Answer answer = question.ask()->answer(
      {file}, {.seed = 1, .level = 0.95, .command = command, .progress = {}});
  std::filesystem::remove_all(folder);
  answer.seconds.clear();
  answer.provenance.version = "0", answer.provenance.threads = 2;
  for (evidence::Next& next : answer.next) {  // the folder goes
    const std::size_t from = next.command.find(folder.string());
    if (from != std::string::npos) next.command.erase(from, folder.string().size() + 1);
  }
  return answer;
}

}  // namespace

TEST_CASE("golden answers of the demos") {
  for (const char* name : {"interval", "measure"}) {
    const answers::Question& question = answers::find_question(name);
    for (const answers::Demo& demo : question.demos) {
      const evidence::Answer answer = answer_of(question, demo);
      const std::string stem = std::string(name) + "." + std::string(demo.name);
      check_golden(stem + ".txt", report::render_text(answer));
      check_golden(stem + ".json", in_five_digits(report::render_json(answer)));
      check_golden(stem + ".md", report::render_markdown(answer));
      check_golden(stem + ".words", words_of(report::render_html(answer)));
    }
  }
}
