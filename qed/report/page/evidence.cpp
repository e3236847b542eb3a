// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qed/base/text.h"
#include "qed/report/number.h"
#include "qed/report/page/bundle.h"
#include "qed/report/page/page.h"
#include "qed/report/sentence.h"
#include "qed/report/text/layout.h"

namespace qed::report {
namespace {

using namespace evidence;

constexpr std::size_t kMostRows = 1000, kBins = 30;

std::string_view css(Supports supports) {
  return supports == Supports::yes ? "yes" : supports == Supports::no ? "no" : "neither";
}

// The value strong, its interval quiet.
std::string value_html(const std::string& text) {
  const std::size_t at = std::min(text.find(" ["), text.find(" ("));
  if (at == std::string::npos) return fmt::format("<p class=\"value\">{}</p>", escaped(text));
  return fmt::format("<p class=\"value\">{} <span class=\"interval\">{}</span></p>",
                     escaped(text.substr(0, at)), escaped(text.substr(at + 1)));
}

// What the pieces share.
struct Page {
  const Answer& answer;
  Explanations explanations;
  ChartData& charts;
};

const char* text_of(std::span<const NamedText> list, std::string_view name) {
  const auto found =
      std::ranges::find(list, name, [](const NamedText& t) { return std::string_view(t.name); });
  return found == list.end() ? nullptr : found->text;
}

// MathML that was made with the page, else the formula as it is typed.
std::string formula_html(const Explanation& entry) {
  if (const char* mathml = text_of(kPageFormulas, entry.name))
    return fmt::format("<div class=\"formula\">{}</div>", mathml);
  return element("p", "formula", entry.formula);
}

std::string how(const Header& head, const std::vector<std::string>& lines, const Page& page) {
  std::string text = "<details class=\"more\"><summary>How</summary><div class=\"how\">";
  const auto entry = std::ranges::find(page.explanations, head.id, &Explanation::name);
  if (entry != page.explanations.end())
    text += formula_html(*entry) + element("p", "", entry->reading);
  for (const std::string& line : lines) text += element("p", "", line);
  const char* source = text_of(kPageSources, head.ref);
  if (!head.ref.empty()) text += element("p", "", "Source: " + (source ? source : head.ref));
  return text + element("p", "", "id " + head.id) + "</div></details>";
}

// Where the script draws the number: on its own scale, else on one shared with its family.
std::string strip_html(const Estimate& e) {
  const auto& estimate = e.estimate;
  std::string scale;
  if (e.scale) {
    scale = fmt::format(" data-from=\"{}\" data-to=\"{}\" data-marks=\"", e.scale->lower,
                        e.scale->upper);
    for (std::size_t i = 0; i < e.scale->marks.size(); ++i)
      scale += fmt::format("{}{}:{}", i ? "|" : "", e.scale->marks[i].value,
                           escaped(e.scale->marks[i].label));
    scale += '"';
  }
  return fmt::format(
      "<span class=\"strip-place strip\" data-family=\"{}\" data-value=\"{}\" data-lower=\"{}\" "
      "data-upper=\"{}\"{}></span>",
      escaped(e.id.substr(0, e.id.find('.')) + " " + estimate.unit()), estimate.value(),
      estimate.lower(), estimate.upper(), scale);
}

std::string body(const Estimate& e, const Page& page) {
  const auto& estimate = e.estimate;
  std::string text;
  if (estimate.is_defined()) text += strip_html(e);
  if (!mentions(e.claim, e.id)) text += value_html(format_estimate(estimate));
  std::string method = estimate.interval() ? format_percent(estimate.interval()->level) +
                                                 " interval by " + estimate.interval()->method
                                           : "No interval: " + estimate.reason();
  if (estimate.n() > 0) method += "; n = " + format_count(estimate.n());
  return text + how(e, {method}, page);
}

std::string body(const Test& test, const Page& page) {
  std::string text =
      fmt::format("<p class=\"value\">{} {}<span class=\"note\">, {}. Null: {}.</span></p>",
                  prose(test.statistic_name), escaped(format_number(test.statistic, 3)),
                  escaped(format_p(test.p_value, test.replicates)), prose(test.null));
  const bool drawn =
      std::ranges::any_of(test.null_values, [](double v) { return std::isfinite(v); });
  if (drawn && std::isfinite(test.statistic)) {
    text +=
        fmt::format("<div class=\"chart\" id=\"chart-test-{}\"></div>", page.charts.tests.size());
    page.charts.tests.push_back(&test);
  }
  std::string line = (test.rejected() ? "Rejected" : "Not rejected") + std::string(" at alpha ") +
                     format_number(test.alpha);
  if (test.p_error > 0) line += "; standard error of p " + format_number(test.p_error, 2);
  return text + how(test, {line}, page);
}

std::string body(const Certificate& check, const Page& page) {
  const bool most = check.relation == Certificate::Relation::at_most;
  return fmt::format("<p class=\"value\">{} <span class=\"note\">{} {} {}</span></p>",
                     format_number(check.measured, 3), check.holds() ? "✔ is" : "✘ is not",
                     most ? "at most" : "at least", format_number(check.bound, 3)) +
         how(check, {}, page);
}

// What a column is sorted by.
std::string sort_key(const Cell& cell) {
  return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                               [](bool flag) { return std::string(flag ? "1" : "0"); },
                               [](std::int64_t count) { return std::to_string(count); },
                               [](double value) { return fmt::format("{}", value); },
                               [](const std::string& text) { return text; },
                               [](const Ranged& r) { return fmt::format("{}", r.value); }},
                    cell);
}

