// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cctype>
#include <string>

#include "qed/base/text.h"
#include "qed/report/number.h"
#include "qed/report/page/bundle.h"
#include "qed/report/page/page.h"
#include "qed/report/render.h"
#include "qed/report/sentence.h"

namespace qed::report {
namespace {

using namespace evidence;

constexpr std::size_t kLongest = 8000;
constexpr std::size_t kPictureBudget =
    1'700'000;  // of the page's 2 MB; the rest is script, words and tables

bool has_script() { return kPageScript[0] != '\0'; }

std::string subject(const Answer& answer) {
  std::string text;
  for (const DataSource& source : answer.provenance.data)
    text += (text.empty() ? "" : ", ") + source.name + ", " + format_count(source.rows) +
            " rows × " + format_count(source.columns) + " columns";
  return text;
}

// Nothing may be loaded, and only the script and styles that were built may run.
std::string head_html(const Answer& answer) {
  const std::string style =
      kPageStyleHash[0] ? "'" + std::string(kPageStyleHash) + "'" : "'unsafe-inline'";
  const std::string script =
      has_script() ? "script-src '" + std::string(kPageScriptHash) + "'; " : "";
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; {}style-src {}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
      "name=\"color-scheme\" content=\"light "
      "dark\">\n<title>qed {}: {}</title>\n<style>{}</style>\n</head>\n",
      script, style, escaped(answer.question), escaped(subject(answer)), kPageStyle);
}

std::string verdict_html(const Answer& answer) {
  const Verdict& verdict = answer.verdict;
  const bool yes = verdict.status == Status::yes, no = verdict.status == Status::no;
  std::string text = fmt::format(
      "<section class=\"verdict {0}\" id=\"verdict\" aria-label=\"Verdict\">\n<p "
      "class=\"asks\">{4} <strong class=\"status\"><span aria-hidden=\"true\">{1}"
      "</span>{2}</strong></p>\n<h1>{3}</h1>\n<dl class=\"decision\">",
      yes  ? "yes"
      : no ? "no"
           : "undecided",
      yes  ? "✔"
      : no ? "✘"
           : "?",
      yes  ? "Yes"
      : no ? "No"
           : "Undecided",
      prose(resolve(verdict.claim, answer)), escaped(verdict.asks));
  for (const auto& [name, value] : verdict.decision)
    text +=
        "<div>" + element("dt", "", name) + element("dd", "", format_decision(value)) + "</div>";
  return text +
         fmt::format(
             "</dl>\n<p class=\"rule\"><strong>Rule.</strong> {} Level {}.</p>\n</section>\n",
             prose(resolve(verdict.rule, answer) + "."), escaped(format_percent(verdict.level)));
}

std::string flips_html(const Answer& answer) {
  if (answer.flips.empty()) return {};
  std::string text =
      "<section class=\"block\"><h2>What flips it</h2><div class=\"scroll\" role=\"region\" "
      "tabindex=\"0\" aria-label=\"What flips "
      "it\"><table><caption class=\"sr\">The same question asked another "
      "way</caption><thead><tr><th scope=\"col\">asked "
      "with</th><th scope=\"col\">decision</th><th scope=\"col\">verdict</th></tr></thead><tbody>";
  for (const Flip& flip : answer.flips)
    text += "<tr>" + element("td", "", flip.change) +
            element("td", "", format_decision(flip.decision)) +
            element("td", flip.flipped ? "flag bad" : "flag good",
                    flip.flipped ? "≠ flips" : "= the same") +
            "</tr>";
  return text + "</tbody></table></div></section>\n";
}

std::string assumptions_html(const Answer& answer) {
  if (answer.assumptions.empty()) return {};
  using State = Assumption::State;
  std::string text = "<section class=\"block\"><h2>Assumptions</h2><ul class=\"items\">";
  for (const Assumption& a : answer.assumptions) {
    const bool holds = a.state == State::holds, fails = a.state == State::fails;
    text += fmt::format("<li><p><span class=\"flag {}\">{}</span> &ensp;{}</p>",
                        holds   ? "good"
                        : fails ? "bad"
                                : "doubt",
                        holds   ? "✔ holds"
                        : fails ? "✘ fails"
                                : "? untested",
                        prose(resolve(a.claim, answer)));
    text += element("p", "note", resolve(a.measured, answer));
    if (!holds && !a.consequence.empty())
      text += element("p", "note", "If not: " + resolve(a.consequence, answer));
    text += "</li>";
  }
  return text + "</ul></section>\n";
}

std::string lists_html(const Answer& answer) {
  std::string text;
  if (!answer.caveats.empty()) {
    text += "<section class=\"block\"><h2>Caveats</h2><ul class=\"items\">";
    for (const std::string& caveat : answer.caveats)
      text += element("li", "", resolve(caveat, answer));
    text += "</ul></section>\n";
  }
  if (answer.next.empty()) return text;
  text += "<section class=\"block\"><h2>Next</h2><ul class=\"items\">";
  for (const Next& next : answer.next)
    text += "<li>" + element("p", "", resolve(next.action, answer)) +
            element("code", "command", next.command) + "</li>";
  return text + "</ul></section>\n";
}

std::string option_text(const OptionValue& value) {
  return std::visit(
      Overloaded{[](const std::vector<std::string>& words) { return join_words(words); },
                 [](const auto& one) { return format_decision(DecisionValue(one)); }},
      value);
}

std::string provenance_html(const Answer& answer) {
  const Provenance& from = answer.provenance;
  double total = 0;
  std::string phases;
  for (const auto& [phase, seconds] : answer.seconds) {
    total += seconds;
    phases += (phases.empty() ? "" : ", ") + phase + " " + format_seconds(seconds);
  }
  std::string text =
      "<footer class=\"wrap\">" +
      element("p", "",
              "qed " + from.version + " · seed " + std::to_string(from.seed) + " · " +
                  format_count(from.threads) + (from.threads == 1 ? " thread" : " threads") +
                  (phases.empty() ? "" : " · " + format_seconds(total) + " (" + phases + ")"));
  for (const DataSource& source : from.data)
    text += element("p", "", source.name + " " + source.digest);
  text += element("code", "command", from.command);
  if (!from.options.empty()) {
    text += "<details class=\"more\"><summary>Every option</summary><dl class=\"how\">";
    for (const auto& [name, value] : from.options)
      text += "<div>" + element("dt", "", name) + element("dd", "", option_text(value)) + "</div>";
    text += "</dl></details>";
  }
  if (!has_script()) text += element("p", "", "This build of qed draws no charts (QED_WEB=OFF).");
  return text + "</footer>\n";
}

std::string scripts_html(const ChartData& charts) {
  if (!has_script()) return {};
  std::string text =
      "<script type=\"application/json\" id=\"qed-data\">" + charts.json() + "</script>\n";
  for (const PackedMap& map : charts.maps)
    for (const Part& part : map.parts)
      text +=
          fmt::format("<script type=\"text/plain\" id=\"{}\">{}</script>\n", part.id, part.base64);
  return text + fmt::format("<script>{}</script>\n", kPageScript);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : printable(text, kLongest)) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else if (c == '\'')
      safe += "&#39;";
    else
      safe += c;
  }
  // A percent sign stays with its number.
  for (std::size_t at = safe.find(" %"); at != std::string::npos; at = safe.find(" %", at))
    safe.replace(at, 1, "\u00A0");
  return safe;
}

