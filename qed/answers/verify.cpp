// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/verify.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <type_traits>

#include "qed/answers/catalog.h"

namespace qed::answers {
namespace {

bool has(const evidence::Decision& decision, std::string_view name) {
  return std::ranges::any_of(decision, [&](const auto& field) { return field.first == name; });
}

std::string text(const evidence::DecisionValue& value) {
  return std::visit(
      [](const auto& x) -> std::string {
        using T = std::remove_cvref_t<decltype(x)>;
        if constexpr (std::is_same_v<T, std::string>)
          return x;
        else if constexpr (std::is_same_v<T, bool>)
          return x ? "true" : "false";
        else
          return std::to_string(x);
      },
      value);
}

std::string text(const evidence::Decision& decision, const std::string& field) {
  for (const auto& [name, value] : decision)
    if (name == field) return text(value);
  return "(absent)";
}

std::string text(evidence::Status status) {
  return status == evidence::Status::yes  ? "yes"
         : status == evidence::Status::no ? "no"
                                          : "undecided";
}

Check compare(std::string what, std::string found, std::string derived) {
  const bool holds = found == derived;
  return {std::move(what), holds, std::move(found), std::move(derived)};
}

std::string text(const OptionValue& value) {
  return std::visit(
      [](const auto& x) -> std::string {
        using T = std::remove_cvref_t<decltype(x)>;
        if constexpr (std::is_same_v<T, std::string>)
          return x;
        else if constexpr (std::is_same_v<T, bool>)
          return x ? "true" : "false";
        else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          std::string joined;
          for (std::string item : x) {
            for (std::size_t at = 0; (at = item.find(',', at)) != std::string::npos; at += 2)
              item.insert(at, "\\");
            joined += (joined.empty() ? "" : ",") + item;
          }
          return joined;
        } else if constexpr (std::is_same_v<T, double>) {
          char buffer[32];
          std::snprintf(buffer, sizeof buffer, "%.17g", x);
          return buffer;
        } else
          return std::to_string(x);
      },
      value);
}

// The options of the asking, from the file: an empty text or list is the default and cannot be set.
void restore(OptionList options, const std::vector<std::pair<std::string, OptionValue>>& echoed) {
  for (const auto& [option_name, value] : echoed)
    if (const std::string written = text(value); !written.empty())
      options.find(option_name).set(written);
}

void check_p_value(const evidence::Test& test, std::vector<Check>& checks) {
  if (test.null_values.empty()) return;
  const auto B = static_cast<double>(test.null_values.size());
  const auto as_extreme = static_cast<double>(
      std::ranges::count_if(test.null_values, [&](double t) { return t >= test.statistic; }));
  const double p = (1 + as_extreme) / (1 + B);
  checks.push_back({test.id + ": p = (1 + #{null >= observed}) / (1 + B)",
                    std::abs(p - test.p_value) <= 1e-12, std::to_string(test.p_value),
                    std::to_string(p)});
}

}  // namespace

std::vector<Check> verify(const evidence::Answer& answer) {
  const Question& question = find_question(answer.question);
  const auto ask = question.ask();
  restore(ask->options(), answer.provenance.options);
  const evidence::Verdict derived = ask->verdict(answer.evidence, answer.verdict.level);
  const evidence::Verdict& said = answer.verdict;

  std::vector<Check> checks{compare("asks", said.asks, derived.asks),
                            compare("verdict", text(said.status), text(derived.status)),
                            compare("claim", said.claim, derived.claim),
                            compare("rule", said.rule, derived.rule)};
  for (const auto& [field, value] : derived.decision)
    checks.push_back(compare("decision: " + field, text(said.decision, field), text(value)));
  checks.push_back(compare("decision fields", std::to_string(said.decision.size()),
                           std::to_string(derived.decision.size())));
  for (const auto& piece : answer.evidence)
    if (const auto* test = std::get_if<evidence::Test>(&piece)) check_p_value(*test, checks);
  for (const auto& flip : answer.flips) {
    // What the verdict does not decide (the other interval's ends) is for the reader.
    const bool differs = std::ranges::any_of(flip.decision, [&](const auto& field) {
      return has(said.decision, field.first) &&
             text(field.second) != text(said.decision, field.first);
    });
    checks.push_back(compare("flip: " + flip.change, flip.flipped ? "flipped" : "same",
                             differs ? "flipped" : "same"));
  }
  return checks;
}

}  // namespace qed::answers
