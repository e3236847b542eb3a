// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/guess.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "qed/answers/measure/columns/complements.h"
#include "qed/answers/measure/steps/units/unit.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/roles/names.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Role;

constexpr std::size_t kMostModels = 12;  // columns that order lists, where none is named like it
constexpr std::array<std::string_view, 12> kLabelWords{"label",   "target",  "truth",    "true",
                                                       "actual",  "actuals", "observed", "obs",
                                                       "outcome", "y",       "response", "gold"};
// Of lists: before and after the words above.
constexpr std::array<std::string_view, 7> kRelevanceWords{
    "relevance", "relevant", "rel", "qrel", "grade", "judgment", "judgement"};
constexpr std::array<std::string_view, 12> kResponseWords{
    "clicked",   "click",      "clicks", "purchased", "purchase", "bought",
    "converted", "conversion", "booked", "booking",   "liked",    "rating"};
constexpr std::array<std::string_view, 11> kQueryNames{
    "query",  "queryid", "qid",       "querykey",   "search",      "searchid",
    "srchid", "request", "requestid", "impression", "impressionid"};
constexpr std::array<std::string_view, 3> kRankWords{"rank", "position", "pos"};
constexpr std::array<std::string_view, 13> kPredictionParts{
    "pred",     "prob",  "score", "forecast", "fitted", "yhat", "y_hat",
    "estimate", "model", "risk",  "expected", "fcst",   "logit"};
constexpr std::array<std::string_view, 4> kLower{"lower", "lo", "low", "lwr"},
    kUpper{"upper", "hi", "high", "upr"};

template <std::size_t N>
bool has_word(const std::string& name, const std::array<std::string_view, N>& list) {
  return std::ranges::any_of(data::words_of_name(name), [&](const std::string& w) {
    return std::ranges::find(list, w) != list.end();
  });
}
bool sounds_like_a_prediction(const std::string& name) {
  const std::string low = data::lower_case(name);
  return std::ranges::any_of(
      kPredictionParts, [&](std::string_view part) { return low.find(part) != std::string::npos; });
}

// Identifiers, moments, places and years are whole numbers that predict nothing.
bool says_where_a_row_belongs(const Column& c) {
  return c.type != data::ColumnType::number &&
         (data::names_a_unit(c.name) || data::names_a_place(c.name) || data::names_a_time(c.name));
}

bool can_be_used(Role role) {
  return role != Role::empty && role != Role::time && role != Role::id && role != Role::text;
}

// "p", "p_a", "pr_cat".
bool says_p(const std::string& name) {
  constexpr std::array<std::string_view, 3> kWords{"p", "pr", "phat"};
  return has_word(name, kWords);
}

// The column of a class: named like it, or ending in it.
const Column* column_of_class(const data::Table& table, const std::string& word,
                              const std::string& label) {
  const std::string w = data::lower_case(word);
  for (const Column& c : table.columns) {
    if (c.name == label || !c.is_numeric()) continue;
    const std::string name = data::lower_case(c.name);
    const bool ends =
        name.size() > w.size() + 1 && name.ends_with(w) &&
        std::isalnum(static_cast<unsigned char>(name[name.size() - w.size() - 1])) == 0 &&
        (sounds_like_a_prediction(name) || says_p(c.name));
    if (name == w || ends) return &c;
  }
  return nullptr;
}

bool lies_in_0_1(const Column& c) {
  for (std::int64_t i = 0; i < c.size(); ++i)
    if (const auto v = c.number_at(i); v && !(*v >= -1e-9 && *v <= 1 + 1e-9)) return false;
  return true;
}

// A probability, if it can be one.
bool is_p(const Column& c) {
  return says_p(c.name) && c.type == data::ColumnType::number && lies_in_0_1(c);
}

