// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/complements.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "qed/base/text.h"
#include "qed/data/roles/names.h"

namespace qed::answers::measure {
namespace {

constexpr double kRounding = 0.01 + 1e-9;  // two numbers of two decimals, half a unit off each

// What stands before a value of the label that a name ends in; none where it does not, or within a word or number.
std::optional<std::string> stem_of(const std::string& name, const std::string& value) {
  const std::string low = data::lower_case(name), end = data::lower_case(value);
  if (end.empty() || !low.ends_with(end)) return std::nullopt;
  std::string stem = low.substr(0, low.size() - end.size());
  const auto is = [](int (*kind)(int), char c) { return kind(static_cast<unsigned char>(c)) != 0; };
  const bool within = !stem.empty() && (is(std::isdigit, end.front())
                                            ? is(std::isdigit, stem.back()) || stem.back() == '.'
                                            : is(std::isalnum, stem.back()));
  if (within) return std::nullopt;
  return stem;
}

}  // namespace

std::string where_no_sum_is_one(const data::Table& table, const std::string& no,
                                const std::string& yes) {
  const data::Column &a = table.column(no), &b = table.column(yes);
  for (std::int64_t i = 0; i < table.rows; ++i) {
    const auto p = a.number_at(i), q = b.number_at(i);
    if (!p || !q || std::abs(*p + *q - 1) <= kRounding) continue;
    const std::int64_t row = table.row_of.empty() ? i : table.row_of[static_cast<std::size_t>(i)];
    return "sum to " + shortest(std::round((*p + *q) * 1e6) / 1e6) + " in row " + counted(row + 1) +
           ", not to 1";
  }
  return "";
}

void take_complements_once(Predictions& p, const data::Table& table, const Labels& labels) {
  if (labels.task != Task::binary || labels.classes.size() != 2) return;
  const std::string& no = labels.classes[0];
  const std::string& yes = labels.classes[1];
  const std::vector<std::string> columns = p.columns;
  for (const std::string& column : columns) {
    const auto stem = stem_of(column, yes);
    if (!stem || !table.column(column).is_numeric()) continue;
    const auto other = std::ranges::find_if(columns, [&](const std::string& name) {
      return name != column && stem_of(name, no) == stem && table.column(name).is_numeric();
    });
    if (other == columns.end()) continue;
    const std::string both = "columns " + printable(*other) + " and " + printable(column),
                      off = where_no_sum_is_one(table, *other, column);
    if (off.empty()) {
      p.notes.push_back(both + " sum to 1: they are one model, and " + printable(column) +
                        ", the probability of " + printable(yes) + ", is judged");
      std::erase(p.columns, *other);
    } else if (says_probability(column) && says_probability(*other)) {
      p.notes.push_back(both + ", named like the probabilities of " + printable(no) + " and " +
                        printable(yes) + ", " + off + ": they are taken as two models");
    }
  }
}

}  // namespace qed::answers::measure
