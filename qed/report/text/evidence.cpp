// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "qed/base/text.h"
#include "qed/report/number.h"
#include "qed/report/sentence.h"
#include "qed/report/text/layout.h"
#include "qed/report/text/page.h"

namespace qed::report {
namespace {

using namespace evidence;

constexpr std::size_t kIndent = 3, kMostRows = 40, kChartWidth = 32, kMostAttributes = 6,
                      kLongestName = 4000;

// What a kind adds to its claim: the value at the line's end, and lines below.
struct Lines {
  std::string value;
  std::vector<std::string> always, explained;
};

// What was said already: a null or a caution that several pieces share is not said again.
struct Said {
  const Answer& answer;
  std::string null = {}, caution = {};
  bool page = false;
};

Lines lines_of(const Estimate& e, Said&) {
  const auto& estimate = e.estimate;
  Lines lines{format_estimate(estimate), {}, {}};
  if (estimate.interval())
    lines.explained.push_back(format_percent(estimate.interval()->level) +
                              " interval: " + estimate.interval()->method);
  else
    lines.explained.push_back((estimate.is_defined() ? "no interval: " : "no value: ") +
                              estimate.reason());
  if (estimate.n() > 0) lines.explained.back() += "; n = " + format_count(estimate.n());
  return lines;
}

Lines lines_of(const Test& test, Said& said) {
  const std::string p = format_p(test.p_value, test.replicates);
  const bool mentioned = mentions(test.claim, test.id);
  Lines lines{
      mentioned ? "" : test.statistic_name + " " + format_number(test.statistic, 3), {}, {}};
  const bool p_said = mentioned && resolve(test.claim, said.answer).find(p) != std::string::npos;
  const std::string null = test.null == said.null ? "null: as above" : "null: " + test.null;
  said.null = test.null;
  lines.always.push_back((p_said ? "" : p + "; ") + null);
  std::string explained = (test.rejected() ? "rejected" : "not rejected") +
                          std::string(" at alpha ") + format_number(test.alpha);
  if (test.p_error > 0) explained += "; standard error of p " + format_number(test.p_error, 2);
  if (!test.null_values.empty()) {
    const auto [lowest, highest] = std::ranges::minmax_element(test.null_values);
    explained +=
        "; under the null " + format_number(*lowest, 3) + " to " + format_number(*highest, 3);
  }
  lines.explained.push_back(explained);
  return lines;
}

Lines lines_of(const Certificate& check, Said&) {
  const bool most = check.relation == Certificate::Relation::at_most;
  return {format_number(check.measured, 3) + (check.holds() ? " is " : " is not ") +
              (most ? "at most " : "at least ") + format_number(check.bound, 3),
          {},
          {}};
}

Lines lines_of(const Table&, Said&) { return {}; }
Lines lines_of(const Curve&, Said&) { return {}; }

Lines lines_of(const Points& points, Said& said) {
  Lines lines{format_count(static_cast<std::int64_t>(points.size())) + " points", {}, {}};
  std::string colours;
  for (std::size_t i = 0; i < std::min(points.attributes.size(), kMostAttributes); ++i)
    colours +=
        (i ? ", " : "") + elide(printable(points.attributes[i].name, kLongestName), 40, "...");
  if (points.attributes.size() > kMostAttributes)
    colours += " and " +
               format_count(static_cast<std::int64_t>(points.attributes.size() - kMostAttributes)) +
               " more";
  if (!points.placed_on.empty()) colours.clear();  // theirs are read under the cursor
  if (!said.page || !colours.empty())
    lines.always.push_back("The picture is in the page (--format html)" +
                           (colours.empty() ? "." : "; colour it by " + colours + "."));
  if (!points.caution.empty() && points.caution != said.caution)
    lines.always.push_back(points.caution);
  said.page = true;
  said.caution = points.caution;
  return lines;
}

Lines lines_of(const Trace& trace, Said&) {
  return {"stopped: " + in_words(trace.termination), {}, {}};
}

void write_series(TextPage& page, const std::vector<Series>& series, std::string_view x_label) {
  std::size_t widest = 0;
  for (const Series& s : series)
    widest = std::max(widest, std::min<std::size_t>(14, display_width(printable(s.name))));
  // What the name and the two numbers leave free.
  const std::size_t taken = kIndent + widest + 2 + 22,
                    width = static_cast<std::size_t>(page.options().width);
  const std::size_t chart = width > taken + 4 ? std::min(kChartWidth, width - taken) : 4;
  for (const Series& s : series) {
    std::string line = pad_right(elide(printable(s.name), widest, page.letter("…", "~")), widest) +
                       "  " + sparkline(s.y, chart, page.options().unicode);
    if (!s.y.empty())
      line += "  " + format_number(s.y.front(), 3) + page.letter(" → ", " -> ") +
              format_number(s.y.back(), 3);
    page.raw(std::string(kIndent, ' ') + line);
  }
  if (series.empty() || series.front().x.empty()) return;
  const auto& x = series.front().x;
  page.note(kIndent + widest + 2, std::string(x_label) + " " + format_number(x.front()) + " to " +
                                      format_number(x.back()));
}

void write_body(TextPage& page, const Table& table) {
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> right(table.columns.size(), true);
  for (const auto& row : table.rows) {
    if (rows.size() == kMostRows) break;
    rows.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) {
      rows.back().push_back(printable(format_cell(row[c]), kLongestName));
      if (std::holds_alternative<std::string>(row[c])) right[c] = false;
    }
  }
  std::vector<std::string> columns;
  for (const std::string& name : table.columns) columns.push_back(printable(name, kLongestName));
  page.table(columns, rows, right);
  if (table.rows.size() > rows.size())
    page.note(kIndent, format_count(static_cast<std::int64_t>(table.rows.size() - rows.size())) +
                           " more rows in the page and the JSON");
}

void write_body(TextPage& page, const Curve& curve) {
  write_series(page, curve.series,
               printable(curve.y_label) + " over " + printable(curve.x_label) + ":");
}
void write_body(TextPage& page, const Trace& trace) {
  write_series(page, trace.series, printable(trace.step_label));
}
void write_body(TextPage&, const Header&) {}

// Formula and reading of a piece, where they are known.
void write_explanation(TextPage& page, const std::string& id) {
  const auto& all = page.options().explanations;
  const auto entry = std::ranges::find(all, id, &Explanation::name);
  if (entry == all.end()) return;
  if (!entry->formula.empty()) page.note(kIndent, entry->formula);
  page.note(kIndent, entry->reading);
}

void write_piece(TextPage& page, const Evidence& piece, Said& said) {
  const Header& head = header(piece);
  const Lines lines = std::visit([&](const auto& e) { return lines_of(e, said); }, piece);
  const bool yes = head.supports == Supports::yes, no = head.supports == Supports::no;
  const std::string mark = yes  ? page.letter(" ✔", " +")
                           : no ? page.letter(" ✘", " -")
                                : page.letter(" ·", " .");
  page.item(mark, resolve(head.claim, said.answer),
            yes  ? Ink::good
            : no ? Ink::bad
                 : Ink::faint,
            mentions(head.claim, head.id) ? "" : lines.value);
  std::visit([&](const auto& e) { write_body(page, e); }, piece);
  for (const std::string& line : lines.always) page.note(kIndent, line);
  if (!page.options().explain) return;
  write_explanation(page, head.id);
  for (const std::string& line : lines.explained) page.note(kIndent, line);
  page.note(kIndent, "id " + head.id + (head.ref.empty() ? "" : "; source " + head.ref));
}

}  // namespace

void write_evidence(TextPage& page, const Answer& answer) {
  // Sections in the order in which they first occur.
  std::vector<std::string> sections;
  for (const Evidence& piece : answer.evidence)
    if (std::ranges::find(sections, header(piece).section) == sections.end())
      sections.push_back(header(piece).section);
  Said said{answer};
  for (const std::string& section : sections) {
    std::string title = section.empty() ? "Evidence" : section;
    std::ranges::transform(title, title.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    page.heading(title);
    for (const Evidence& piece : answer.evidence)
      if (header(piece).section == section) write_piece(page, piece, said);
  }
  if (!answer.evidence.empty()) {
    page.blank();
    page.note(1, page.letter("✔ speaks for the verdict  ✘ against it  · neither",
                             "+ speaks for the verdict  - against it  . neither"));
  }
}

}  // namespace qed::report