// "EstimatedSalary", "expected_income": of what is yes or no, an estimate of something else.
bool is_of_a_number(const Column& c) {
  constexpr std::array<std::string_view, 5> kParts{"estimate", "expected", "forecast", "fcst",
                                                   "fitted"};
  std::string rest = data::lower_case(c.name);
  for (const std::string_view part : kParts)
    if (const auto at = rest.find(part); at != std::string::npos) rest.erase(at, part.size());
  return !sounds_like_a_prediction(rest) && !lies_in_0_1(c);
}

bool has_the_words(const Column& c, const Labels& labels) {
  if (!holds_words(c)) return false;
  const auto words = distinct_words(c, 52);
  return std::ranges::all_of(words, [&](const std::string& w) {
    return std::ranges::find(labels.classes, w) != labels.classes.end();
  });
}

// One column a class, where every class has one.
std::vector<std::string> class_columns(const data::Table& table, const Labels& labels,
                                       const std::string& label) {
  std::vector<std::string> columns;
  for (const std::string& word : labels.classes) {
    const Column* c = word.empty() ? nullptr : column_of_class(table, word, label);
    // Of classes the names say enough: what is no probability is refused with its row.
    if (c == nullptr || (labels.task != Task::classes && !lies_in_0_1(*c))) return {};
    columns.push_back(c->name);
  }
  return columns;
}

void note_decisions(Predictions& p, const std::vector<std::string>& decisions) {
  for (const std::string& name : decisions)
    p.notes.push_back("column " + printable(name) +
                      " holds decisions and is left out; --prediction " + printable(name) +
                      " judges them");
}

// Columns of the label's own words that are named like predictions.
std::vector<std::string> columns_of_words(const data::Table& table, const std::string& label,
                                          const Labels& labels) {
  std::vector<std::string> columns;
  for (const Column& c : table.columns)
    if (c.name != label && sounds_like_a_prediction(c.name) && has_the_words(c, labels))
      columns.push_back(c.name);
  return columns;
}

// Columns named by levels are quantiles of one forecast, not models. Unasked, their levels lie on both sides of the
// median: p1, p2, p3 are something else.
bool take_sets(Predictions& p, const data::Table& table, const std::vector<std::string>& names,
               bool are_asked) {
  std::vector<std::string> left_out;
  auto sets = quantile_sets(table, names, left_out);
  const bool around = std::ranges::all_of(sets, [](const QuantileSet& set) {
    return set.levels.front() <= 0.5 && set.levels.back() >= 0.5;
  });
  if (!are_asked && !around) return false;
  std::size_t used = left_out.size();
  for (const QuantileSet& set : sets) used += set.columns.size();
  if (sets.empty() || used < names.size()) return false;
  for (const QuantileSet& set : sets)
    p.notes.push_back("columns " + join_words(set.columns) +
                      " are quantiles of one forecast, by their names" +
                      (sets.size() > 1 ? ": " + printable(set.name) : ""));
  if (!left_out.empty())
    p.notes.push_back("only levels that all forecasts have are compared, so " +
                      join_words(left_out) + " are left out");
  p.sets = std::move(sets);
  return true;
}

// μ and σ of normal laws.
bool take_laws(Predictions& p, const std::vector<std::string>& names, bool are_asked) {
  auto sets = normal_sets(names, are_asked);
  if (sets.empty() || (are_asked && 2 * sets.size() < names.size())) return false;
  for (const QuantileSet& set : sets)
    p.notes.push_back("columns " + join_words(set.columns) +
                      " are a normal law, judged by its quantiles at 0.1, 0.2, ..., 0.9");
  p.sets = std::move(sets);
  return true;
}

