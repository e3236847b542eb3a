// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/prepare.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <set>

#include "qed/answers/measure/columns/guess.h"
#include "qed/answers/measure/columns/labels.h"
#include "qed/answers/measure/columns/match.h"
#include "qed/answers/measure/columns/reading.h"
#include "qed/answers/measure/steps/infer.h"
#include "qed/answers/measure/steps/units/unit.h"
#include "qed/answers/question/command.h"
#include "qed/answers/question/source.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/bytes/memory.h"
#include "qed/data/read.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Table;

// Scores, labels and what metrics make of them take some 400 bytes a row.
std::int64_t most_rows() {
  return std::max<std::int64_t>(1'000'000, static_cast<std::int64_t>(data::usable_memory() / 512));
}

constexpr std::int64_t kPassingSample = 300'000;  // of a file too long to be held
constexpr std::int64_t kAnyRows = std::numeric_limits<std::int64_t>::max();

// most: rows of a random sample of a longer file; 0: all rows.
Table read(const std::string& file, std::int64_t most, std::uint64_t seed, const Progress& progress,
           data::BatchVisitor* visitor = nullptr) {
  Table table = data::read_table(
      file, {.sample = most, .passing = kPassingSample, .seed = seed, .visitor = visitor},
      progress);
  require(table.rows > 0, ErrorCode::bad_data, printable(file, 200) + ": has no rows");
  return table;
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
  if (useful == 0) throw_none_relevant(p);
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
      throw_parted(p.query, p.query_names[static_cast<std::size_t>(rows.query[*split])],
                   options.unit);
  }
  if (!unit || unit->grouping.groups == rows.queries) return;
  p.unit = unit->column;
  rows.group = std::move(unit->grouping.group), rows.groups = unit->grouping.groups;
}

// What each row moves the decision by, and the best model's own metric.
std::vector<std::vector<double>> influences_of(Rows& rows, const MeasureOptions& options,
                                               bool by_name) {
  const Inferred inferred = infer(rows, options, by_name, 0.95);
  const Measure primary = measures(rows, inferred.form, inferred.asked).front();
  std::vector<Scored> scored;
  for (const Model& m : rows.models)
    if (auto one = primary.of(rows, m)) scored.push_back(std::move(*one));
  std::ranges::stable_sort(scored, std::greater<>(), &Scored::value);
  std::vector<std::vector<double>> influences;
  if (scored.empty()) return influences;
  if (scored.size() > 1) {
    std::vector<double> difference = scored[0].influence;
    for (std::size_t i = 0; i < difference.size(); ++i) difference[i] -= scored[1].influence[i];
    influences.push_back(std::move(difference));
  }
  influences.push_back(std::move(scored[0].influence));
  return influences;
}

// Times and places: these name no unit, so it is their rows' losses that say whether they are one.
void find_tie(Prepared& p, const Table& table, const std::vector<data::ColumnRole>& roles,
              const MeasureOptions& options, const std::set<std::string>& taken,
              const std::vector<std::int64_t>& kept) {
  const auto columns = tie_columns(table, roles, taken);
  if (columns.empty()) return;
  p.ties = find_ties(table, columns, kept, influences_of(p.rows, options, p.predictions_by_name));
  if (!p.ties.unit) return;
  p.unit = p.ties.unit->column;
  p.unit_was_found = true;
  p.rows.group = p.ties.unit->grouping.group;
  p.rows.groups = p.ties.unit->grouping.groups;
}

void find_unit(Prepared& p, const Table& table, const std::vector<data::ColumnRole>& roles,
               const MeasureOptions& options, std::set<std::string> taken,
               const std::vector<std::int64_t>& kept) {
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
  if (p.unit.empty()) {
    find_tie(p, table, roles, options, taken, kept);
    return;
  }
  Grouping g = grouping(table.column(p.unit), kept);
  if (g.groups == static_cast<std::int32_t>(kept.size())) {  // among the kept rows nothing repeats
    p.unit.clear();
    if (options.unit.empty()) find_tie(p, table, roles, options, taken, kept);
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
    throw Error(ErrorCode::bad_data, error.what(),
                "of up to " + std::to_string(kMostModelsOfLists) +
                    " predictions (--prediction) all lists are measured in passing; " + way_out);
  }
}

