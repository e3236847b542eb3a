// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/labels.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/roles/names.h"

namespace qed::answers::measure {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostClasses = 50;

struct Counted {
  std::vector<std::string> words;
  std::vector<std::int64_t> counts;
};
Counted count_words(const data::Column& column, const std::vector<std::string>& words) {
  Counted c{words, std::vector<std::int64_t>(words.size(), 0)};
  const auto codes = codes_of(column, words);
  for (const double code : codes)
    if (!std::isnan(code)) ++c.counts[static_cast<std::size_t>(code)];
  return c;
}

// no and yes of one or two words; why.
struct Sides {
  std::vector<std::string> words;
  std::string why;
};
// A word as the column spells it: every yes is its yes.
std::string as_held(const std::string& word, const data::Column& column) {
  const int truth = data::truth_of(word);
  if (column.type != data::ColumnType::boolean || truth < 0) return word;
  return column.spelled[static_cast<std::size_t>(truth)];
}
Sides sides_of(const Counted& c, const std::string& positive, const data::Column& column) {
  const auto [words, counts] = c;
  if (!positive.empty()) {
    const auto at = std::ranges::find(words, positive);
    require(
        at != words.end() || words.size() == 1, ErrorCode::bad_option,
        "positive: label \"" + printable(column.name) + "\" has no \"" + printable(positive) + "\"",
        "it has " + join_words(words) +
            (column.type == data::ColumnType::boolean ? ", which may stand as yes and no" : ""));
    if (words.size() == 1 && at == words.end()) return {{words[0], positive}, "as asked"};
    const std::string no = words.size() == 1 ? "" : words[at == words.begin() ? 1 : 0];
    return {{no, positive}, "as asked"};
  }
  if (words.size() == 1)
    return data::says_yes(words[0]) ? Sides{{"", words[0]}, "by its name"}
                                    : Sides{{words[0], ""}, ""};
  for (const std::size_t k : {0U, 1U})
    if (data::says_yes(words[k])) return {{words[1 - k], words[k]}, "by its name"};
  const std::size_t rarer = counts[0] < counts[1] ? 0 : 1;
  return {{words[1 - rarer], words[rarer]}, "the rarer of the two"};
}

Labels of_words(const data::Column& column, const std::string& positive) {
  const auto words = distinct_words(column, kMostClasses + 1);
  const std::string name = printable(column.name);
  require(!words.empty(), ErrorCode::bad_data, "label \"" + name + "\": every cell is missing");
  require(words.size() <= kMostClasses, ErrorCode::bad_data,
          "label \"" + name + "\" has more than " + std::to_string(kMostClasses) +
              " different words, too many for classes",
          "say which column is the label: --label COLUMN");
  Labels labels;
  if (words.size() > 2) {
    require(positive.empty(), ErrorCode::bad_option,
            "positive: label \"" + name + "\" has " + std::to_string(words.size()) +
                " words, so there is no yes and no",
            "leave --positive out to judge all classes");
    labels.task = Task::classes;
    labels.classes = words;
    labels.y = codes_of(column, words);
    return labels;
  }
  const Sides sides = sides_of(count_words(column, words), as_held(positive, column), column);
  labels.classes = sides.words;
  labels.y = codes_of(column, sides.words);
  if (!sides.why.empty() && sides.why != "as asked" && column.type != data::ColumnType::boolean)
    labels.note = name + ": " + printable(sides.words[1]) + " counts as yes (" + sides.why +
                  "); --positive turns it";
  return labels;
}

// The relevance from which on a row counts, as asked.
double least_relevance(const std::string& positive, const std::string& column) {
  if (positive.empty()) return 0;
  double from = 0;
  const char* end = positive.data() + positive.size();
  const auto [stop, error] = std::from_chars(positive.data(), end, from);
  require(error == std::errc() && stop == end && std::isfinite(from) && from > 0,
          ErrorCode::bad_option,
          "positive: is \"" + printable(positive) + "\", but relevance \"" + printable(column) +
              "\" holds numbers",
          "give the least number, above 0, that counts as relevant");
  return from;
}

// The distinct values of numbers, rising, at most three.
std::vector<double> few_values(const std::vector<double>& values) {
  std::vector<double> found;
  for (const double v : values) {
    if (std::isnan(v) || std::ranges::find(found, v) != found.end()) continue;
    found.push_back(v);
    if (found.size() > 2) break;
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

bool holds_words(const data::Column& column) {
  return column.type == data::ColumnType::category || column.type == data::ColumnType::text ||
         column.type == data::ColumnType::boolean;
}

std::vector<std::string> distinct_words(const data::Column& column, std::size_t most) {
  std::vector<std::string> words;
  if (const auto* c = std::get_if<data::Categories>(&column.values)) {
    std::vector<bool> seen(c->levels.size(), false);
    for (const std::int32_t code : c->codes) {
      if (code < 0 || seen[static_cast<std::size_t>(code)]) continue;
      seen[static_cast<std::size_t>(code)] = true;
      words.push_back(c->levels[static_cast<std::size_t>(code)]);
      if (words.size() == most) return words;
    }
    return words;
  }
  for (std::int64_t i = 0; i < column.size() && words.size() < most; ++i)
    if (auto word = column.text_at(i); word && std::ranges::find(words, *word) == words.end())
      words.push_back(std::move(*word));
  return words;
}

std::string as_spelled_in(const std::vector<std::string>& classes, const std::string& word,
                          const data::Column& column) {
  if (column.type != data::ColumnType::boolean) return word;
  const auto same = std::ranges::find(classes, data::truth_of(word), data::truth_of);
  return same == classes.end() ? word : *same;
}

std::vector<double> codes_of(const data::Column& column, const std::vector<std::string>& classes) {
  std::unordered_map<std::string, double> code;
  for (std::size_t k = 0; k < classes.size(); ++k) code.emplace(classes[k], static_cast<double>(k));
  const auto look = [&](const std::string& word) {
    const auto at = code.find(word);
    require(at != code.end(), ErrorCode::bad_data,
            "column \"" + printable(column.name) + "\" has the word \"" + printable(word) +
                "\", which is no class of the label",
            did_you_mean(word, classes));
    return at->second;
  };
  std::vector<double> codes(static_cast<std::size_t>(column.size()), kMissing);
  if (const auto* c = std::get_if<data::Categories>(&column.values)) {
    std::vector<double> of_level(c->levels.size(), -1);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (c->codes[i] < 0) continue;
      double& mine = of_level[static_cast<std::size_t>(c->codes[i])];
      if (mine < 0) mine = look(c->levels[static_cast<std::size_t>(c->codes[i])]);
      codes[i] = mine;
    }
    return codes;
  }
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (const auto word = column.text_at(static_cast<std::int64_t>(i)))
      codes[i] = look(as_spelled_in(classes, *word, column));
  return codes;
}

bool looks_like_relevance(const data::Column& column) {
  if (holds_words(column)) return distinct_words(column, 3).size() <= 2;
  constexpr double kLargestGrade = 10;
  bool any = false;
  for (std::int64_t i = 0; i < column.size(); ++i)
    if (const auto v = column.number_at(i)) {
      if (!(*v >= 0 && *v <= kLargestGrade && *v == std::floor(*v))) return false;
      any = true;
    }
  return any;
}

void require_relevance(const std::vector<double>& values, const std::string& column,
                       std::int64_t first_row) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] < 0)
      throw Error(ErrorCode::bad_value,
                  "row " + counted(first_row + static_cast<std::int64_t>(i) + 1) +
                      ": relevance \"" + printable(column) + "\" is " + shortest(values[i]) +
                      ", but must be 0 or more",
                  "0 is not relevant; --query none judges the rows one by one");
}