Predictions as_asked(const data::Table& table, const std::string& label, const Labels& labels,
                     const std::vector<std::string>& asked, const std::string& query) {
  Predictions p;
  for (const std::string& name : asked) {
    require(name != label, ErrorCode::bad_option,
            "prediction: \"" + printable(name) + "\" is the label", "say --label for the label");
    require(name != query, ErrorCode::bad_option,
            "prediction: \"" + printable(name) + "\" is the query", "say --query for the query");
    (void)table.column(name);
  }
  const bool ends = labels.task == Task::regression && asked.size() == 2 &&
                    has_word(asked[0], kLower) && has_word(asked[1], kUpper);
  const auto columns = class_columns(table, labels, label);
  const bool classes = labels.task == Task::classes && asked.size() == columns.size() &&
                       !columns.empty() && std::ranges::is_permutation(asked, columns);
  if (labels.task == Task::regression &&
      (take_sets(p, table, asked, true) || take_laws(p, asked, true)))
    return p;
  if (ends)
    p.ends = {asked[0], asked[1]};
  else if (classes)
    p.classes = columns;
  else
    p.columns = asked;
  return p;
}

// "decile_score.1", which joining two tables left: a model is not compared with itself. Two columns that are one stay:
// that they are is the answer.
void drop_copies(Predictions& p, const data::Table& table) {
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  std::vector<std::string> kept, notes;
  std::vector<std::vector<double>> numbers;
  for (const std::string& name : p.columns) {
    if (!table.column(name).is_numeric()) {
      kept.push_back(name), numbers.emplace_back();
      continue;
    }
    std::vector<double> own = table.column(name).numbers();
    const auto original = std::ranges::find_if(
        numbers, [&](const auto& other) { return std::ranges::equal(other, own, same); });
    if (original == numbers.end()) {
      kept.push_back(name), numbers.push_back(std::move(own));
      continue;
    }
    notes.push_back("column " + printable(name) + " is " +
                    printable(kept[static_cast<std::size_t>(original - numbers.begin())]) +
                    " in every row: it is taken once");
  }
  if (kept.size() < 2) return;
  p.columns = std::move(kept);
  p.notes.insert(p.notes.end(), notes.begin(), notes.end());
}

// Columns that are named like predictions: numbers first; decisions where there are no numbers.
void take_by_name(Predictions& p, const data::Table& table,
                  const std::vector<data::ColumnRole>& roles, const std::string& label,
                  const Labels& labels, const std::string& query) {
  std::vector<std::string> decisions;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    const Column& c = table.columns[k];
    const auto level = level_in(c.name);
    const bool named = sounds_like_a_prediction(c.name) ||
                       (labels.task == Task::regression && level && level->level >= 0.1) ||
                       (labels.task == Task::binary && is_p(c) && c.is_numeric());
    if (c.name == label || c.name == query || !named || !can_be_used(roles[k].role) ||
        says_where_a_row_belongs(c))
      continue;
    if (labels.task == Task::binary && c.is_numeric() && is_of_a_number(c)) continue;
    const bool two_values = labels.task == Task::binary && distinct_words(c, 3).size() <= 2;
    if (two_values ? c.is_numeric() || has_the_words(c, labels) : has_the_words(c, labels))
      decisions.push_back(c.name);
    else if (c.is_numeric() && labels.task != Task::classes)
      p.columns.push_back(c.name);
  }
  if (p.columns.empty()) {
    p.columns = decisions;
  } else {
    note_decisions(p, decisions);
  }
  drop_copies(p, table);
  take_complements_once(p, table, labels);
}

// Columns of numbers that could be predictions, were they said to be.
std::vector<std::string> numbers_left(const data::Table& table,
                                      const std::vector<data::ColumnRole>& roles,
                                      const std::string& label, const std::string& query) {
  std::vector<std::string> left;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    const Column& c = table.columns[k];
    if (c.name != label && c.name != query && c.is_numeric() && can_be_used(roles[k].role) &&
        !says_where_a_row_belongs(c))
      left.push_back(c.name);
  }
  // A constant is worth a word only where there is nothing else.
  std::vector<std::string> varying = left;
  std::erase_if(varying, [&](const std::string& name) {
    return distinct_words(table.column(name), 2).size() < 2;
  });
  return varying.empty() ? left : varying;
}

