// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "qed/base/text.h"
#include "qed/report/number.h"
#include "qed/report/sentence.h"
#include "qed/report/text/layout.h"
#include "qed/report/text/page.h"

namespace qed::report {
namespace {

using evidence::Answer;
using evidence::Assumption;

constexpr std::size_t kDigestShown = 19;  // "sha256:" and twelve digits

std::string subject(const Answer& answer) {
  std::string text = "qed " + answer.question;
  for (const auto& source : answer.provenance.data) text += " " + source.name;
  return text;
}

std::string sizes(const Answer& answer, const TextPage& page) {
  if (answer.provenance.data.empty()) return {};
  const auto& source = answer.provenance.data.front();
  return format_count(source.rows) + " rows " + page.letter("×", "x") + " " +
         format_count(source.columns) + " columns";
}

void write_fields(TextPage& page, const Answer& answer) {
  std::size_t widest = 4;
  for (const auto& [name, value] : answer.verdict.decision)
    widest = std::max(widest, display_width(name));
  const std::string indent(6, ' ');
  const auto field = [&](std::string_view name, std::string_view text) {
    page.item(indent + pad_right(printable(name), widest) + " ", text);
  };
  for (const auto& [name, value] : answer.verdict.decision) field(name, format_decision(value));
  field("rule", resolve(answer.verdict.rule, answer) + " (level " +
                    format_percent(answer.verdict.level) + ")");
}

void write_verdict(TextPage& page, const Answer& answer) {
  using evidence::Status;
  const auto status = answer.verdict.status;
  const std::string word = status == Status::yes  ? page.letter("✔", "+") + " YES"
                           : status == Status::no ? page.letter("✘", "-") + " NO "
                                                  : "? UNDECIDED";
  const Ink ink = status == Status::yes ? Ink::good : status == Status::no ? Ink::bad : Ink::doubt;
  page.note(0, answer.verdict.asks);
  page.item(word, resolve(answer.verdict.claim, answer), ink);
  page.blank();
  write_fields(page, answer);
}

void write_flips(TextPage& page, const Answer& answer) {
  if (answer.flips.empty()) return;
  const auto flipped = std::ranges::count_if(answer.flips, &evidence::Flip::flipped);
  page.heading("WHAT FLIPS IT: " + (flipped ? format_count(flipped) + " of " : "none of ") +
               format_count(static_cast<std::int64_t>(answer.flips.size())) +
               (answer.flips.size() == 1 ? " change" : " changes"));
  for (const auto& flip : answer.flips)
    page.item(flip.flipped ? page.letter(" ≠", " !") : " =", flip.change,
              flip.flipped ? Ink::bad : Ink::faint,
              (flip.flipped ? "flips: " : "same: ") + format_decision(flip.decision));
}

void write_assumptions(TextPage& page, const Answer& answer) {
  if (answer.assumptions.empty()) return;
  page.heading("ASSUMPTIONS");
  for (const auto& a : answer.assumptions) {
    const bool holds = a.state == Assumption::State::holds,
               fails = a.state == Assumption::State::fails;
    const std::string mark = holds   ? page.letter(" ✔", " +")
                             : fails ? page.letter(" ✘", " -")
                                     : " ?";
    page.item(mark, resolve(a.claim, answer),
              holds   ? Ink::good
              : fails ? Ink::bad
                      : Ink::doubt,
              holds   ? "holds"
              : fails ? "fails"
                      : "untested");
    if (!a.measured.empty()) page.note(3, resolve(a.measured, answer));
    if (!holds && !a.consequence.empty()) page.note(3, "If not: " + resolve(a.consequence, answer));
  }
}

void write_caveats(TextPage& page, const Answer& answer) {
  if (answer.caveats.empty()) return;
  page.heading("CAVEATS");
  for (const std::string& caveat : answer.caveats)
    page.item(page.letter(" •", " *"), resolve(caveat, answer));
}

void write_next(TextPage& page, const Answer& answer) {
  if (answer.next.empty()) return;
  page.heading("NEXT");
  for (const auto& next : answer.next) {
    page.item(page.letter(" →", " >"), resolve(next.action, answer));
    if (!next.command.empty()) page.raw("   $ " + next.command);
  }
}

void write_provenance(TextPage& page, const Answer& answer) {
  const auto& from = answer.provenance;
  const std::string dot = page.letter(" · ", ", ");
  std::string text = "qed " + from.version + dot + "seed " + std::to_string(from.seed) + dot +
                     format_count(from.threads) + (from.threads == 1 ? " thread" : " threads");
  for (const auto& source : from.data)
    text += dot + source.name + " " + source.digest.substr(0, kDigestShown);
  page.blank();
  page.note(0, text);
  double total = 0;
  std::string phases;
  for (const auto& [phase, seconds] : answer.seconds) {
    total += seconds;
    phases += (phases.empty() ? "" : ", ") + phase + " " + format_seconds(seconds);
  }
  if (!phases.empty()) page.note(0, format_seconds(total) + ": " + phases);
}

}  // namespace

std::string render_text(const Answer& answer, const TextOptions& options) {
  TextPage page(options);
  page.edges(subject(answer), sizes(answer, page), Ink::faint);
  page.blank();
  write_verdict(page, answer);
  write_evidence(page, answer);
  write_flips(page, answer);
  write_assumptions(page, answer);
  write_caveats(page, answer);
  write_next(page, answer);
  write_provenance(page, answer);
  return page.finish();
}

}  // namespace qed::report