std::string prose(std::string_view text) {
  const std::string safe = escaped(text);
  const auto is_word = [&](std::size_t i) {
    const auto c = i < safe.size() ? static_cast<unsigned char>(safe[i]) : '\0';
    return std::isalnum(c) != 0 || c >= 0x80;
  };
  std::string words;
  std::size_t done = 0;
  for (std::size_t at = safe.find('-'); at != std::string::npos; at = safe.find('-', at + 1)) {
    const std::size_t first = at > 0 && is_word(at - 1) ? at - 1 : at;
    const bool starts = first == 0 || (!is_word(first - 1) && safe[first - 1] != '-');
    if (first < done || !starts || !is_word(at + 1)) continue;
    std::size_t end = at + 1;
    while (is_word(end)) ++end;
    words += safe.substr(done, first - done) + "<span class=\"whole\">" +
             safe.substr(first, end - first) + "</span>";
    done = end;
  }
  return words + safe.substr(done);
}

std::string element(std::string_view tag, std::string_view css_class, std::string_view text) {
  if (text.empty() && tag == "p") return {};
  const std::string css = css_class.empty() ? "" : fmt::format(" class=\"{}\"", css_class);
  return fmt::format("<{0}{1}>{2}</{0}>", tag, css, tag == "code" ? escaped(text) : prose(text));
}