Labels relevance_of(const data::Column& column, const std::string& positive) {
  Labels labels;
  if (holds_words(column)) {
    labels = of_words(column, positive);
    require(labels.task == Task::binary, ErrorCode::bad_data,
            "label \"" + printable(column.name) + "\" has " +
                std::to_string(labels.classes.size()) +
                " words, but relevance is yes or no, or a number",
            "give grades as numbers: 0 is not relevant, more is more");
    labels.task = Task::ranking;
    return labels;
  }
  labels.task = Task::ranking;
  labels.y = column.numbers();
  for (double& v : labels.y)
    if (!std::isfinite(v)) v = kMissing;
  const auto found = few_values(labels.y);
  require(!found.empty(), ErrorCode::bad_data,
          "label \"" + printable(column.name) + "\": every cell is missing");
  if (!positive.empty() && found.size() <= 2) {  // two numbers are a no and a yes
    labels = labels_of(column, positive);
    labels.task = Task::ranking;
    return labels;
  }
  require_relevance(labels.y, column.name);
  labels.relevant_from = least_relevance(positive, column.name);
  return labels;
}

Labels labels_of(const data::Column& column, const std::string& positive) {
  if (holds_words(column)) return of_words(column, positive);
  std::vector<double> values = column.numbers();
  for (double& v : values)
    if (!std::isfinite(v)) v = kMissing;
  const auto found = few_values(values);
  const std::string name = printable(column.name);
  require(!found.empty(), ErrorCode::bad_data, "label \"" + name + "\": every cell is missing");
  Labels labels;
  if (found.size() > 2) {
    require(positive.empty(), ErrorCode::bad_option,
            "positive: label \"" + name + "\" holds numbers, more than two different ones");
    labels.task = Task::regression;
    labels.y = std::move(values);
    return labels;
  }
  labels.two_numbers = true;
  double yes = found.back();
  if (found.size() == 1 && found[0] != 1) yes = found[0] == 0 ? 1 : found[0] + 1;
  if (!positive.empty()) {
    const auto at = std::ranges::find_if(found, [&](double v) { return shortest(v) == positive; });
    require(at != found.end() || found.size() == 1, ErrorCode::bad_option,
            "positive: label \"" + name + "\" has no \"" + printable(positive) + "\"",
            "it has " + shortest(found.front()) + " and " + shortest(found.back()));
    if (at != found.end()) yes = *at;
  }
  double no = found.size() == 2 ? (yes == found[0] ? found[1] : found[0]) : kMissing;
  if (found.size() == 1 && found[0] != yes) no = found[0];
  labels.classes = {std::isnan(no) ? "" : shortest(no), shortest(yes)};
  if (found.size() == 2 && !(found[0] == 0 && found[1] == 1) && positive.empty())
    labels.note = name + ": " + shortest(yes) +
                  ", the larger of its two values, counts as yes; --positive turns it";
  for (double& v : values)
    if (!std::isnan(v)) v = v == yes;
  labels.y = std::move(values);
  return labels;
}

}  // namespace qed::answers::measure
