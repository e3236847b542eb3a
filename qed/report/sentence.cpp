// SPDX-License-Identifier: Apache-2.0
#include "qed/report/sentence.h"

#include <algorithm>

#include "qed/base/error.h"
#include "qed/report/number.h"

namespace qed::report {
namespace {

using evidence::Answer;

[[noreturn]] void unknown(std::string_view placeholder) {
  throw Error(ErrorCode::internal, "a sentence of the answer names {" + std::string(placeholder) +
                                       "}, which the evidence does not have");
}

std::string of_estimate(const statistics::Estimate& e, std::string_view form,
                        std::string_view whole) {
  if (form.empty()) return format_estimate(e);
  if (form == "n") return format_count(e.n());
  if (!e.is_defined() || form == "value") return format_estimate(e, true);
  if (form == "lower") return format_number(e.lower());
  if (form == "upper") return format_number(e.upper());
  if (form == "percent")
    return e.interval() ? format_percent(e.value(), e.lower(), e.upper())
                        : format_percent(e.value());
  unknown(whole);
}

std::string of_test(const evidence::Test& test, std::string_view form, std::string_view whole) {
  if (form.empty() || form == "value") return format_number(test.statistic);
  if (form == "p") return format_p(test.p_value, test.replicates);
  if (form == "n") return format_count(test.replicates);
  unknown(whole);
}

std::string of_certificate(const evidence::Certificate& check, std::string_view form,
                           std::string_view whole) {
  if (form.empty() || form == "value") return format_number(check.measured);
  if (form == "percent") return format_percent(check.measured);
  if (form == "bound") return format_number(check.bound);
  unknown(whole);
}

std::string value_of(std::string_view whole, const Answer& answer) {
  constexpr std::string_view kDecision = "decision.";
  if (whole.starts_with(kDecision)) {
    const auto field =
        std::ranges::find(answer.verdict.decision, whole.substr(kDecision.size()),
                          [](const auto& pair) -> std::string_view { return pair.first; });
    if (field == answer.verdict.decision.end()) unknown(whole);
    return format_decision(field->second);
  }
  const std::size_t colon = std::min(whole.find(':'), whole.size());
  const std::string_view form = colon < whole.size() ? whole.substr(colon + 1) : std::string_view();
  const evidence::Evidence* piece = evidence::find(answer.evidence, whole.substr(0, colon));
  if (!piece) unknown(whole);
  return std::visit(
      evidence::Overloaded{
          [&](const evidence::Estimate& e) { return of_estimate(e.estimate, form, whole); },
          [&](const evidence::Test& e) { return of_test(e, form, whole); },
          [&](const evidence::Certificate& e) { return of_certificate(e, form, whole); },
          [&](const evidence::Table&) -> std::string { unknown(whole); },
          [&](const evidence::Curve&) -> std::string { unknown(whole); },
          [&](const evidence::Points& e) {
            if (form != "n") unknown(whole);
            return format_count(static_cast<std::int64_t>(e.size()));
          },
          [&](const evidence::Trace& e) {
            if (form != "value" && !form.empty()) unknown(whole);
            return e.termination;
          }},
      *piece);
}

}  // namespace

std::string resolve(std::string_view sentence, const Answer& answer) {
  std::string text;
  for (std::size_t i = 0; i < sentence.size();) {
    const char c = sentence[i];
    if ((c == '{' || c == '}') && i + 1 < sentence.size() && sentence[i + 1] == c) {
      text += c;
      i += 2;
    } else if (c == '{') {
      const std::size_t end = sentence.find('}', i);
      if (end == std::string_view::npos) unknown(sentence.substr(i + 1));
      text += value_of(sentence.substr(i + 1, end - i - 1), answer);
      i = end + 1;
    } else {
      text += c;
      ++i;
    }
  }
  return text;
}

bool mentions(std::string_view sentence, std::string_view id) {
  for (std::size_t at = sentence.find(id); at != std::string_view::npos;
       at = sentence.find(id, at + 1)) {
    const std::size_t end = at + id.size();
    const bool opens = at > 0 && sentence[at - 1] == '{';
    if (opens && end < sentence.size() && (sentence[end] == '}' || sentence[end] == ':'))
      return true;
  }
  return false;
}

std::string in_words(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::string format_decision(const evidence::DecisionValue& value) {
  return std::visit(evidence::Overloaded{[](bool flag) { return std::string(flag ? "yes" : "no"); },
                                         [](std::int64_t count) { return format_count(count); },
                                         [](double number) { return format_number(number); },
                                         [](const std::string& text) { return text; }},
                    value);
}

std::string format_decision(const evidence::Decision& decision) {
  std::string text;
  for (const auto& [name, value] : decision)
    text += (text.empty() ? "" : ", ") + name + " " + format_decision(value);
  return text;
}

}  // namespace qed::report
