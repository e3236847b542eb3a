// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/prepare.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "qed/answers/interval/steps/kinds.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/bytes/memory.h"
#include "qed/data/read.h"
#include "qed/data/roles/identifiers.h"
#include "qed/data/roles/moments.h"
#include "qed/data/roles/names.h"

namespace qed::answers::interval {
namespace {

using data::Role;

// Of a larger file a random sample answers, and says so: its interval is that of fewer rows, and holds.
constexpr std::int64_t kMostRows = 20'000'000, kMostCells = 40'000'000;
constexpr std::int64_t kPassingSample = 200'000;
constexpr std::uint64_t kMostText = std::uint64_t{512} << 20;  // longer ones are read in passing

// A column's name as a formula takes it.
std::string in_formula(const std::string& name) {
  calculus::Expression e;
  e.kind = calculus::Expression::Kind::name;
  e.name = name;
  return calculus::spelled(e);
}

bool sounds_like_a_score(std::string name) {
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* word : {"score", "prob", "proba", "y_pred_proba", "risk", "prediction"})
    if (name.find(word) != std::string::npos) return true;
  return false;
}

// Where a row lies or when it was: no amount to take the mean of unasked.
bool is_place_or_time(const data::Column& column, Role role) {
  constexpr std::string_view kWords[] = {"lat",   "lon",   "lng",  "latitude",  "longitude",
                                         "year",  "month", "day",  "hour",      "zip",
                                         "epoch", "step",  "iter", "iteration", "index"};
  const std::string name = data::lower_case(column.name);
  return std::ranges::find(kWords, name) != std::end(kWords) || data::says_when(column, role);
}

// What names or numbers rows, or something that they belong to: an identifier, an index, a count that begins again.
bool names_rows(const data::Column& column) {
  constexpr std::string_view kWords[] = {"row",  "rowid", "idx",    "index", "nr",    "no",
                                         "line", "code",  "serial", "col",   "column"};
  const std::vector<std::string> words = data::words_of_name(column.name);
  const bool named =
      data::names_a_unit(column.name) ||
      (!words.empty() && (std::ranges::find(kWords, words.back()) != std::end(kWords) ||
                          (words.back() == "number" && words.size() > 1)));
  return (named && data::are_whole(column)) || data::counts_rows(column);
}

// The first values, at most three.
std::set<std::string> some_values(const data::Column& column) {
  std::set<std::string> values;
  for (std::int64_t i = 0; i < column.size() && values.size() < 3; ++i)
    if (auto value = column.text_at(i)) values.insert(std::move(*value));
  return values;
}
bool has_two_values(const data::Column& column) { return some_values(column).size() == 2; }

// 0 or 1, true or false, in every row that has a value.
bool is_yes_or_no(const data::Column& column) {
  if (column.type == data::ColumnType::boolean) return true;
  if (!column.is_numeric()) return false;
  const std::vector<double> values = column.numbers();
  return std::ranges::all_of(values, [](double v) { return std::isnan(v) || v == 0 || v == 1; });
}

// One of two values is a yes: an outcome, where two arms or two channels are not.
bool says_yes_or_no(const data::Column& column) {
  return std::ranges::any_of(some_values(column), data::says_yes);
}

// Words that repeat: kinds of rows, not names of each.
bool has_some_kinds(const data::Column& column) {
  const auto* const words = std::get_if<data::Categories>(&column.values);
  return words != nullptr && words->levels.size() >= kFewestKinds &&
         words->levels.size() <= std::min(kMostKinds, words->codes.size() / 2);
}

// A column of one value that is an outcome or an amount.
bool asks_for_itself(const data::Column& column) {
  return is_yes_or_no(column) ||
         (column.is_numeric() && !names_rows(column) && !is_place_or_time(column, Role::constant));
}

struct Guess {
  std::string formula, why;
};

// A label with its score; a label; the first number that means something; a column of two values; of words; of one
// value, 0 or 1 or another number.
Guess guess(const data::Table& table, const std::vector<data::ColumnRole>& roles, bool of_numbers) {
  const data::Column *label = nullptr, *score = nullptr, *number = nullptr, *yes_no = nullptr,
                     *words = nullptr, *same = nullptr;
  std::string passed_over;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    const data::Column& c = table.columns[k];
    const Role role = roles[k].role;
    const bool two = (role == Role::label || role == Role::feature || role == Role::category) &&
                     has_two_values(c);
    if (!label && role == Role::label && two) label = &c;
    if (two && (!yes_no || (says_yes_or_no(c) && !says_yes_or_no(*yes_no)))) yes_no = &c;
    if (!words && role == Role::category && has_some_kinds(c)) words = &c;
    if (role == Role::constant && asks_for_itself(c) &&
        (!same || (is_yes_or_no(c) && !is_yes_or_no(*same))))
      same = &c;
    if (!c.is_numeric() || two || (role != Role::feature && role != Role::label)) continue;
    if (is_place_or_time(c, role)) continue;
    if (names_rows(c)) {
      if (passed_over.empty()) passed_over = c.name;
      continue;
    }
    if (!score && sounds_like_a_score(c.name)) score = &c;
    if (!number || (number->type != data::ColumnType::number && c.type == data::ColumnType::number))
      number = &c;
  }
  if (!of_numbers && label && score)
    return {"auc(" + in_formula(score->name) + ", " + in_formula(label->name) + ")",
            "a score and a label, by their names"};
  if (!of_numbers && label)
    return {"share(" + in_formula(label->name) + ")", "the column that looks like a label"};
  if (number) return {"mean(" + in_formula(number->name) + ")", "the first column of numbers"};
  if (!of_numbers && yes_no)
    return {"share(" + in_formula(yes_no->name) + ")", says_yes_or_no(*yes_no)
                                                           ? "the first column of yes and no"
                                                           : "the first column of two values"};
  if (!of_numbers && words)
    return {"share(" + in_formula(words->name) + ")", "the first column of words"};
  if (same && !of_numbers && is_yes_or_no(*same))
    return {"share(" + in_formula(same->name) + ")",
            "the first column of 0 and 1, all of one kind"};
  if (same && same->is_numeric())
    return {"mean(" + in_formula(same->name) + ")", "the first column of numbers, all equal"};
  throw Error(
      ErrorCode::bad_data,
      "no column of numbers, or of two values, to ask about" +
          (passed_over.empty() ? "" : " (" + printable(passed_over) + " names or counts rows)"),
      "say what you want to know: --statistic 'share(kind == \"a\")'");
}

