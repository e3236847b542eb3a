// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/statistic/rows.h"

#include <algorithm>
#include <charconv>
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

[[noreturn]] void refuse_third_value(std::string_view formula, const Expression& e) {
  calculus::fail_at(formula, e.from, e.to,
                    "a label has two values, but a third was found in this one",
                    "compare it, as in (" + calculus::spelled(e) + " > 0)");
}

// The distinct words of a column, with their counts, at most three of them.
std::map<std::string, std::int64_t> words_of(const data::Column& column) {
  std::map<std::string, std::int64_t> counts;
  for (std::int64_t i = 0; i < column.size() && counts.size() < 4; ++i)
    if (const auto word = column.text_at(i)) ++counts[*word];
  return counts;
}

[[noreturn]] void refuse_third(const data::Column& column, std::string_view word) {
  throw Error(ErrorCode::bad_data,
              "column \"" + printable(column.name) + "\" has more than two words, also \"" +
                  printable(word) + "\", where yes or no is needed",
              "compare it, as in " + printable(column.name) + " == '" + printable(word) + "'");
}

// value(word) of each cell, NaN where it is missing; of a category once a level.
template <class Value>
std::vector<double> of_words(const data::Column& column, Value value) {
  std::vector<double> values(static_cast<std::size_t>(column.size()), kMissing);
  if (const auto* categories = std::get_if<data::Categories>(&column.values)) {
    std::vector<double> of_level;
    for (const std::string& level : categories->levels) of_level.push_back(value(level));
    for (std::size_t i = 0; i < values.size(); ++i)
      if (const std::int32_t code = categories->codes[i]; code >= 0)
        values[i] = of_level[static_cast<std::size_t>(code)];
    return values;
  }
  if (const auto* texts = std::get_if<data::Texts>(&column.values)) {
    const std::string_view all = texts->bytes;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!column.is_missing(static_cast<std::int64_t>(i)))
        values[i] = value(all.substr(texts->offsets[i], texts->offsets[i + 1] - texts->offsets[i]));
    return values;
  }
  for (std::int64_t i = 0; i < column.size(); ++i)
    if (const auto word = column.text_at(i)) values[static_cast<std::size_t>(i)] = value(*word);
  return values;
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

RowValues::RowValues(std::string_view formula, const data::Table& table, std::string positive,
                     const Reading* known)
    : formula_(formula), positive_(std::move(positive)), table_(&table),
      is_known_(known != nullptr), reading_(known != nullptr ? *known : Reading{}) {}

const data::Column& RowValues::column(const Expression& name) const {
  for (const data::Column& column : table_->columns)
    if (column.name == name.name) return column;
  calculus::fail_at(formula_, name.from, name.to,
                    "there is no column \"" + printable(name.name) + "\"",
                    did_you_mean(name.name, table_->column_names()));
}

// Which of a column's two words is yes, as was asked or as they sound.
Reading::TwoWords RowValues::yes_and_no(const data::Column& column) {
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
  notes_.push_back(name + ": " + evidence::literal(yes.word) + " counts as yes (" + yes.why + ")");
  Reading::TwoWords two{yes.word, {}};
  for (const auto& [word, count] : counts)
    if (word != yes.word) two.no = word;
  return two;
}

std::vector<double> RowValues::two_words(const data::Column& column) {
  if (const auto known = words_.find(column.name); known != words_.end()) return known->second;
  if (!reading_.words.contains(column.name)) {
    ensure(!is_known_, "a column of two words that was not read before");
    reading_.words[column.name] = yes_and_no(column);
  }
  const Reading::TwoWords& two = reading_.words.at(column.name);
  return words_[column.name] = of_words(column, [&](std::string_view word) {
           const bool yes = word == two.yes;
           if (!yes && word != two.no) refuse_third(column, word);
           return yes ? 1.0 : 0.0;
         });
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
  bool seen = is_known_;
  std::vector<double> values = of_words(words, [&](std::string_view word) {
    const bool same = word == text.name;
    seen = seen || same;
    return same == equal ? 1.0 : 0.0;
  });
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

// The value that counts as yes, as was asked; nothing where nothing was, or a word of another column.
std::optional<Reading::TwoValues> RowValues::asked_value(const Expression& e, double low,
                                                         double high) const {
  if (positive_.empty() || !reading_.words.empty()) return std::nullopt;
  const bool is_0_1 = (std::isnan(low) || low == 0 || low == 1) && (std::isnan(high) || high == 1);
  const double no = is_0_1 ? 0 : low, yes = is_0_1 ? 1 : high;
  double asked = kMissing;
  std::from_chars(positive_.data(), positive_.data() + positive_.size(), asked);
  if (asked == yes) return Reading::TwoValues{no, yes};
  if (asked == no) return Reading::TwoValues{yes, no};
  throw Error(
      ErrorCode::bad_option,
      "positive: label " + calculus::spelled(e) + " has no \"" + printable(positive_) + "\"",
      "it has " + shortest(no) + " and " + shortest(yes));
}

// The two values of a label, the larger one is yes; 0 and 1 stand for themselves, also where one of them is not there.
Reading::TwoValues RowValues::two_values(const Expression& e, const std::vector<double>& values) {
  double low = kMissing, high = kMissing;
  for (const double x : values) {
    if (std::isnan(x) || x == low || x == high) continue;
    if (std::isnan(low)) {
      low = x;
    } else if (std::isnan(high)) {
      high = x;
    } else {
      refuse_third_value(formula_, e);
    }
  }
  if (high < low) std::swap(low, high);
  if (const auto asked = asked_value(e, low, high)) return *asked;
  const bool is_0_1 = (std::isnan(low) || low == 0 || low == 1) && (std::isnan(high) || high == 1);
  if (is_0_1) return {0, 1};
  require(!std::isnan(high), ErrorCode::bad_data,
          "label " + calculus::spelled(e) + ": every row has the same value, neither 0 nor 1",
          "compare it, as in (" + calculus::spelled(e) + " > 0)");
  notes_.push_back(evidence::literal(calculus::spelled(e)) +
                   ": the larger of its two values counts as yes");
  return {low, high};
}

std::vector<double> RowValues::labels(const Expression& e) {
  std::vector<double> values = numbers(e);
  const std::string spelled = calculus::spelled(e);
  if (!reading_.labels.contains(spelled)) {
    ensure(!is_known_, "a label that was not read before");
    reading_.labels[spelled] = two_values(e, values);
  }
  const Reading::TwoValues two = reading_.labels.at(spelled);
  for (double& x : values) {
    if (std::isnan(x)) continue;
    if (x != two.no && x != two.yes) refuse_third_value(formula_, e);
    x = x == two.yes;
  }
  return values;
}

bool RowValues::is_yes_no(const Expression& e) {
  const auto [known, fresh] = reading_.yes_no.try_emplace(calculus::spelled(e), false);
  if (fresh) known->second = looks_yes_no(e);
  return known->second;
}

double RowValues::centre(const Expression& e, const std::vector<double>& x) {
  const auto [known, fresh] = reading_.centres.try_emplace(calculus::spelled(e), 0.0);
  if (!fresh) return known->second;
  double sum = 0;
  std::int64_t n = 0;
  for (const double v : x)
    if (!std::isnan(v)) sum += v, ++n;
  return known->second = n > 0 ? sum / static_cast<double>(n) : 0;
}

std::int64_t RowValues::rows_of_variance(std::int64_t here) {
  reading_.counts_rows = true;
  return reading_.rows > 0 ? reading_.rows : here;
}

bool RowValues::looks_yes_no(const Expression& e) const {
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
