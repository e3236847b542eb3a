// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/answers/measure/columns/reading.h"
#include "qed/answers/measure/scores/rows.h"
#include "qed/answers/measure/steps/units/ties.h"
#include "qed/base/progress.h"
#include "qed/data/batches.h"
#include "qed/evidence/answer.h"

namespace qed::answers::measure {

/// What is scored, and how it came out of the files.
struct Prepared {
  Rows rows;
  std::string label;
  Reading reading;                   ///< of the first file
  std::vector<std::string> notes;    ///< what was decided, a clause each
  std::int64_t rows_in_file = 0;     ///< more than were read where those are a sample
  std::int64_t rows_read = 0, without_label = 0, without_prediction = 0;
  std::string query;                 ///< column of the ranked lists; empty: none
  bool query_was_found = false;      ///< not asked for
  std::vector<std::string> query_names;  ///< of the lists kept, by rows.query
  std::int64_t without_query = 0;    ///< rows
  std::int64_t queries_read = 0,
               without_relevance = 0;  ///< lists with rows; those of them left out
  std::string unit;                  ///< column that holds rows (or lists) together; empty: none
  bool unit_was_found = false;       ///< not asked for
  Ties ties;  ///< of times and places, where no unit was asked for or named
  bool predictions_by_name = true;
  std::vector<evidence::DataSource> sources;
};

/// More models of ranked lists have more sums than are kept of a file that passes by.
inline constexpr std::size_t kMostModelsOfLists = 12;

/// Sees all rows of a file of which a sample is kept.
class Passing : public data::BatchVisitor {
 public:
  /// Where it saw ranked lists: whole ones of them, with the counts of all rows. Once, after the last row.
  virtual std::optional<Prepared> lists() = 0;
};

/// Reads one or two files (of one with more rows than 1/512 of the machine's bytes a random sample, and says so; of
/// ranked lists whole ones), finds label, predictions, query and unit, maps labels to numbers, leaves out rows in which
/// any of them is missing or no finite number, and lists without a relevant row. Every kept row has every prediction;
/// places in a list (counts_ranks) turn their sign. Errors as those of guess.h, labels.h and match.h; Error{bad_value},
/// naming row and sum, for probabilities of classes that are not in [0, 1] or do not sum to one; Error{bad_option} for
/// a unit that parts a list; Error{bad_data} where no row or list is left.
/// passing: sees all rows of one file of which a sample is kept.
Prepared prepare(const std::vector<std::string>& files, const MeasureOptions& options,
                 std::uint64_t seed, const Progress& progress, Passing* passing = nullptr);

/// The same of a sample that has been read; nothing where its rows are of ranked lists. Its unit is one that can be
/// told from a row alone: runs of moments are not.
std::optional<Prepared> prepare_sample(const data::Table& sample, const std::string& file,
                                       const MeasureOptions& options, std::uint64_t seed);

/// What a sample of rows says of ranked lists, nothing where its rows are of none: columns, notes, and rows and models
/// as they are to be read, without rows.
std::optional<Prepared> look_at_lists(const data::Table& sample, const std::string& file,
                                      const MeasureOptions& options);

/// A query that has rows of more than one unit.
[[noreturn]] void throw_parted(const std::string& query, const std::string& name,
                               const std::string& unit);
/// None of p.queries_read has a relevant row.
[[noreturn]] void throw_none_relevant(const Prepared& p);

/// Forgets the unit; what ties rows stays in `ties`, to be said.
void take_rows_alone(Prepared& prepared);

}  // namespace qed::answers::measure
