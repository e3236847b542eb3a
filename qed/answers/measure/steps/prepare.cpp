// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/prepare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "qed/answers/measure/steps/guess.h"
#include "qed/answers/measure/steps/labels.h"
#include "qed/answers/measure/steps/match.h"
#include "qed/answers/measure/steps/unit.h"
#include "qed/answers/question/command.h"
#include "qed/answers/question/source.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/bytes/memory.h"
#include "qed/data/read.h"
#include "qed/metrics/multiclass/multiclass.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Table;

// Scores, labels and what metrics make of them take some 400 bytes a row.
std::int64_t most_rows() {
  return std::max<std::int64_t>(1'000'000, static_cast<std::int64_t>(data::usable_memory() / 512));
}

constexpr std::int64_t kPassingSample = 1'000'000;  // of a file too long to be held

// most: rows of a random sample of a longer file; 0: all rows.
Table read(const std::string& file, std::int64_t most, std::uint64_t seed,
           const Progress& progress) {
  Table table =
      data::read_table(file, {.sample = most, .passing = kPassingSample, .seed = seed}, progress);
  require(table.rows > 0, ErrorCode::bad_data, printable(file, 200) + ": has no rows");
  return table;
}

// A prediction column as numbers; words of the label, and two numbers where labels are 0 and 1, are decisions.
std::vector<double> prediction_of(const Column& column, const Labels& labels) {
  if (holds_words(column) && !labels.classes.empty()) {
    // A label that turned out to have one class has an empty name for the other.
    return codes_of(column, labels.classes);
  }
  require(!holds_words(column), ErrorCode::bad_data,
          "prediction \"" + printable(column.name) + "\" holds words, but the label holds numbers");
  require(labels.task != Task::classes, ErrorCode::bad_data,
          "prediction \"" + printable(column.name) +
              "\" is one column of numbers, but the label has " +
              std::to_string(labels.classes.size()) + " classes",
          "name one column of probabilities a class, in the order " + join_words(labels.classes) +
              ", or a column of predicted classes");
  return column.numbers();
}

// The models of one table: `name` where the columns' own names would be taken already.
std::vector<Model> models_of(const Table& table, const Predictions& p, const Labels& labels,
                             const std::string& name) {
  std::vector<Model> models;
  if (!p.classes.empty()) {
    Model m{.name = name, .form = Form::probabilities, .f = {}};
    for (const std::string& column : p.classes) m.P.push_back(table.column(column).numbers());
    models.push_back(std::move(m));
  }
  if (p.ends) {
    Model m{.name = p.ends->first + " to " + p.ends->second,
            .form = Form::interval,
            .f = table.column(p.ends->first).numbers()};
    m.upper = table.column(p.ends->second).numbers();
    models.push_back(std::move(m));
  }
  for (const std::string& column : p.columns) {
    Model m{.name = column,
            .form = labels.task == Task::classes   ? Form::class_word
                    : labels.task == Task::ranking ? Form::ranks
                                                   : Form::score,
            .f = {}};
    m.f = prediction_of(table.column(column), labels);
    m.were_places = labels.task == Task::ranking && counts_ranks(table.column(column));
    if (m.were_places)
      for (double& f : m.f) f = -f;
    models.push_back(std::move(m));
  }
  return models;
}

bool is_whole(const Model& m, std::size_t i) {
  if (!m.f.empty() && !std::isfinite(m.f[i])) return false;
  if (!m.upper.empty() && !std::isfinite(m.upper[i])) return false;
  return std::ranges::all_of(m.P, [i](const auto& column) { return std::isfinite(column[i]); });
}

// Names that both files use are told apart by the files' own.
void rename(std::vector<Model>& first, std::vector<Model>& second,
            const std::vector<std::string>& files) {
  std::set<std::string> names;
  for (const Model& m : first) names.insert(m.name);
  const bool same =
      std::ranges::any_of(second, [&](const Model& m) { return names.contains(m.name); });
  if (!same) return;
  const auto apart = [](std::vector<Model>& models, const std::string& file) {
    for (Model& m : models) m.name = models.size() == 1 ? file : file + ": " + m.name;
  };
  std::string a = stem(files[0]), b = stem(files[1]);
  if (a == b) a += " (first)", b += " (second)";
  apart(first, a), apart(second, b);
}