// Rows of a list can be ordered by any number.
void take_orders(Predictions& p, const data::Table& table,
                 const std::vector<data::ColumnRole>& roles, const std::string& label,
                 const std::string& query) {
  std::vector<std::string> ranks;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    const Column& c = table.columns[k];
    const bool number =
        c.is_numeric() && can_be_used(roles[k].role) && roles[k].role != Role::constant;
    if (c.name == label || c.name == query || !number || data::names_a_unit(c.name)) continue;
    (counts_ranks(c) ? ranks : p.columns).push_back(c.name);
  }
  if (p.columns.empty()) p.columns = ranks;
  require(!p.columns.empty() && p.columns.size() <= kMostModels, ErrorCode::bad_data,
          p.columns.empty() ? "no column looks like a prediction"
                            : "no column is named like a prediction, and " +
                                  std::to_string(p.columns.size()) + " hold numbers",
          "say which: --prediction COLUMN; there are " + join_words(table.column_names()));
}

// Labels stand first or last. A name like "default" between other columns may be a feature: then the last column, of
// the same two words and no prediction, is the label.
std::optional<std::string> last_of_its_words(const data::Table& table,
                                             const std::vector<data::ColumnRole>& roles,
                                             const std::string& named, const std::string& query) {
  if (table.columns.front().name == named) return std::nullopt;
  const Column* last = nullptr;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    const Column& c = table.columns[k];
    if (c.name != query && can_be_used(roles[k].role) && !sounds_like_a_prediction(c.name) &&
        !is_p(c))
      last = &c;
  }
  if (last == nullptr || last->name == named) return std::nullopt;
  auto words = distinct_words(table.column(named), 3), others = distinct_words(*last, 3);
  std::ranges::sort(words), std::ranges::sort(others);
  if (words.size() != 2 || words != others) return std::nullopt;
  return last->name;
}

// The columns of the label's values: probabilities of classes, or of no and yes. Are there such?
bool take_classes(Predictions& p, const data::Table& table, const std::string& label,
                  const Labels& labels) {
  const auto classes = class_columns(table, labels, label);
  if (!classes.empty() && labels.task == Task::classes) {
    p.classes = classes;
    p.notes.push_back("the columns " + join_words(classes) +
                      " are the probabilities of the classes");
    note_decisions(p, columns_of_words(table, label, labels));
    return true;
  }
  // Columns named by numbers may be other things: they are one model's where they sum to 1.
  const bool are_named_0_1 = classes.size() == 2 && labels.two_numbers &&
                             classes == labels.classes &&
                             where_no_sum_is_one(table, classes[0], classes[1]).empty();
  if (are_named_0_1 || (classes.size() == 2 && !labels.two_numbers)) {
    p.columns = {classes[1]};
    p.of_a_class = true;
    p.notes.push_back("predictions from column " + printable(classes[1]) + ", the probability of " +
                      printable(labels.classes[1]));
    if (const std::string off = where_no_sum_is_one(table, classes[0], classes[1]); !off.empty())
      p.notes.push_back("columns " + printable(classes[0]) + " and " + printable(classes[1]) + " " +
                        off + ": they are no probabilities of one law, and " +
                        printable(classes[0]) + " is not looked at");
    note_decisions(p, columns_of_words(table, label, labels));
    return true;
  }
  return false;
}