// Which column says the list of a row.
void find_query(Prepared& p, const Table& table, const std::vector<data::ColumnRole>& roles,
                const MeasureOptions& options) {
  const bool asked = !options.query.empty() && options.query != "none";
  if (asked) p.query = table.column(options.query).name;
  if (options.query.empty()) p.query = guess_query(table, roles, options.label).value_or("");
  p.query_was_found = !asked && !p.query.empty();
}

// The first file. Rows of two files are matched: both are read whole. Lists are not cut by a sample of rows: all of the
// file are seen in passing (then `lists`), else it is read again, whole; standard input cannot be.
Source read_first(Prepared& p, const std::vector<std::string>& files, const MeasureOptions& options,
                  std::uint64_t seed, const Progress& progress, Passing* passing,
                  std::optional<Prepared>& lists) {
  const bool asked = !options.query.empty() && options.query != "none";
  const bool once = asked && files[0] == "-";
  const std::int64_t most = files.size() > 1 ? 0 : once ? kAnyRows : most_rows();
  Source first{read(files[0], most, seed, progress, passing), {}};
  first.roles = data::roles(first.table);
  find_query(p, first.table, first.roles, options);
  if (p.query.empty() || first.table.rows == first.table.rows_in_file) return first;
  if (passing != nullptr) lists = passing->lists();
  if (lists) return first;
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

// The second file's models beside the first's.
void add_second(Prepared& p, Rows& all, const Table& first, Table read,
                const std::vector<std::string>& files, const MeasureOptions& options,
                const Labels& labels) {
  Matched matched = match_rows(first, std::move(read), p.label, p.query);
  const Table& second = matched.second;
  Reading reading = p.reading;
  reading.predictions = find_predictions(second, data::roles(second), p.label, labels,
                                         asked_of(options.prediction, 1, 2), p.query);
  reading.name = stem(files[1]);
  for (const std::string& note : reading.predictions.notes) add_note(p, note);
  note_ranks(p, second, reading.predictions);
  add_note(p, matched.by.empty() ? "rows of the two files are matched by their order"
                                 : "rows of the two files are matched by " + printable(matched.by));
  auto more = models_of(second, reading);
  rename(all.models, more, files);
  for (Model& m : more) all.models.push_back(std::move(m));
  p.sources.push_back(source_of(files[1], second, second.rows));
}

// What the columns of the first file are, once the query is known.
struct Looked {
  Labels labels;
  std::set<std::string> taken;  ///< columns that are predictions
};
Looked look(Prepared& p, const Table& table, const std::vector<data::ColumnRole>& roles,
            const std::vector<std::string>& files, const MeasureOptions& options) {
  p.rows_read = table.rows, p.rows_in_file = table.rows_in_file;
  for (const std::string& note : table.notes) add_note(p, note);
  p.label = label_of(p, table, roles, options);
  require(p.label != p.query, ErrorCode::bad_option,
          "query: \"" + printable(p.query) + "\" is the label", "say --label for the label");
  Labels labels = p.query.empty() ? labels_of(table.column(p.label), options.positive)
                                  : relevance_of(table.column(p.label), options.positive);
  note_label(p, labels, options);
  p.reading = {p.label,
               labels.task,
               labels.classes,
               labels.two_numbers,
               find_predictions(table, roles, p.label, labels,
                                asked_of(options.prediction, 0, files.size()), p.query),
               files.size() == 2 ? stem(files[0]) : "probabilities"};
  const Predictions& found = p.reading.predictions;
  std::set<std::string> taken(found.columns.begin(), found.columns.end());
  taken.insert(found.classes.begin(), found.classes.end());
  for (const QuantileSet& set : found.sets) taken.insert(set.columns.begin(), set.columns.end());
  if (found.ends) taken.insert({found.ends->first, found.ends->second});
  for (const std::string& note : found.notes) add_note(p, note);
  note_ranks(p, table, found);
  p.predictions_by_name = found.by_name;
  return {std::move(labels), std::move(taken)};
}

// What is asked, of the first file and the second, once the query is known. A sample's file is not looked at: its
// digest is not there yet.
Prepared prepared(Prepared p, const Table& table, const std::vector<data::ColumnRole>& roles,
                  std::optional<Table> second, const std::vector<std::string>& files,
                  const MeasureOptions& options, std::uint64_t seed) {
  auto [labels, taken] = look(p, table, roles, files, options);
  Rows all{.task = labels.task,
           .y = labels.y,
           .classes = labels.classes,
           .models = models_of(table, p.reading)};
  if (second) add_second(p, all, table, std::move(*second), files, options, labels);
  if (!p.query.empty()) add_lists(all, table.column(p.query), labels);
  std::vector<std::int64_t> kept;
  keep_whole_rows(p, table, all, kept, seed);
  std::vector<std::int64_t> in_file = kept;
  if (!table.row_of.empty())
    for (std::int64_t& row : in_file) row = table.row_of[static_cast<std::size_t>(row)];
  if (const Rounded rounded = make_sums_one(p.rows, in_file); rounded.rows > 0)
    add_note(p, "the probabilities of the classes sum to 1 but for rounding to " +
                    std::to_string(rounded.decimals) + " decimals: in " + counted(rounded.rows) +
                    " rows they are divided by their sum");
  require_ends(p.rows, in_file);
  find_unit(p, table, roles, options, std::move(taken), kept);
  return p;
}

}  // namespace