// A sentence is no column of single words on a phone: the table scrolls.
std::string_view kind_of(const Cell& cell) {
  constexpr std::size_t kSentence = 28;
  const auto* const words = std::get_if<std::string>(&cell);
  if (words == nullptr) return " class=\"number\"";
  return words->size() > kSentence ? " class=\"words\" dir=\"auto\"" : " dir=\"auto\"";
}

std::string body(const Table& table, const Page& page) {
  if (table.columns.empty()) return how(table, {}, page);
  const std::string caption = resolve(table.claim, page.answer);
  std::string text = fmt::format(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"><table "
      "class=\"sortable\">"
      "<caption class=\"sr\">{}</caption><thead><tr>",
      escaped(caption), escaped(caption));
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const bool number =
        !table.rows.empty() && !std::holds_alternative<std::string>(table.rows[0][c]);
    text += fmt::format("<th scope=\"col\"{}>{}</th>", number ? " class=\"number\"" : "",
                        prose(table.columns[c]));
  }
  text += "</tr></thead><tbody>";
  for (std::size_t r = 0; r < std::min(table.rows.size(), kMostRows); ++r) {
    text += "<tr>";
    for (const Cell& cell : table.rows[r])
      text += fmt::format("<td{} data-sort=\"{}\">{}</td>", kind_of(cell), escaped(sort_key(cell)),
                          prose(format_cell(cell)));
    text += "</tr>";
  }
  text += "</tbody></table></div>";
  if (table.rows.size() > kMostRows)
    text += element("p", "more",
                    format_count(static_cast<std::int64_t>(table.rows.size() - kMostRows)) +
                        " more rows in the JSON answer");
  return text + how(table, {}, page);
}

std::string lines_place(ChartData& charts, ChartData::Lines lines) {
  charts.curves.push_back(std::move(lines));
  return fmt::format("<div class=\"chart\" id=\"chart-curve-{}\"></div>", charts.curves.size() - 1);
}

// The lines' ends in words, for whoever does not see them.
std::string ends(const std::vector<Series>& series) {
  std::string text;
  for (const Series& s : series)
    if (!s.y.empty())
      text += (text.empty() ? "" : "; ") + s.name + " from " + format_number(s.y.front(), 3) +
              " to " + format_number(s.y.back(), 3);
  return text;
}

std::string body(const Curve& curve, const Page& page) {
  return lines_place(page.charts,
                     {curve.x_label, curve.y_label, curve.x_log, curve.y_log, &curve.series}) +
         element("p", "more fallback", ends(curve.series)) + how(curve, {}, page);
}

std::string body(const Points&, const Page&) { return {}; }

std::string body(const Trace& trace, const Page& page) {
  const std::string label = trace.series.size() == 1 ? trace.series[0].name : "";
  return fmt::format("<p class=\"value\"><span class=\"note\">stopped:</span> {}</p>",
                     prose(in_words(trace.termination))) +
         lines_place(page.charts, {trace.step_label, label, false, false, &trace.series}) +
         element("p", "more fallback", ends(trace.series)) + how(trace, {}, page);
}

