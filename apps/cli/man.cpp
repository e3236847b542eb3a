// SPDX-License-Identifier: Apache-2.0
#include "qed/base/build_info.h"
#include "verbs.h"

namespace qed::cli {
namespace {

// Text for roff: backslashes and leading dots are its own syntax, hyphens of flags must stay hyphens.
std::string roff(const std::string& text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool line_start = i == 0 || text[i - 1] == '\n';
    if (text[i] == '\\')
      safe += "\\e";
    else if (text[i] == '-')
      safe += "\\-";
    else if (line_start && (text[i] == '.' || text[i] == '\''))
      safe += std::string("\\&") + text[i];
    else
      safe += text[i];
  }
  return safe;
}

std::string option_entry(const Option& option) {
  std::string entry = ".TP\n.B " + roff(option.flag_name());
  if (!option.domain.placeholder.empty()) entry += " " + roff(option.domain.placeholder);
  return entry + "\n" + roff(option.meaning) + "\n";
}

}  // namespace

std::string man_page() {
  std::string page =
      ".TH QED 1 \"\" \"qed " + std::string(kVersion) +
      "\" \"User Commands\"\n.SH NAME\n"
      "qed \\- answers the questions of machine learning, with the proof\n.SH SYNOPSIS\n"
      ".B qed\n.I QUESTION DATA\n[\\fIflags\\fR]\n.SH DESCRIPTION\n"
      "Each answer is a verdict with its evidence: estimates with intervals, a matched null, the "
      "rule that "
      "was written down before, and what would flip it. DATA is a CSV, TSV, Parquet, Arrow, JSON "
      "lines, "
      ".npy or .npz file, or \\- for the standard input.\n.SH VERBS\n";
  for (const Verb& verb : verbs()) {
    page += ".SS \"qed " + verb.name + (verb.operand.empty() ? "" : " " + roff(verb.operand)) +
            "\"\n" + roff(verb.summary) + ".\n";
    if (!verb.details.empty()) page += ".PP\n" + roff(verb.details) + "\n";
    for (const Option& option : verb.options) page += option_entry(option);
    if (!verb.examples.empty()) {
      page += ".PP\nExamples:\n.nf\n";
      for (const auto& example : verb.examples) page += roff("  " + example) + "\n";
      page += ".fi\n";
    }
  }
  page +=
      ".SH EXIT STATUS\n.TP\n.B 0\nanswered\n.TP\n.B 2\nbad use or bad data\n.TP\n.B 3\na defect "
      "of qed\n"
      ".TP\n.B 130\ninterrupted\n.PP\nWith \\-\\-gate: 0 yes, 1 no, 4 undecided.\n"
      ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nno colour on the terminal\n";
  return page;
}

}  // namespace qed::cli