std::string map_html(const PackedMap& map, std::size_t index, const Answer& answer) {
  const std::string& section = map.pictures.front()->section;
  std::string text =
      fmt::format("<section class=\"map\" id=\"map-{}\">\n{}<ul class=\"claims\">", index,
                  element("h2", "", section.empty() ? "The pictures" : section));
  const auto claim = [&](const Points& picture) {
    text += "<li>" + mark_html(picture.supports) + " <span>" +
            prose(resolve(picture.claim, answer)) +
            (has_script() || picture.caution.empty() ? "" : " " + prose(picture.caution)) +
            "</span></li>";
  };
  for (std::size_t i = 0; i < map.pictures.size(); ++i) {
    claim(*map.pictures[i]);
    if (map.frames[i].placed) claim(*map.frames[i].placed);
  }
  text += "</ul>\n";
  if (!has_script()) return text + "</section>\n";
  return text +
         "<p class=\"map-status readout\" role=\"status\"></p>\n<div class=\"explorer\" "
         "hidden>\n<div class=\"controls\">"
         "<div class=\"switch\" role=\"group\" aria-label=\"Picture\"></div><span "
         "class=\"grow\"></span>"
         "<label class=\"placed\" hidden><input type=\"checkbox\" checked><span></span></label>"
         "<button type=\"button\" class=\"spin\" aria-pressed=\"false\" hidden>Turn</button>"
         "<label>Colour <select class=\"colour\"></select></label>"
         "<label>Row <input class=\"row-search\" type=\"search\" inputmode=\"numeric\" "
         "placeholder=\"number\"></label></div>\n"
         "<div class=\"stage\"><div><div class=\"canvas\"><canvas class=\"points\" tabindex=\"0\" "
         "role=\"application\"></canvas>"
         "<canvas class=\"over\" aria-hidden=\"true\"></canvas><div class=\"zoomers\"><button "
         "type=\"button\" class=\"zoom-in\" "
         "aria-label=\"Zoom in\">+</button><button type=\"button\" class=\"zoom-out\" "
         "aria-label=\"Zoom out\">−</button>"
         "<button type=\"button\" class=\"zoom-all\" aria-label=\"Show all\">⤢</button></div></div>"
         "<p class=\"caution\"></p></div>\n<div class=\"side\" role=\"region\" "
         "tabindex=\"0\" aria-label=\"Colours and the row\"><div class=\"legend-place\"></div>"
         "<div class=\"row-card\" aria-live=\"polite\"></div></div></div>\n" +
         element("p", "left-out", map.left_out) + "</div>\n</section>\n";
}

std::string render_html(const Answer& answer, Explanations explanations) {
  ChartData charts;
  charts.maps = pack_maps(answer, kPictureBudget);
  std::string page = head_html(answer);
  page += fmt::format(
      "<body>\n<a class=\"skip\" href=\"#verdict\">Skip to the verdict</a>\n<header class=\"top "
      "wrap\"><p class=\"brand\">qed "
      "{}</p><p class=\"subject\">{}</p><button type=\"button\" id=\"theme\" "
      "hidden></button></header>\n<main class=\"wrap\">\n",
      escaped(answer.question), escaped(subject(answer)));
  page += verdict_html(answer);
  for (std::size_t i = 0; i < charts.maps.size(); ++i) page += map_html(charts.maps[i], i, answer);
  page += evidence_html(answer, explanations, charts);
  page += flips_html(answer) + assumptions_html(answer) + lists_html(answer);
  page += "</main>\n" + provenance_html(answer) + scripts_html(charts);
  return page + "</body>\n</html>\n";
}

}  // namespace qed::report