// Why nothing can be taken for a prediction, and what could be said.
[[noreturn]] void refuse_to_guess(const data::Table& table, std::vector<std::string> left,
                                  const std::string& label, const Labels& labels) {
  constexpr std::size_t kMostNamed = 12;
  const std::string words =
      std::to_string(labels.classes.size()) + " classes (" + join_words(labels.classes) + ")";
  if (labels.task == Task::classes)
    throw Error(
        ErrorCode::bad_data,
        "the label \"" + printable(label) + "\" has " + words +
            (left.size() == 1 ? ", and column \"" + printable(left.front()) +
                                    "\" is one number a row: it cannot say which of them"
                              : ", and no column holds its words or is named like one of them"),
        "give each class a column of its probabilities, named like it, or one column of "
        "predicted classes; --label COLUMN chooses another label");
  const bool one = left.size() == 1;
  if (one && distinct_words(table.column(left.front()), 2).size() < 2)
    throw Error(ErrorCode::bad_data,
                "column \"" + printable(left.front()) +
                    "\", the only one of numbers beside the label \"" + printable(label) +
                    "\", is the same in every row, so it tells no row from another",
                "--prediction " + printable(left.front()) + " measures it all the same");
  const std::string more = left.size() > kMostNamed
                               ? " (and " + std::to_string(left.size() - kMostNamed) + " more)"
                               : "";
  if (left.size() > kMostNamed) left.resize(kMostNamed);
  throw Error(
      ErrorCode::bad_data,
      "no column is named like a prediction (pred, prob, score, forecast, model ...)" +
          (left.empty() ? std::string(", and none holds numbers beside the label \"") +
                              printable(label) + "\""
                        : ": beside the label \"" + printable(label) + "\" " +
                              (one ? "the column of numbers is " : "the columns of numbers are ") +
                              join_words(left) + more),
      "say which predicts, a feature does not: --prediction COLUMN");
}

// The one column of numbers in [0, 1] that is left beside a label of yes and no: anything else may be a feature.
void take_what_is_left(Predictions& p, const data::Table& table,
                       const std::vector<data::ColumnRole>& roles, const std::string& label,
                       const Labels& labels) {
  const auto left = numbers_left(table, roles, label, "");
  const bool one = labels.task == Task::binary && left.size() == 1 &&
                   lies_in_0_1(table.column(left.front())) &&
                   distinct_words(table.column(left.front()), 3).size() > 2;
  if (!one) refuse_to_guess(table, left, label, labels);
  p.columns = left;
}

}  // namespace

bool says_probability(const std::string& name) {
  constexpr std::array<std::string_view, 6> kParts{"prob",   "risk",       "likelihood",
                                                   "chance", "propensity", "posterior"};
  constexpr std::array<std::string_view, 3> kWords{"pd", "calibrated", "confidence"};
  const std::string low = data::lower_case(name);
  const auto holds = [&](std::string_view part) { return low.find(part) != std::string::npos; };
  return says_p(name) || has_word(name, kWords) || std::ranges::any_of(kParts, holds);
}

bool counts_ranks(const Column& column) {
  const auto words = data::words_of_name(column.name);
  if (words.empty() || std::ranges::find(kRankWords, words.back()) == kRankWords.end())
    return false;
  const auto* values = std::get_if<std::vector<std::int64_t>>(&column.values);
  return values != nullptr && std::ranges::all_of(*values, [](std::int64_t v) { return v >= 0; });
}

std::optional<std::string> guess_query(const data::Table& table,
                                       const std::vector<data::ColumnRole>& roles,
                                       const std::string& asked) {
  const double share = static_cast<double>(table.rows) /
                       static_cast<double>(std::max(table.rows, table.rows_in_file));
  for (const Column& c : table.columns) {
    std::string joined;
    for (const std::string& word : data::words_of_name(c.name)) joined += word;
    if (std::ranges::find(kQueryNames, joined) == kQueryNames.end() || !stands_for_lists(c, share))
      continue;
    const auto label = asked.empty() ? guess_label(table, roles, c.name) : asked;
    if (!label || *label == c.name || !looks_like_relevance(table.column(*label))) continue;
    const bool numbers = std::ranges::any_of(table.columns, [&](const Column& other) {
      return other.name != c.name && other.name != *label && other.is_numeric() &&
             !data::names_a_unit(other.name) && distinct_words(other, 3).size() > 2;
    });
    if (numbers) return c.name;
  }
  return std::nullopt;
}

