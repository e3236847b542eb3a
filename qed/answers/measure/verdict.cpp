// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/verdict.h"

#include <algorithm>
#include <optional>
#include <string>

namespace qed::answers::measure {
namespace {

using evidence::Evidence;
using evidence::Status;
using evidence::Table;
using statistics::Estimate;

constexpr const char* kRuleOfOne =
    "Better when the whole interval of the primary metric lies above what a constant prediction "
    "scores by more than "
    "the margin, no better when it lies below or within the margin, else undecided";
constexpr const char* kRuleOfTwo =
    "One wins when the whole interval of the paired difference of the primary metric lies beyond "
    "the margin; none "
    "does when it lies within; else undecided";

// Of more than two.
constexpr const char* kByMaxT =
    "; the two are the best of all, and their interval is as long as max-T by sign flips of rows "
    "asks, so that all differences from the best hold together";

constexpr const char* kRuleOfLists =
    "Better when the whole interval of the primary metric less that of a random order, query by "
    "query, lies above the margin, no better when it lies below or within the margin, else "
    "undecided";

std::string text_of(const std::vector<evidence::Cell>& row, std::size_t k) {
  const auto* text = k < row.size() ? std::get_if<std::string>(&row[k]) : nullptr;
  return text ? *text : "";
}

const Estimate& number(const std::vector<Evidence>& evidence, std::string_view id) {
  return evidence::get<evidence::Estimate>(evidence, id).estimate;
}

double margin_of(const std::vector<Evidence>& evidence) {
  return evidence::find(evidence, "margin") ? number(evidence, "margin").value() : 0;
}

// Of ranked lists random orders have something too, another thing in each query.
bool has_lists(const std::vector<Evidence>& evidence) {
  return evidence::find(evidence, "over_random") != nullptr;
}

std::string needed_text(const std::vector<Evidence>& evidence) {
  if (!evidence::find(evidence, "rows.needed")) return "";
  return std::string(" About {rows.needed:value} ") + (has_lists(evidence) ? "queries" : "rows") +
         " would decide.";
}

// The first column of the first row: what the primary metric is called, by name and by title.
struct Primary {
  std::string name, title;
};
Primary primary_of(const std::vector<Evidence>& evidence) {
  const auto& table = evidence::get<Table>(evidence, "metrics");
  if (table.rows.empty()) return {};
  return {text_of(table.rows.front(), 2), text_of(table.rows.front(), 1)};
}

std::string constant(const Primary& primary) {
  return primary.name == "auc" ? "chance ({baseline:value})"
                               : "the best constant prediction ({baseline:value})";
}

// Labels dealt out at random are not predicted as well.
bool is_beyond_chance(const std::vector<Evidence>& evidence, double level) {
  if (!evidence::find(evidence, "null")) return false;
  const auto p = evidence::get<evidence::Test>(evidence, "null").p_value;
  return p <= 1 - level;
}

// The label itself shows no spread, but that no order of labels does as well.
bool is_label(const std::vector<Evidence>& evidence, double level) {
  const Estimate& value = number(evidence, "primary");
  return evidence::find(evidence, "equal_rows") != nullptr && value.is_defined() &&
         !value.interval() && is_beyond_chance(evidence, level);
}

// Is the best one of any use? A constant is not.
Side use_of(const std::vector<Evidence>& evidence, double level) {
  if (has_lists(evidence)) return side_of(number(evidence, "over_random"), 0, margin_of(evidence));
  if (evidence::find(evidence, "values")) return Side::equal;
  if (is_label(evidence, level)) return Side::above;
  return side_of(number(evidence, "primary"), number(evidence, "baseline").value(),
                 margin_of(evidence));
}

Status status_of(Side side) {
  return side == Side::above       ? Status::yes
         : side == Side::undecided ? Status::undecided
                                   : Status::no;
}

void judge_lists(evidence::Verdict& v, const std::vector<Evidence>& evidence,
                 const Primary& primary) {
  const Estimate& gain = number(evidence, "over_random");
  const Side side = use_of(evidence, v.level);
  const std::string random = "a random order ({baseline:value})";
  v.asks = "Is it better than a random order?";
  v.rule = kRuleOfLists;
  v.decision.emplace_back("beats_constant", std::string(better(side)));
  v.status = status_of(side);
  v.claim = "Measure it by " + primary.title + ": {primary}.";
  if (!gain.is_defined() || !gain.interval()) {
    v.claim +=
        " It cannot be told from " + random + ": " + evidence::literal(gain.reason(), 200) + ".";
  } else if (side == Side::above) {
    v.claim += " That is {over_random} above " + random + ".";
  } else if (side == Side::below) {
    v.claim += " That is worse than " + random + ": they differ by {over_random}.";
  } else if (side == Side::equal) {
    v.claim += " Within the margin that is no better than " + random + ".";
  } else {
    v.claim += " It cannot be told from " + random + ": they differ by {over_random}." +
               needed_text(evidence);
  }
}

void judge_one(evidence::Verdict& v, const std::vector<Evidence>& evidence,
               const Primary& primary) {
  const Estimate& value = number(evidence, "primary");
  const Side side = use_of(evidence, v.level);
  v.asks = primary.name == "auc" ? "Is it better than chance?"
                                 : "Is it better than a constant prediction?";
  v.rule = kRuleOfOne;
  v.decision.emplace_back("beats_constant", std::string(better(side)));
  v.status = status_of(side);
  v.claim = "Measure it by " + primary.title + ": {primary}.";
  if (!value.is_defined()) {
    v.claim = "There is nothing to measure: " + evidence::literal(value.reason(), 200) + ".";
  } else if (evidence::find(evidence, "values")) {
    v.claim += " It is the same in every row: a constant cannot beat " + constant(primary) + ".";
  } else if (is_label(evidence, v.level)) {
    v.claim += " That is better than " + constant(primary) +
               ": labels dealt out at random are not predicted as well, {null:p}. But it is the "
               "label itself, not a prediction of it.";
  } else if (!value.interval()) {
    v.claim += " It has no interval, so it cannot be told from " + constant(primary) + ": " +
               evidence::literal(value.reason(), 200) + ".";
  } else if (side == Side::above) {
    v.claim += " That is better than " + constant(primary) + ".";
  } else if (side == Side::below) {
    v.claim += " That is worse than " + constant(primary) + ".";
  } else if (side == Side::equal) {
    v.claim += " Within the margin that is no better than " + constant(primary) + ".";
  } else {
    v.claim += " It cannot be told from " + constant(primary) + "." + needed_text(evidence);
  }
}

// Titles of the metrics by which the other model is seen to win.
std::string other_winners(const std::vector<Evidence>& evidence) {
  const auto& table = evidence::get<Table>(evidence, "winner.by_metric");
  std::string list;
  for (const auto& row : table.rows) {
    const bool* changes = row.empty() ? nullptr : std::get_if<bool>(&row.back());
    if (changes != nullptr && *changes)
      list += (list.empty() ? "" : ", ") + evidence::literal(text_of(row, 0));
  }
  return list;
}

std::optional<std::size_t> column_of(const Table& table, std::string_view name) {
  const auto at = std::ranges::find(table.columns, name);
  if (at == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - table.columns.begin());
}

// Models behind the two best that are not seen to be worse than the best.
std::string not_seen_worse(const Table& models, double level) {
  const auto p = column_of(models, kAgainstBest);
  std::string list;
  for (std::size_t k = 2; p && k < models.rows.size(); ++k) {
    const auto* value = std::get_if<double>(&models.rows[k].at(*p));
    if (value != nullptr && *value > 1 - level)
      list += (list.empty() ? "" : ", ") + evidence::literal(text_of(models.rows[k], 0));
  }
  return list;
}

void judge_two(evidence::Verdict& v, const std::vector<Evidence>& evidence,
               const Primary& primary) {
  const auto& models = evidence::get<Table>(evidence, "models");
  const std::string first = models.rows.empty() ? "" : text_of(models.rows[0], 0),
                    second = models.rows.size() < 2 ? "" : text_of(models.rows[1], 0);
  const Estimate& difference = number(evidence, "paired_difference");
  const bool are_same = evidence::find(evidence, "differing_rows") != nullptr;
  const double margin = margin_of(evidence);
  const Side side = are_same && margin > 0 ? Side::equal : side_of(difference, 0, margin);
  const std::string a = evidence::literal(first), b = evidence::literal(second);
  v.asks = "Does one win?";
  v.rule = kRuleOfTwo;
  if (column_of(models, kAgainstBest)) v.rule += kByMaxT;
  v.decision.emplace_back("winner", winner(side, first, second));
  v.status = side == Side::undecided ? Status::undecided
             : side == Side::equal   ? Status::no
                                     : Status::yes;
  if (side == Side::above || side == Side::below) {
    v.claim = (side == Side::above ? a : b) + " wins: by " + primary.title + ", " + a + " less " +
              b + " is {paired_difference}.";
    const std::string rest = not_seen_worse(models, v.level);
    if (!rest.empty()) v.claim += " But not every other is seen to be worse: not " + rest + ".";
  } else if (are_same) {
    v.claim = a + " and " + b + " are the same in every row" +
              (side == Side::equal ? ": they are equally good."
                                   : ", so neither wins; with a margin they are equal.");
  } else if (side == Side::equal) {
    v.claim = a + " and " + b + " are equally good within the margin: by " + primary.title +
              " they differ by {paired_difference}.";
  } else if (difference.is_defined() && !difference.interval()) {
    v.claim = "Neither is seen to win: " + evidence::literal(difference.reason(), 200) + ".";
  } else {
    v.claim = "Neither is seen to win: by " + primary.title + ", " + a + " less " + b +
              " is {paired_difference}." + needed_text(evidence);
  }
  const std::string others = other_winners(evidence);
  if (!others.empty()) v.claim += " By " + others + " the other one wins.";
  const Side useful = use_of(evidence, v.level);
  v.decision.emplace_back("beats_constant", std::string(better(useful)));
  if (useful != Side::above)
    v.claim += " But not even the better one is seen to beat " +
               (has_lists(evidence) ? "a random order ({baseline:value})" : constant(primary)) +
               ".";
}

}  // namespace

Side side_of(const Estimate& estimate, double against, double margin) {
  if (!estimate.is_defined() || !estimate.interval()) return Side::undecided;
  if (estimate.lower() > against + margin) return Side::above;
  if (estimate.upper() < against - margin) return Side::below;
  if (margin > 0 && estimate.lower() >= against - margin && estimate.upper() <= against + margin)
    return Side::equal;
  return Side::undecided;
}

std::string_view better(Side side) {
  return side == Side::above ? "yes" : side == Side::undecided ? "undecided" : "no";
}

std::string winner(Side side, const std::string& first, const std::string& second) {
  switch (side) {
    case Side::above:
      return first;
    case Side::below:
      return second;
    case Side::equal:
      return "none";
    case Side::undecided:
      break;
  }
  return "undecided";
}

evidence::Verdict verdict(const std::vector<Evidence>& evidence, double level) {
  evidence::Verdict v;
  v.level = level;
  const Primary primary = primary_of(evidence);
  v.decision.emplace_back("metric", primary.name);
  if (evidence::find(evidence, "paired_difference"))
    judge_two(v, evidence, primary);
  else if (has_lists(evidence))
    judge_lists(v, evidence, primary);
  else
    judge_one(v, evidence, primary);
  return v;
}

}  // namespace qed::answers::measure
