// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "qed/base/text.h"
#include "qed/report/number.h"
#include "qed/report/render.h"
#include "qed/report/sentence.h"

namespace qed::report {
namespace {

using namespace evidence;

constexpr std::size_t kLongest = 8000, kMostRows = 50;

// Text that Markdown shows as it is: HTML escaped, its own marks backslashed, one line; what GitHub
// would make a link of is no address any more.
std::string plain(std::string_view text) {
  std::string safe;
  for (const char c : printable(text, kLongest)) {
    if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '&')
      safe += "&amp;";
    else if (std::string_view("\\`*_[]|~#!$@").find(c) != std::string_view::npos)
      safe += {'\\', c};
    else
      safe += c;
  }
  for (const auto& [address, shown] : {std::pair{"://", "&#58;//"}, {"www.", "www&#46;"}})
    for (std::size_t at = safe.find(address); at != std::string::npos; at = safe.find(address, at))
      safe.replace(at, std::string_view(address).size(), shown);
  return safe;
}

// The same at the beginning of a list's item, where "- x" or "1. x" would begin a list of its own.
std::string item(std::string_view text) {
  std::string safe = plain(text);
  const std::size_t digits = std::min(safe.find_first_not_of("0123456789"), safe.size());
  const bool ordered =
      digits > 0 && digits < safe.size() && (safe[digits] == '.' || safe[digits] == ')');
  if (safe.starts_with('-') || safe.starts_with('+') || ordered) safe.insert(digits, 1, '\\');
  return safe;
}

// A command in a code block: nothing in it is markup, but its fence must be longer than its own
// backticks.
std::string block(std::string_view command) {
  std::string fence = "```";
  while (command.find(fence) != std::string_view::npos) fence += '`';
  return "  " + fence + "sh\n  " + printable(command, kLongest) + "\n  " + fence + "\n";
}

std::string details(const Estimate& e) {
  if (mentions(e.claim, e.id)) return {};
  return ": **" + plain(format_estimate(e.estimate)) + "**";
}
std::string details(const Test& t) {
  const std::string statistic =
      mentions(t.claim, t.id) ? "" : t.statistic_name + " " + format_number(t.statistic, 3) + ", ";
  return ": " + plain(statistic + format_p(t.p_value, t.replicates)) + " (null: " + plain(t.null) +
         ")";
}
std::string details(const Certificate& c) {
  const bool most = c.relation == Certificate::Relation::at_most;
  return ": " + format_number(c.measured, 3) + (c.holds() ? " is " : " is not ") +
         (most ? "at most " : "at least ") + format_number(c.bound, 3);
}
std::string details(const Table& table) {
  if (table.columns.empty()) return {};
  std::string text = "\n\n";
  const auto row = [&](auto&& cells, auto&& shown) {
    text += "  |";
    for (const auto& cell : cells) text += " " + shown(cell) + " |";
    text += "\n";
  };
  row(table.columns, [](const std::string& name) { return plain(name); });
  row(table.columns, [](const std::string&) { return std::string("---"); });
  for (std::size_t i = 0; i < std::min(table.rows.size(), kMostRows); ++i)
    row(table.rows[i], [](const Cell& cell) { return plain(format_cell(cell)); });
  if (table.rows.size() > kMostRows)
    text += "\n  " + format_count(static_cast<std::int64_t>(table.rows.size() - kMostRows)) +
            " more rows\n";
  return text;
}
std::string ends(const std::vector<Series>& series) {
  std::string text;
  for (const Series& s : series)
    if (!s.y.empty())
      text += (text.empty() ? "" : "; ") + plain(s.name) + " from " +
              format_number(s.y.front(), 3) + " to " + format_number(s.y.back(), 3);
  return text;
}
std::string details(const Curve& curve) {
  const std::string text = ends(curve.series);
  return " (" + plain(curve.y_label) + " over " + plain(curve.x_label) +
         (text.empty() ? "" : ": " + text) + ")";
}
std::string details(const Points& points) {
  return " (" + format_count(static_cast<std::int64_t>(points.size())) +
         " points, drawn in the HTML report)" +
         (points.caution.empty() ? "" : ". _" + plain(points.caution) + "_");
}
std::string details(const Trace& trace) {
  const std::string text = ends(trace.series);
  return " (stopped: " + plain(in_words(trace.termination)) + (text.empty() ? "" : "; " + text) +
         ")";
}

// "Claim." and ": value" are "Claim: value"; after a question or a colon the value follows as it is.
std::string joined(std::string claim, const std::string& details) {
  if (!details.starts_with(": ") || claim.empty()) return claim + details;
  if (claim.back() == '.') claim.pop_back();
  const bool open = claim.ends_with('?') || claim.ends_with(':');
  return claim + (open ? details.substr(1) : details);
}

std::string evidence_list(const Answer& answer) {
  std::vector<std::string> sections;
  for (const Evidence& e : answer.evidence)
    if (std::ranges::find(sections, header(e).section) == sections.end())
      sections.push_back(header(e).section);
  std::string text;
  for (const std::string& section : sections) {
    text += "\n## " + (section.empty() ? "Evidence" : plain(section)) + "\n\n";
    for (const Evidence& e : answer.evidence) {
      const Header& head = header(e);
      if (head.section != section) continue;
      const char* mark = head.supports == Supports::yes  ? "✔ "
                         : head.supports == Supports::no ? "✘ "
                                                         : "· ";
      text += "- " + std::string(mark) +
              joined(plain(resolve(head.claim, answer)),
                     std::visit([](const auto& piece) { return details(piece); }, e)) +
              "\n";
    }
  }
  if (!answer.evidence.empty()) text += "\n✔ speaks for the verdict, ✘ against it, · neither\n";
  return text;
}

std::string arguments(const Answer& answer) {
  std::string text;
  if (!answer.flips.empty())
    text += "\n## What flips it\n\n| change | decision | |\n| --- | --- | --- |\n";
  for (const Flip& f : answer.flips)
    text += "| " + plain(f.change) + " | " + plain(format_decision(f.decision)) + " | " +
            (f.flipped ? "**flips**" : "same") + " |\n";
  if (!answer.assumptions.empty()) text += "\n## Assumptions\n\n";
  for (const Assumption& a : answer.assumptions) {
    using State = Assumption::State;
    text += std::string("- ") +
            (a.state == State::holds   ? "✔ holds: "
             : a.state == State::fails ? "✘ **fails**: "
                                       : "? untested: ") +
            plain(resolve(a.claim, answer));
    if (!a.measured.empty()) text += " (" + plain(resolve(a.measured, answer)) + ")";
    if (a.state != State::holds && !a.consequence.empty())
      text += ". If not: " + plain(resolve(a.consequence, answer));
    text += "\n";
  }
  if (!answer.caveats.empty()) text += "\n## Caveats\n\n";
  for (const std::string& caveat : answer.caveats)
    text += "- " + item(resolve(caveat, answer)) + "\n";
  if (!answer.next.empty()) text += "\n## Next\n\n";
  for (const Next& next : answer.next)
    text += "- " + item(resolve(next.action, answer)) + "\n" +
            (next.command.empty() ? "" : block(next.command));
  return text;
}

}  // namespace

std::string render_markdown(const Answer& answer) {
  const Verdict& verdict = answer.verdict;
  const char* word = verdict.status == Status::yes  ? "✔ Yes."
                     : verdict.status == Status::no ? "✘ No."
                                                    : "? Undecided.";
  std::string text = "# qed " + plain(answer.question);
  for (const DataSource& source : answer.provenance.data) text += " " + plain(source.name);
  text += "\n\n" + plain(verdict.asks) + " **" + std::string(word) + "** " +
          plain(resolve(verdict.claim, answer)) + "\n\n| decision | |\n| --- | --- |\n";
  for (const auto& [name, value] : verdict.decision)
    text += "| " + plain(name) + " | " + plain(format_decision(value)) + " |\n";
  text += "\nRule (level " + format_percent(verdict.level) +
          "): " + plain(resolve(verdict.rule, answer)) + "\n";
  text += evidence_list(answer) + arguments(answer);
  text += "\n---\n\nqed " + plain(answer.provenance.version) + ", seed " +
          std::to_string(answer.provenance.seed);
  for (const DataSource& source : answer.provenance.data)
    text += ", " + plain(source.name) + " " + plain(source.digest);
  return text + "\n";
}

}  // namespace qed::report