void add_note(Prepared& p, std::string note) {
  if (!note.empty() && std::ranges::find(p.notes, note) == p.notes.end())
    p.notes.push_back(std::move(note));
}

// Lists without a relevant row have no value; of very many, a sample. Their rows one after the other.
void keep_lists(Prepared& p, const Rows& all, std::vector<std::size_t>& places,
                std::uint64_t seed) {
  std::vector<std::int64_t> length(static_cast<std::size_t>(all.queries), 0), relevant = length;
  for (const std::size_t i : places) {
    const auto q = static_cast<std::size_t>(all.query[i]);
    ++length[q], relevant[q] += all.is_relevant(i);
  }
  std::int64_t useful = 0;
  for (std::size_t q = 0; q < length.size(); ++q) {
    p.queries_read += length[q] > 0;
    if (relevant[q] == 0) length[q] = 0;
    useful += length[q] > 0;
  }
  p.without_relevance = p.queries_read - useful;
  require(useful > 0, ErrorCode::bad_data,
          "none of the " + counted(p.queries_read) + " queries has a relevant row by " +
              printable(p.label) + ", so there is nothing to find",
          "--label COLUMN chooses the label, --positive what of it counts as relevant");
  const auto chosen = some_lists(length, most_rows(), seed);
  const auto measured = std::ranges::count(chosen, true);
  if (measured < useful)
    add_note(p, "a random sample of " + counted(measured) + " of " + counted(useful) +
                    " queries was measured");
  std::erase_if(places,
                [&](std::size_t i) { return !chosen[static_cast<std::size_t>(all.query[i])]; });
  std::ranges::stable_sort(places, {}, [&](std::size_t i) { return all.query[i]; });
}

void keep_whole_rows(Prepared& p, const Table& table, Rows& all, std::vector<std::int64_t>& kept,
                     std::uint64_t seed) {
  std::vector<std::size_t> places;
  const Column* query = p.query.empty() ? nullptr : &table.column(p.query);
  for (std::size_t i = 0; i < all.n(); ++i) {
    if (query != nullptr && query->is_missing(static_cast<std::int64_t>(i))) {
      ++p.without_query;
    } else if (std::isnan(all.y[i])) {
      ++p.without_label;
    } else if (!std::ranges::all_of(all.models, [i](const Model& m) { return is_whole(m, i); })) {
      ++p.without_prediction;
    } else {
      places.push_back(i);
    }
  }
  require(!places.empty(), ErrorCode::bad_data,
          "no row has both a label and a prediction: " + counted(p.without_label) +
              " miss the label, " + counted(p.without_prediction) + " a prediction");
  if (query != nullptr) keep_lists(p, all, places, seed);
  kept.assign(places.begin(), places.end());
  if (places.size() == all.n() && std::ranges::is_sorted(places))
    p.rows = std::move(all);
  else
    p.rows = part_of(all, places);
}

// Every row's probabilities of classes are probabilities.
void require_sums(const Prepared& p, const std::vector<std::int64_t>& kept) {
  for (const Model& m : p.rows.models) {
    if (m.P.empty()) continue;
    for (std::size_t i = 0; i < p.rows.n(); ++i) {
      double sum = 0;
      for (const auto& column : m.P) {
        if (!(column[i] >= -1e-9 && column[i] <= 1 + 1e-9))
          throw Error(ErrorCode::bad_value, "row " + counted(kept[i] + 1) + ": a probability of " +
                                                printable(m.name) + " is " + shortest(column[i]) +
                                                ", but must be in [0, 1]");
        sum += column[i];
      }
      if (std::abs(sum - 1) > metrics::kRowSumTolerance)
        throw Error(ErrorCode::bad_value,
                    "row " + counted(kept[i] + 1) + ": the probabilities of the classes sum to " +
                        shortest(std::round(sum * 1e6) / 1e6) + ", but must sum to 1",
                    "these columns are scores, or a class is missing among them");
    }
  }
}

void require_ends(const Prepared& p, const std::vector<std::int64_t>& kept) {
  for (const Model& m : p.rows.models)
    for (std::size_t i = 0; i < m.upper.size(); ++i)
      if (m.f[i] > m.upper[i])
        throw Error(ErrorCode::bad_value,
                    "row " + counted(kept[i] + 1) + ": the interval ends at " +
                        shortest(m.upper[i]) + ", below its beginning " + shortest(m.f[i]),
                    "name the lower column first: --prediction LOWER,UPPER");
}

