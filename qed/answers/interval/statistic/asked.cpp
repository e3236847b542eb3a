// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/statistic/asked.h"

#include <algorithm>
#include <string>
#include <vector>

#include "qed/answers/interval/statistic/aggregates.h"

namespace qed::answers::interval {
namespace {

using calculus::Expression;
using Kind = Expression::Kind;

bool is_metric(const Expression& call) {
  if (call.name == "auc") return true;
  const auto names = metric_names();
  return std::ranges::find(names, call.name) != names.end();
}

void collect(const Expression& e, std::vector<const Expression*>& calls) {
  if (e.kind == Kind::call && is_aggregate(e.name) && e.name != "diff" &&
      !(e.name == "ratio" && !e.arguments.empty() && e.arguments.front().kind == Kind::call))
    calls.push_back(&e);
  else
    for (const Expression& argument : e.arguments) collect(argument, calls);
}

// The arguments from the k-th on, as they are spelled.
std::vector<std::string> spelled_from(const Expression& call, std::size_t k) {
  std::vector<std::string> words;
  for (; k < call.arguments.size(); ++k) words.push_back(calculus::spelled(call.arguments[k]));
  return words;
}

// Which rows it is of; empty: all.
std::string condition_of(const Expression& call) {
  std::size_t before = 1;  // arguments
  if (call.name == "quantile" || is_metric(call)) before = 2;
  if (call.name == "cor" || call.name == "ratio") return {};
  const auto words = spelled_from(call, before);
  return words.empty() ? std::string() : words.front();
}

bool is_comparison(const Expression& e) {
  if (e.kind == Kind::binary) return e.name == "-" || e.name == "/";
  return e.kind == Kind::call && (e.name == "diff" || e.name == "ratio");
}

}  // namespace

Asked asked_by(const Expression& formula) {
  std::vector<const Expression*> calls;
  collect(formula, calls);
  const bool metrics =
      std::ranges::any_of(calls, [](const auto* call) { return is_metric(*call); });
  if (calls.size() == 2 && is_comparison(formula) && calls[0]->name == calls[1]->name) {
    const Expression &a = *calls[0], &b = *calls[1];
    if (is_metric(a) && spelled_from(a, 1) == spelled_from(b, 1)) return Asked::two_models;
    const std::string of_a = condition_of(a), of_b = condition_of(b);
    if (!of_a.empty() && !of_b.empty() && of_a != of_b) return Asked::two_groups;
  }
  return metrics ? Asked::model : Asked::parameter;
}

std::string_view in_words(Asked asked) {
  switch (asked) {
    case Asked::parameter:
      return "a parameter, what all rows like these would show";
    case Asked::model:
      return "a metric of a model on rows like these";
    case Asked::two_models:
      return "the difference of two models on the same rows";
    case Asked::two_groups:
      return "a comparison of two groups of rows";
    case Asked::new_case:
      return "a new case, where one row more will lie";
    case Asked::experiment:
      return "a running experiment, looked at as often as one likes";
  }
  return {};
}

}  // namespace qed::answers::interval
