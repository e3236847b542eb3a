// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/statistic/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/roles/names.h"
#include "qed/evidence/answer.h"

namespace qed::answers::interval {
namespace {

using calculus::Expression;
using Kind = Expression::Kind;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr char kMade = '\x01';  // begins the name of a column that was made here: no file's can

bool is_comparison(const Expression& e) {
  static const std::set<std::string, std::less<>> kComparisons{"<", "<=", ">", ">=", "==", "!="};
  return e.kind == Kind::binary && kComparisons.contains(e.name);
}

bool has_text(const Expression& e) {
  return e.kind == Kind::binary && (e.name == "==" || e.name == "!=") &&
         (e.arguments[0].kind == Kind::text || e.arguments[1].kind == Kind::text);
}

// The distinct words of a column, with their counts, at most three of them.
std::map<std::string, std::int64_t> words_of(const data::Column& column) {
  std::map<std::string, std::int64_t> counts;
  for (std::int64_t i = 0; i < column.size() && counts.size() < 4; ++i)
    if (const auto word = column.text_at(i)) ++counts[*word];
  return counts;
}

bool holds_words(const data::Column& column) {
  return column.type == data::ColumnType::category || column.type == data::ColumnType::text;
}

// Which of two words is yes: the one asked for, one that says so, else the rarer.
struct Positive {
  std::string word;
  const char* why;
};
Positive positive_of(const std::map<std::string, std::int64_t>& counts) {
  const auto& [first, first_count] = *counts.begin();
  const auto& [second, second_count] = *counts.rbegin();
  for (const std::string& word : {first, second})
    if (data::says_yes(word)) return {word, "by its name"};
  return {first_count < second_count ? first : second, "the rarer of the two"};
}

}  // namespace

RowValues::RowValues(std::string_view formula, const data::Table& table, std::string positive)
    : formula_(formula), positive_(std::move(positive)), table_(&table) {}

const data::Column& RowValues::column(const Expression& name) const {
  for (const data::Column& column : table_->columns)
    if (column.name == name.name) return column;
  calculus::fail_at(formula_, name.from, name.to,
                    "there is no column \"" + printable(name.name) + "\"",
                    did_you_mean(name.name, table_->column_names()));
}

std::vector<double> RowValues::two_words(const data::Column& column) {
  if (const auto known = words_.find(column.name); known != words_.end()) return known->second;
  const auto counts = words_of(column);
  const std::string name = evidence::literal(column.name);
  require(counts.size() == 2 || (counts.size() == 1 && !positive_.empty()), ErrorCode::bad_data,
          "column \"" + printable(column.name) + "\" has " +
              (counts.size() > 2 ? "more than two" : std::to_string(counts.size())) +
              (counts.size() == 1 ? " word" : " words") + ", where yes or no is needed",
          "compare it, as in " + printable(column.name) + " == '" +
              (counts.empty() ? std::string("word") : printable(counts.begin()->first)) + "'");
  Positive yes{positive_, "as asked"};
  if (!counts.contains(positive_)) {
    require(positive_.empty() || counts.size() == 1, ErrorCode::bad_option,
            "positive: column \"" + printable(column.name) + "\" has no \"" + printable(positive_) +
                "\"",
            "it has \"" + printable(counts.begin()->first) + "\" and \"" +
                printable(counts.rbegin()->first) + "\"");
    if (positive_.empty()) yes = positive_of(counts);
  }
  std::vector<double> values(static_cast<std::size_t>(column.size()), kMissing);
  for (std::int64_t i = 0; i < column.size(); ++i)
    if (const auto word = column.text_at(i))
      values[static_cast<std::size_t>(i)] = *word == yes.word;
  notes_.push_back(name + ": " + evidence::literal(yes.word) + " counts as yes (" + yes.why + ")");
  return words_[column.name] = values;
}

// The reader takes yes and no, true and false for one type, whichever way the file writes them.
std::vector<double> RowValues::is_true(const data::Column& column, const Expression& word,
                                       bool equal) {
  static const std::set<std::string, std::less<>> kTrue{"yes", "true", "y", "t", "1"},
      kFalse{"no", "false", "n", "f", "0"};
  const std::string low = data::lower_case(word.name);
  if (!kTrue.contains(low) && !kFalse.contains(low))
    calculus::fail_at(formula_, word.from, word.to,
                      "column \"" + printable(column.name) + "\" holds yes and no, not '" +
                          printable(word.name) + "'");
  std::vector<double> values = column.numbers();
  const double wanted = kTrue.contains(low) == equal ? 1 : 0;
  for (double& x : values)
    if (!std::isnan(x)) x = x == wanted;
  return values;
}

std::vector<double> RowValues::equals(const Expression& comparison) {
  const bool text_first = comparison.arguments[0].kind == Kind::text;
  const Expression& text = comparison.arguments[text_first ? 0 : 1];
  const Expression& name = comparison.arguments[text_first ? 1 : 0];
  if (name.kind != Kind::name)
    calculus::fail_at(formula_, name.from, name.to, "a text is compared with a column only");
  const data::Column& words = column(name);
  const bool equal = comparison.name == "==";
  if (words.type == data::ColumnType::boolean) return is_true(words, text, equal);
  std::vector<double> values(static_cast<std::size_t>(words.size()), kMissing);
  bool seen = false;
  for (std::int64_t i = 0; i < words.size(); ++i)
    if (const auto word = words.text_at(i)) {
      seen = seen || *word == text.name;
      values[static_cast<std::size_t>(i)] = (*word == text.name) == equal;
    }
  if (!seen) {
    std::vector<std::string> known;
    if (const auto* categories = std::get_if<data::Categories>(&words.values))
      known = categories->levels;
    calculus::fail_at(formula_, text.from, text.to,
                      "no row of " + printable(words.name) + " is '" + printable(text.name) + "'",
                      did_you_mean(text.name, known));
  }
  return values;
}

Expression RowValues::without_words(const Expression& e, std::vector<std::vector<double>>& made) {
  const auto stand_in = [&](std::vector<double> values) {
    Expression name = e;
    name.kind = Kind::name;
    name.arguments.clear();
    name.name = kMade + std::to_string(made.size());
    made.push_back(std::move(values));
    return name;
  };
  if (has_text(e)) return stand_in(equals(e));
  if (e.kind == Kind::text)
    calculus::fail_at(formula_, e.from, e.to, "a text stands only beside == or !=");
  if (e.kind == Kind::name) {
    const data::Column& c = column(e);
    if (!holds_words(c)) return stand_in(c.numbers());
    if (words_of(c).size() > 2)
      calculus::fail_at(formula_, e.from, e.to, "column \"" + printable(c.name) + "\" holds words",
                        "compare it, as in " + printable(c.name) + " == '" +
                            printable(words_of(c).begin()->first) + "'");
    return stand_in(two_words(c));
  }
  Expression copy = e;
  for (Expression& argument : copy.arguments) argument = without_words(argument, made);
  return copy;
}

std::vector<double> RowValues::numbers(const Expression& e) {
  std::vector<std::vector<double>> made;
  const Expression numeric = without_words(e, made);
  std::vector<double> out(static_cast<std::size_t>(table_->rows));
  const calculus::Compiled compiled(formula_, numeric, [](const Expression& name) {
    return static_cast<std::size_t>(std::stoul(name.name.substr(1)));
  });
  std::vector<std::span<const double>> columns(made.begin(), made.end());
  compiled.rows(columns, out);
  for (double& x : out)
    if (!std::isfinite(x)) x = kMissing;
  return out;
}

std::vector<double> RowValues::labels(const Expression& e) {
  std::vector<double> values = numbers(e);
  double low = kMissing, high = kMissing;
  for (const double x : values) {
    if (std::isnan(x) || x == low || x == high) continue;
    if (std::isnan(low)) {
      low = x;
    } else if (std::isnan(high)) {
      high = x;
    } else {
      calculus::fail_at(formula_, e.from, e.to,
                        "a label has two values, but a third was found in this one",
                        "compare it, as in (" + calculus::spelled(e) + " > 0)");
    }
  }
  if (high < low) std::swap(low, high);
  const bool is_0_1 = (std::isnan(low) || low == 0 || low == 1) && (std::isnan(high) || high == 1);
  if (is_0_1) return values;
  require(!std::isnan(high), ErrorCode::bad_data,
          "label " + calculus::spelled(e) + ": every row has the same value, neither 0 nor 1",
          "compare it, as in (" + calculus::spelled(e) + " > 0)");
  for (double& x : values)
    if (!std::isnan(x)) x = x == high;
  notes_.push_back(evidence::literal(calculus::spelled(e)) +
                   ": the larger of its two values counts as yes");
  return values;
}

bool RowValues::is_yes_no(const Expression& e) const {
  if (is_comparison(e)) return true;
  if (e.kind == Kind::binary && (e.name == "and" || e.name == "or")) return true;
  if (e.kind == Kind::unary && e.name == "not") return true;
  if (e.kind != Kind::name) return false;
  const data::Column& c = column(e);
  if (c.type == data::ColumnType::boolean) return true;
  if (holds_words(c)) return words_of(c).size() == 2;
  bool no = false, yes = false;  // a column of ones alone is a number that does not vary
  for (const double x : c.numbers()) {
    if (std::isnan(x)) continue;
    if (x != 0 && x != 1) return false;
    (x == 1 ? yes : no) = true;
  }
  return no && yes;
}

}  // namespace qed::answers::interval