constexpr std::string_view kCss[] = {"estimate", "test",   "certificate", "table",
                                     "curve",    "points", "trace"};

std::string piece_html(const Evidence& piece, const Page& page) {
  const Header& head = header(piece);
  return fmt::format("<li class=\"piece {} {}\" id=\"e-{}\">{}<p class=\"claim\">{}</p>",
                     kCss[piece.index()], css(head.supports), escaped(head.id),
                     mark_html(head.supports), prose(resolve(head.claim, page.answer))) +
         std::visit([&](const auto& e) { return body(e, page); }, piece) + "</li>\n";
}

void write_test(JsonWriter& json, const Test& test) {
  std::vector<double> values;
  std::ranges::copy_if(test.null_values, std::back_inserter(values),
                       [](double v) { return std::isfinite(v); });
  const auto [lowest, highest] = std::ranges::minmax(values);
  const double upper = highest > lowest ? highest : lowest + 1;
  json.begin_object();
  json.key("statistic").value(test.statistic_name);
  json.key("observed").value(test.statistic);
  json.key("lower").value(lowest);
  json.key("upper").value(upper);
  json.key("counts").inline_list();
  for (const double count :
       histogram(values, lowest, upper, std::min(kBins, 1 + values.size() / 4)))
    json.value(count);
  json.end_list();
  json.end_object();
}

void write_lines(JsonWriter& json, const ChartData::Lines& lines) {
  json.begin_object();
  json.key("x_label").value(lines.x_label);
  json.key("y_label").value(lines.y_label);
  json.key("x_log").value(lines.x_log);
  json.key("y_log").value(lines.y_log);
  json.key("series").begin_list();
  for (const Series& s : *lines.series) {
    json.begin_object();
    json.key("name").value(printable(s.name, 60));
    const auto list = [&](std::string_view name, const std::vector<double>& values) {
      json.key(name).inline_list();
      for (const double value : values) json.value(static_cast<float>(value));
      json.end_list();
    };
    list("x", s.x);
    list("y", s.y);
    list("lower", s.lower);
    list("upper", s.upper);
    json.end_object();
  }
  json.end_list();
  json.end_object();
}

}  // namespace

std::string mark_html(Supports supports) {
  const bool yes = supports == Supports::yes, no = supports == Supports::no;
  return fmt::format(
      "<span class=\"mark\"><span aria-hidden=\"true\">{}</span><span "
      "class=\"sr\">{}</span></span>",
      yes  ? "✔"
      : no ? "✘"
           : "·",
      yes  ? "speaks for the verdict:"
      : no ? "speaks against the verdict:"
           : "neutral:");
}

std::string ChartData::json() const {
  JsonWriter json(true);
  json.begin_object();
  json.key("tests").begin_list();
  for (const Test* test : tests) write_test(json, *test);
  json.end_list();
  json.key("curves").begin_list();
  for (const Lines& lines : curves) write_lines(json, lines);
  json.end_list();
  json.key("maps").begin_list();
  for (const PackedMap& map : maps) map.describe(json);
  json.end_list();
  json.end_object();
  return json.finish();
}

std::string evidence_html(const Answer& answer, Explanations explanations, ChartData& charts) {
  const Page page{answer, explanations, charts};
  std::vector<std::string> sections;
  for (const Evidence& e : answer.evidence)
    if (!std::holds_alternative<Points>(e) &&
        std::ranges::find(sections, header(e).section) == sections.end())
      sections.push_back(header(e).section);
  std::string text;
  if (!sections.empty())
    text +=
        "<p class=\"legend-note\">Below: ✔ speaks for the verdict &ensp; ✘ against it &ensp; · "
        "neither</p>\n";
  for (const std::string& section : sections) {
    text += "<section class=\"block\">" +
            element("h2", "", section.empty() ? "Evidence" : section) + "<ul>\n";
    for (const Evidence& e : answer.evidence)
      if (header(e).section == section && !std::holds_alternative<Points>(e))
        text += piece_html(e, page);
    text += "</ul></section>\n";
  }
  return text;
}

}  // namespace qed::report