// What holds lists together: they themselves, or a unit that each lies in as a whole.
void find_unit_of_lists(Prepared& p, const Table& table, const MeasureOptions& options,
                        const std::set<std::string>& taken, const std::vector<std::int64_t>& kept) {
  Rows& rows = p.rows;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (static_cast<std::size_t>(rows.query[i]) == p.query_names.size())
      p.query_names.push_back(table.column(p.query).text_at(kept[i]).value_or(""));
  rows.group = rows.query, rows.groups = rows.queries;
  if (options.unit == "rows") return;
  std::optional<UnitOfLists> unit;
  if (options.unit.empty()) {
    unit = guess_unit_of_lists(table, taken, kept, rows.query, rows.queries);
    p.unit_was_found = unit.has_value();
  } else {
    unit = {options.unit, grouping(table.column(options.unit), kept)};
    const auto split = first_split(rows.query, unit->grouping);
    if (split)
      throw Error(ErrorCode::bad_option,
                  "unit: " + printable(p.query) + " " +
                      printable(p.query_names[static_cast<std::size_t>(rows.query[*split])]) +
                      " has rows of more than one " + printable(options.unit),
                  "a unit holds whole queries; leave --unit out to take queries as independent");
  }
  if (!unit || unit->grouping.groups == rows.queries) return;
  p.unit = unit->column;
  rows.group = std::move(unit->grouping.group), rows.groups = unit->grouping.groups;
}

void find_unit(Prepared& p, const Table& table, const MeasureOptions& options,
               std::set<std::string> taken, const std::vector<std::int64_t>& kept) {
  if (!p.query.empty()) {
    taken.insert({p.label, p.query});
    find_unit_of_lists(p, table, options, taken, kept);
    return;
  }
  if (options.unit == "rows") return;
  taken.insert(p.label);
  p.unit = options.unit;
  if (p.unit.empty()) {
    p.unit = guess_unit(table, taken).value_or("");
    p.unit_was_found = !p.unit.empty();
  }
  if (p.unit.empty()) return;
  Grouping g = grouping(table.column(p.unit), kept);
  if (g.groups == static_cast<std::int32_t>(kept.size())) {  // among the kept rows nothing repeats
    p.unit.clear();
    return;
  }
  p.rows.group = std::move(g.group);
  p.rows.groups = g.groups;
}

std::string label_of(const Prepared& p, const Table& table,
                     const std::vector<data::ColumnRole>& roles, const MeasureOptions& options) {
  if (!options.label.empty()) return table.column(options.label).name;
  const auto guessed = guess_label(table, roles, p.query);
  require(guessed.has_value(), ErrorCode::bad_data, "no column looks like the label",
          "say which: --label COLUMN; there are " + join_words(table.column_names()));
  return *guessed;
}

// What is asked of each of two files: one name for both, or one for each.
std::vector<std::string> asked_of(const std::vector<std::string>& asked, std::size_t file,
                                  std::size_t files) {
  if (files == 2 && asked.size() == 2) return {asked[file]};
  return asked;
}

// A file with the roles of its columns.
struct Source {
  Table table;
  std::vector<data::ColumnRole> roles;
};

// A file of lists, whole.
Table read_lists(const std::string& file, const std::string& query, std::uint64_t seed,
                 const Progress& progress) {
  const std::string way_out = "a sample of rows would cut the lists of " + printable(query) +
                              "; --query none judges a sample of them one by one";
  require(file != "-", ErrorCode::bad_data, "standard input has more rows than are held", way_out);
  try {
    return read(file, 0, seed, progress);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_data) throw;
    throw Error(ErrorCode::bad_data, error.what(), way_out);
  }
}

// The first file, and which column says the list of a row. Lists are not cut by a sample of rows, and rows of two files
// are matched: both are read whole.
Source read_first(Prepared& p, const std::vector<std::string>& files, const MeasureOptions& options,
                  std::uint64_t seed, const Progress& progress) {
  const bool asked = !options.query.empty() && options.query != "none";
  Source first{read(files[0], files.size() == 1 && !asked ? most_rows() : 0, seed, progress), {}};
  first.roles = data::roles(first.table);
  if (asked) p.query = first.table.column(options.query).name;
  if (options.query.empty())
    p.query = guess_query(first.table, first.roles, options.label).value_or("");
  p.query_was_found = !asked && !p.query.empty();
  if (p.query.empty() || first.table.rows == first.table.rows_in_file) return first;
  first = {read_lists(files[0], p.query, seed, progress), {}};
  first.roles = data::roles(first.table);
  return first;
}

