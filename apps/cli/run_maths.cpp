// SPDX-License-Identifier: Apache-2.0
// qed maths: the list of topics, or one topic with its example run.
#include <algorithm>
#include <cmath>

#include "commands.h"
#include "qed/answers/topics/topic.h"
#include "qed/base/error.h"
#include "qed/report/number.h"
#include "qed/report/text/page.h"
#include "terminal.h"
#include "wrapped.h"

namespace qed::cli {
namespace {

using answers::Example;
using answers::Line;
using answers::Topic;

std::string all_topics() {
  std::string out = "The mathematics behind the answers: qed maths TOPIC [DATA]\n";
  std::vector<std::pair<std::string, std::string>> of_room;
  const auto& topics = answers::topics();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    of_room.emplace_back(topics[i].name, topics[i].use);
    if (i + 1 < topics.size() && topics[i + 1].room == topics[i].room) continue;
    out += "\n" + topics[i].room + "\n" + listing(of_room);
    of_room.clear();
  }
  return out;
}

// As many digits as the tolerance can tell apart.
int digits_of(const Line& line) {
  if (line.relation != Line::Relation::equals) return 4;
  if (line.tolerance <= 0) return 6;
  const double size = std::max(std::abs(line.wanted), line.tolerance);
  return std::clamp(static_cast<int>(std::ceil(std::log10(size / line.tolerance))) + 1, 3, 12);
}

std::string wish_of(const Line& line) {
  const std::string wanted = report::format_number(line.wanted, digits_of(line));
  switch (line.relation) {
    case Line::Relation::shown:
    case Line::Relation::is_true:
      return {};
    case Line::Relation::at_most:
      return "at most " + wanted;
    case Line::Relation::at_least:
      return "at least " + wanted;
    case Line::Relation::equals:
      break;
  }
  return line.tolerance > 0 ? wanted + " ± " + report::format_number(line.tolerance, 2) : wanted;
}

void write_line(report::TextPage& page, const Line& line) {
  const bool shown = line.relation == Line::Relation::shown;
  const std::string mark = shown          ? page.letter("  ·", "  .")
                           : line.holds() ? page.letter("  ✔", "  +")
                                          : page.letter("  ✘", "  -");
  std::string text = line.what, wish = wish_of(line);
  if (!wish.empty()) text += " (" + wish + (line.source.empty() ? "" : "; " + line.source) + ")";
  const std::string found =
      line.relation == Line::Relation::is_true ? (line.holds() ? "yes" : "no")
      : line.interval
          ? report::format_number(line.found, line.interval->first, line.interval->second)
          : report::format_number(line.found, digits_of(line));
  page.item(mark, text, line.holds() ? report::Ink::good : report::Ink::bad, found);
}

std::string text_of(const Example& example) {
  report::TextPage page({.width = terminal_width(), .colour = wants_colour()});
  page.note(2, "example: " + example.input, report::Ink::plain);
  for (const Line& line : example.lines) write_line(page, line);
  for (const std::string& sentence : example.words) page.item(page.letter("  ·", "  ."), sentence);
  page.blank();
  const auto checked = std::ranges::count_if(
      example.lines, [](const Line& l) { return l.relation != Line::Relation::shown; });
  const auto failed =
      std::ranges::count_if(example.lines, [](const Line& l) { return !l.holds(); });
  if (checked > 0)
    page.note(2,
              failed == 0 ? "checks: " + report::format_count(checked) + ", all hold"
                          : "checks: " + report::format_count(checked) + ", " +
                                report::format_count(failed) + " FAIL",
              report::Ink::strong);
  return page.finish();
}

std::string joined(const std::vector<std::string>& words, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i ? " " : "") + words[i];
  return text;
}

}  // namespace

int run_maths(const Invocation& invocation) {
  const auto& words = invocation.operands;
  if (words.empty()) return write_stdout(all_topics()), 0;
  // The last word is a file when the words before it are a topic and all of them are not.
  const Topic* topic = answers::lookup_topic(joined(words, words.size()));
  std::string file;
  if (topic == nullptr && words.size() > 1) {
    topic = answers::lookup_topic(joined(words, words.size() - 1));
    if (topic != nullptr) file = words.back();
  }
  if (topic == nullptr) topic = &answers::find_topic(joined(words, words.size()));
  require(file.empty() || topic->on_sheet != nullptr, ErrorCode::bad_option,
          "the example of \"" + topic->name + "\" takes no table",
          "qed maths " + topic->name + " runs it on its own input");
  const Example example =
      file.empty() ? topic->example() : topic->on_sheet(answers::read_sheet(file));
  std::string where;
  for (const std::string& path : topic->files) where += (where.empty() ? "" : ", ") + path;
  std::string out = topic->name + "\n" + paragraph(topic->statement) + "\n  formula\n" +
                    paragraph(topic->formula, 4) + "\n  what an answer does with it\n" +
                    paragraph(topic->use, 4) + "\n  where\n" + paragraph(where, 4) + "\n" +
                    text_of(example);
  if (topic->on_sheet != nullptr && file.empty())
    out += "\n  on your own table\n    qed maths " + topic->name + " DATA\n";
  write_stdout(out);
  return example.holds() ? 0 : 1;
}

}  // namespace qed::cli