std::optional<std::string> guess_label(const data::Table& table,
                                       const std::vector<data::ColumnRole>& roles,
                                       const std::string& query) {
  const auto by = [&](auto&& is_it) -> std::optional<std::string> {
    for (std::size_t k = 0; k < table.columns.size(); ++k)
      if (table.columns[k].name != query && is_it(table.columns[k], roles[k].role))
        return table.columns[k].name;
    return std::nullopt;
  };
  const auto named_by = [&](const auto& words) {
    return by([&](const Column& c, Role role) {
      return role != Role::empty && role != Role::time && has_word(c.name, words) &&
             !sounds_like_a_prediction(c.name);
    });
  };
  const bool lists = !query.empty();
  if (lists)
    if (auto relevance = named_by(kRelevanceWords)) return relevance;
  if (auto named = named_by(kLabelWords)) return named;
  if (lists)
    if (auto response = named_by(kResponseWords)) return response;
  if (auto label = by([](const Column&, Role role) { return role == Role::label; }))
    return last_of_its_words(table, roles, *label, query).value_or(*label);
  if (auto two = by([](const Column& c, Role role) {
        return can_be_used(role) && !sounds_like_a_prediction(c.name) &&
               distinct_words(c, 3).size() == 2;
      }))
    return two;
  // The one column of numbers beside what is named like a prediction.
  std::vector<std::string> left;
  bool predictions = false;
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    const Column& c = table.columns[k];
    if (c.name == query || !c.is_numeric() || !can_be_used(roles[k].role)) continue;
    if (sounds_like_a_prediction(c.name) || level_in(c.name) || has_word(c.name, kLower) ||
        has_word(c.name, kUpper))
      predictions = true;
    else
      left.push_back(c.name);
  }
  if (predictions && left.size() == 1) return left.front();
  return std::nullopt;
}

Predictions find_predictions(const data::Table& table, const std::vector<data::ColumnRole>& roles,
                             const std::string& label, const Labels& labels,
                             const std::vector<std::string>& asked, const std::string& query) {
  if (!asked.empty()) return as_asked(table, label, labels, asked, query);
  Predictions p;
  if (take_classes(p, table, label, labels)) return p;
  if (labels.task == Task::regression) {
    std::vector<std::string> named;
    for (const Column& c : table.columns)
      if (c.name != label && c.is_numeric() && level_in(c.name)) named.push_back(c.name);
    if (take_sets(p, table, named, false)) return p;
    std::vector<std::string> numbers;  // one σ for all rows is as good
    for (const Column& c : table.columns)
      if (c.name != label && c.is_numeric()) numbers.push_back(c.name);
    if (take_laws(p, numbers, false)) return p;
    std::string lower_end, upper_end;
    for (const Column& c : table.columns) {
      if (c.is_numeric() && c.name != label && has_word(c.name, kLower)) lower_end = c.name;
      if (c.is_numeric() && c.name != label && has_word(c.name, kUpper)) upper_end = c.name;
    }
    if (!lower_end.empty() && !upper_end.empty()) {
      p.ends = {lower_end, upper_end};
      p.notes.push_back("columns " + printable(lower_end) + " and " + printable(upper_end) +
                        " are the ends of an interval; --prediction chooses others");
      return p;
    }
  }
  take_by_name(p, table, roles, label, labels, query);
  if (p.columns.empty()) {
    p.by_name = false;
    labels.task == Task::ranking ? take_orders(p, table, roles, label, query)
                                 : take_what_is_left(p, table, roles, label, labels);
    p.notes.push_back("no column is named like a prediction: " +
                      (p.columns.size() == 1 ? "the column of numbers that is left is taken"
                                             : "all " + std::to_string(p.columns.size()) +
                                                   " columns of numbers are looked at") +
                      "; --prediction chooses");
  } else {
    p.notes.insert(p.notes.begin(),
                   "predictions from column" + std::string(p.columns.size() > 1 ? "s " : " ") +
                       join_words(p.columns) + ", by name; --prediction chooses others");
  }
  return p;
}

}  // namespace qed::answers::measure