void add_lists(Rows& all, const Column& query, const Labels& labels) {
  std::vector<std::int64_t> every(all.n());
  std::iota(every.begin(), every.end(), std::int64_t{0});
  Grouping lists = grouping(query, every);
  all.query = std::move(lists.group), all.queries = lists.groups;
  all.relevant_from = labels.relevant_from;
}

void note_label(Prepared& p, const Labels& labels, const MeasureOptions& options) {
  if (p.query_was_found)
    add_note(p,
             "rows of one " + printable(p.query) +
                 " are a ranked list, judged by their order; --query none judges them one by one");
  if (options.label.empty())
    add_note(p, "the label is column " + printable(p.label) + "; --label chooses another");
  add_note(p, labels.note);
}

void note_ranks(Prepared& p, const Table& table, const Predictions& found) {
  if (p.query.empty()) return;
  for (const std::string& name : found.columns)
    if (counts_ranks(table.column(name)))
      add_note(p, "column " + printable(name) + " counts places in the list: the lowest is first");
}

}  // namespace

Prepared prepare(const std::vector<std::string>& files, const MeasureOptions& options,
                 std::uint64_t seed, const Progress& progress) {
  Prepared p;
  const auto [table, roles] = read_first(p, files, options, seed, progress);
  p.rows_read = table.rows;
  if (table.rows < table.rows_in_file)
    add_note(p, "a random sample of " + counted(table.rows) + " of " + counted(table.rows_in_file) +
                    " rows was measured");
  for (const std::string& note : table.notes) add_note(p, note);
  p.label = label_of(p, table, roles, options);
  require(p.label != p.query, ErrorCode::bad_option,
          "query: \"" + printable(p.query) + "\" is the label", "say --label for the label");
  const Labels labels = p.query.empty() ? labels_of(table.column(p.label), options.positive)
                                        : relevance_of(table.column(p.label), options.positive);
  note_label(p, labels, options);

  const Predictions found = find_predictions(
      table, roles, p.label, labels, asked_of(options.prediction, 0, files.size()), p.query);
  std::set<std::string> taken(found.columns.begin(), found.columns.end());
  for (const std::string& note : found.notes) add_note(p, note);
  note_ranks(p, table, found);
  p.predictions_by_name = found.by_name;
  Rows all{.task = labels.task,
           .y = labels.y,
           .classes = labels.classes,
           .models = models_of(table, found, labels,
                               files.size() == 2 ? stem(files[0]) : "probabilities")};
  p.sources.push_back(source_of(files[0], table, table.rows_in_file));
  if (files.size() == 2) {
    Matched matched = match_rows(table, read(files[1], 0, seed, progress), p.label, p.query);
    const Table& second = matched.second;
    const auto second_roles = data::roles(second);
    const Predictions others = find_predictions(second, second_roles, p.label, labels,
                                                asked_of(options.prediction, 1, 2), p.query);
    for (const std::string& note : others.notes) add_note(p, note);
    note_ranks(p, second, others);
    add_note(p, matched.by.empty()
                    ? "rows of the two files are matched by their order"
                    : "rows of the two files are matched by " + printable(matched.by));
    auto more = models_of(second, others, labels, stem(files[1]));
    rename(all.models, more, files);
    for (Model& m : more) all.models.push_back(std::move(m));
    p.sources.push_back(source_of(files[1], second, second.rows));
  }
  if (!p.query.empty()) add_lists(all, table.column(p.query), labels);
  std::vector<std::int64_t> kept;
  keep_whole_rows(p, table, all, kept, seed);
  std::vector<std::int64_t> in_file = kept;
  if (!table.row_of.empty())
    for (std::int64_t& row : in_file) row = table.row_of[static_cast<std::size_t>(row)];
  require_sums(p, in_file);
  require_ends(p, in_file);
  find_unit(p, table, options, std::move(taken), kept);
  return p;
}

}  // namespace qed::answers::measure