// Labels where they are known, predictions everywhere: all rows must miss at most the label.
void check_predicted(const IntervalOptions& options) {
  require(!options.asks_for_predictions() || (!options.new_case && !options.peeking),
          ErrorCode::bad_option,
          "predicted: goes with a mean or share, not with --new-case or --peeking");
}

// Every interval but a quantile's sums squares.
void require_that_squares_hold(const Statistic& s) {
  constexpr double kLargest = 1e150;
  using statistics::Functional;
  if (s.quantity.functional == Functional::quantile) return;
  for (const auto& term : s.terms)
    for (std::size_t i = 0; i < term.size(); ++i)
      if (!(std::abs(term[i]) <= kLargest))
        throw Error(ErrorCode::bad_data,
                    printable(s.text, 60) + ": row " + std::to_string(s.rows[i] + 1) + " gives " +
                        shortest(term[i]) + ", whose square is too large for a number",
                    "ask of it in a larger unit, as mean(x/1e300)");
}

// A share of a column of words becomes that of the commonest, and the others stand beside it.
void ask_of_kinds(Prepared& p, const IntervalOptions& options) {
  if (!options.weights.empty() || !options.positive.empty()) return;
  const auto kinds = kinds_of(p.formula, p.table);
  if (!kinds) return;
  p.asked = "share(" + in_formula(kinds->column) + ")";
  p.formula = kinds->formula, p.kinds = kinds->column;
  p.notes.push_back("column " + printable(kinds->column) +
                    " holds several words: the answer is about the commonest, and the shares of "
                    "all of them stand in the table, holding together");
}

}  // namespace

StatisticSettings settings_of(const IntervalOptions& options) {
  return {.threshold = options.threshold,
          .positive = options.positive,
          .weights = options.weights,
          .lower = options.lower,
          .upper = options.upper};
}

Prepared bound_to(data::Table table, const IntervalOptions& options, const std::string& file) {
  Prepared p;
  p.table = std::move(table);
  p.notes = p.table.notes;
  require(p.table.rows > 0, ErrorCode::bad_data, printable(file, 200) + ": has no rows");
  p.roles = data::roles(p.table);
  p.formula = options.statistic;
  if (p.formula.empty()) {
    Guess guessed = guess(p.table, p.roles, options.new_case);
    p.formula = guessed.formula;
    p.guessed = guessed.why;
  }
  try {
    ask_of_kinds(p, options);
    p.statistic = bind_statistic(p.formula, p.table, settings_of(options));
  } catch (Error& error) {
    throw error.with_context(error.code() == ErrorCode::bad_option ? "statistic"
                                                                   : printable(file, 200));
  }
  if (p.kinds.empty()) p.asked = p.statistic.text;
  require_that_squares_hold(p.statistic);
  if (options.new_case) {
    using statistics::Functional;
    const Functional f = p.statistic.quantity.functional;
    require(options.weights.empty(), ErrorCode::bad_option,
            "new_case: rows that weigh differently are no rows that a new one could stand among",
            "leave out --weights");
    require(f == Functional::mean, ErrorCode::bad_option,
            "new_case: asks where the next row's value lies, so the statistic is mean(x), not " +
                printable(p.statistic.text, 60));
    p.statistic.quantity = statistics::new_case_quantity();
    p.statistic.text = "new case of " + p.statistic.text.substr(5, p.statistic.text.size() - 6);
  }
  for (std::string& note : p.statistic.notes) p.notes.push_back(std::move(note));
  if (!p.guessed.empty())
    p.notes.insert(p.notes.begin(), "asked for " + p.statistic.text + ", " + p.guessed +
                                        "; --statistic asks something else");
  return p;
}

data::Table read(const std::string& file, const IntervalOptions& options, std::uint64_t seed,
                 const Progress& progress, data::BatchVisitor& all) {
  check_predicted(options);
  require(options.lower < options.upper, ErrorCode::bad_option,
          "lower: is " + shortest(options.lower) + ", but must be below --upper, " +
              shortest(options.upper));
  return data::read_table(file,
                          {.sample = kMostRows,
                           .cells = kMostCells,
                           .passing = kPassingSample,
                           .seed = seed,
                           .memory = std::min(kMostText, data::text_limit()),
                           .visitor = &all},
                          progress);
}

}  // namespace qed::answers::interval
