// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/prepare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "qed/answers/measure/steps/guess.h"
#include "qed/answers/measure/steps/labels.h"
#include "qed/answers/measure/steps/match.h"
#include "qed/answers/measure/steps/unit.h"
#include "qed/answers/question/command.h"
#include "qed/answers/question/source.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/read.h"
#include "qed/metrics/multiclass/multiclass.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Table;

Table read(const std::string& file, const Progress& progress) {
  Table table = data::read_table(file, {}, progress);
  require(table.rows > 0, ErrorCode::bad_data, printable(file, 200) + ": has no rows");
  return table;
}

// A prediction column as numbers; words of the label, and two numbers where labels are 0 and 1, are decisions.
std::vector<double> prediction_of(const Column& column, const Labels& labels) {
  if (holds_words(column) && labels.task != Task::regression) {
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
            .form = labels.task == Task::classes ? Form::class_word : Form::score,
            .f = {}};
    m.f = prediction_of(table.column(column), labels);
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

void keep_whole_rows(Prepared& p, Rows& all, std::vector<std::int64_t>& kept) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < all.n(); ++i) {
    if (std::isnan(all.y[i])) {
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
  kept.assign(places.begin(), places.end());
  if (places.size() == all.n())
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

void find_unit(Prepared& p, const Table& table, const MeasureOptions& options,
               std::set<std::string> taken, const std::vector<std::int64_t>& kept) {
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

void add_note(Prepared& p, std::string note) {
  if (!note.empty() && std::ranges::find(p.notes, note) == p.notes.end())
    p.notes.push_back(std::move(note));
}

std::string label_of(const Table& table, const std::vector<data::ColumnRole>& roles,
                     const MeasureOptions& options) {
  if (!options.label.empty()) return table.column(options.label).name;
  const auto guessed = guess_label(table, roles);
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

}  // namespace

Prepared prepare(const std::vector<std::string>& files, const MeasureOptions& options,
                 const Progress& progress) {
  Prepared p;
  Table table = read(files[0], progress);
  p.rows_in_file = table.rows;
  for (const std::string& note : table.notes) add_note(p, note);
  const auto roles = data::roles(table);
  p.label = label_of(table, roles, options);
  const Labels labels = labels_of(table.column(p.label), options.positive);
  if (options.label.empty())
    add_note(p, "the label is column " + printable(p.label) + "; --label chooses another");
  add_note(p, labels.note);

  Predictions found = find_predictions(table, roles, p.label, labels,
                                       asked_of(options.prediction, 0, files.size()));
  std::set<std::string> taken(found.columns.begin(), found.columns.end());
  for (const std::string& note : found.notes) add_note(p, note);
  p.predictions_by_name = found.by_name;
  Rows all{.task = labels.task,
           .y = labels.y,
           .classes = labels.classes,
           .models = models_of(table, found, labels,
                               files.size() == 2 ? stem(files[0]) : "probabilities")};
  p.sources.push_back(source_of(files[0], table, table.rows));
  if (files.size() == 2) {
    Matched matched = match_rows(table, read(files[1], progress), p.label);
    const Table& second = matched.second;
    const auto second_roles = data::roles(second);
    const Predictions others =
        find_predictions(second, second_roles, p.label, labels, asked_of(options.prediction, 1, 2));
    for (const std::string& note : others.notes) add_note(p, note);
    add_note(p, matched.by.empty()
                    ? "rows of the two files are matched by their order"
                    : "rows of the two files are matched by " + printable(matched.by));
    auto more = models_of(second, others, labels, stem(files[1]));
    rename(all.models, more, files);
    for (Model& m : more) all.models.push_back(std::move(m));
    p.sources.push_back(source_of(files[1], second, second.rows));
  }
  std::vector<std::int64_t> kept;
  keep_whole_rows(p, all, kept);
  require_sums(p, kept);
  require_ends(p, kept);
  find_unit(p, table, options, std::move(taken), kept);
  return p;
}

}  // namespace qed::answers::measure
