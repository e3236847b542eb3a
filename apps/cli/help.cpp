// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "qed/report/text/layout.h"
#include "terminal.h"
#include "verbs.h"

namespace qed::cli {
namespace {

constexpr std::size_t kTextColumn =
    28;  // where meanings begin; a longer flag has its meaning on the next line

std::string wrapped(const std::string& text, std::size_t indent) {
  std::string out;
  for (const auto& line : report::wrap(text, static_cast<std::size_t>(terminal_width()) - indent))
    out += std::string(indent, ' ') + line + "\n";
  return out;
}

std::string entry(const std::string& name, const std::string& meaning) {
  const std::string text = wrapped(meaning, kTextColumn);
  const std::string head = "  " + name;
  if (head.size() + 2 > kTextColumn) return head + "\n" + text;
  return head + std::string(kTextColumn - head.size(), ' ') +
         text.substr(std::min(text.size(), kTextColumn));
}

std::string default_text(const Option& option) {
  const OptionValue value = option.value();
  if (const auto* word = std::get_if<std::string>(&value); word && !word->empty())
    return " [" + *word + "]";
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return " [" + std::to_string(*whole) + "]";
  if (const auto* real = std::get_if<double>(&value)) {
    std::string digits = std::to_string(*real);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return " [" + digits + "]";
  }
  return {};
}

}  // namespace

std::string help() {
  std::string out =
      "qed answers the questions of machine learning and hands over the proof.\n\n"
      "usage: qed VERB ... [flags]\n\nquestions\n";
  for (const Verb& verb : verbs())
    if (verb.question) out += entry(verb.name + " " + verb.operand, verb.summary);
  out += "\nbeside them\n";
  for (const Verb& verb : verbs())
    if (!verb.question)
      out += entry(verb.name + (verb.operand.empty() ? "" : " " + verb.operand), verb.summary);
  return out + "\n" + entry("--version", "version, build and processor target") +
         entry("VERB --help", "flags and examples of a verb") +
         "\nstart with\n  qed demo map -o customers.csv\n  qed map customers.csv -o "
         "customers.html\n";
}

std::string help(const Verb& verb) {
  std::string out = wrapped(verb.summary, 0) + "\nusage: qed " + verb.name +
                    (verb.operand.empty() ? "" : " " + verb.operand) +
                    (verb.options.empty() ? "" : " [flags]") + "\n";
  if (!verb.details.empty()) out += "\n" + wrapped(verb.details, 0);
  if (!verb.options.empty()) out += "\nflags\n";
  for (const Option& option : verb.options) {
    const std::string value =
        option.domain.placeholder.empty() ? "" : " " + option.domain.placeholder;
    out += entry((option.name == "output" ? "-o, " : "") + option.flag_name() + value,
                 option.meaning + default_text(option));
  }
  if (!verb.examples.empty()) out += "\nexamples\n";
  for (const std::string& example : verb.examples) out += "  " + example + "\n";
  return out;
}

}  // namespace qed::cli