Prepared prepare(const std::vector<std::string>& files, const MeasureOptions& options,
                 std::uint64_t seed, const Progress& progress, Passing* passing) {
  Prepared p;
  std::optional<Prepared> lists;
  const auto [table, roles] = read_first(p, files, options, seed, progress, passing, lists);
  if (lists) {
    lists->rows_read = lists->rows_in_file;
    lists->sources.push_back(source_of(files[0], table, table.rows_in_file));
    return std::move(*lists);
  }
  p.sources.push_back(source_of(files[0], table, table.rows_in_file));
  std::optional<Table> second;
  if (files.size() == 2) second = read(files[1], 0, seed, progress);
  return prepared(std::move(p), table, roles, std::move(second), files, options, seed);
}

std::optional<Prepared> look_at_lists(const Table& sample, const std::string& file,
                                      const MeasureOptions& options) {
  Prepared p;
  const auto roles = data::roles(sample);
  find_query(p, sample, roles, options);
  if (p.query.empty()) return std::nullopt;
  auto [labels, taken] = look(p, sample, roles, {file}, options);
  p.rows.task = labels.task, p.rows.classes = labels.classes;
  p.rows.relevant_from = labels.relevant_from;
  p.rows.models = models_of(sample, p.reading);
  for (Model& m : p.rows.models) m.f.clear();
  if (options.unit == "rows") return p;
  if (!options.unit.empty()) {
    p.unit = sample.column(options.unit).name;
    if (p.unit == p.query) p.unit.clear();
    return p;
  }
  taken.insert({p.label, p.query});
  const Column& query = sample.column(p.query);
  std::vector<std::int64_t> rows(static_cast<std::size_t>(sample.rows));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::erase_if(rows, [&](std::int64_t i) { return query.is_missing(i); });
  const Grouping lists = grouping(query, rows);
  if (const auto unit = guess_unit_of_lists(sample, taken, rows, lists.group, lists.groups))
    p.unit = unit->column, p.unit_was_found = true;
  return p;
}

void throw_parted(const std::string& query, const std::string& name, const std::string& unit) {
  throw Error(ErrorCode::bad_option,
              "unit: " + printable(query) + " " + printable(name) + " has rows of more than one " +
                  printable(unit),
              "a unit holds whole queries; leave --unit out to take queries as independent");
}

void throw_none_relevant(const Prepared& p) {
  throw Error(ErrorCode::bad_data,
              "none of the " + counted(p.queries_read) + " queries has a relevant row by " +
                  printable(p.label) + ", so there is nothing to find",
              "--label COLUMN chooses the label, --positive what of it counts as relevant");
}

void take_rows_alone(Prepared& p) {
  p.unit.clear();
  p.rows.group.clear(), p.rows.groups = 0;
}

std::optional<Prepared> prepare_sample(const Table& sample, const std::string& file,
                                       const MeasureOptions& options, std::uint64_t seed) {
  Prepared p;
  const auto roles = data::roles(sample);
  find_query(p, sample, roles, options);
  if (!p.query.empty()) return std::nullopt;
  p = prepared(std::move(p), sample, roles, std::nullopt, {file}, options, seed);
  if (p.ties.unit && p.ties.unit->run > 1) take_rows_alone(p);
  return p;
}

}  // namespace qed::answers::measure
