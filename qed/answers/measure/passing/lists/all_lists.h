// SPDX-License-Identifier: Apache-2.0
#pragma once
// All ranked lists of a file that is too long to be held. Where the rows of each query stand together, a list is held
// from its first row to its last, over the borders of batches, and then adds its metrics to sums; a random sample of
// whole lists is kept for what sums do not say, and answers alone where a query comes back after other queries.
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/answers/measure/passing/in_order.h"
#include "qed/answers/measure/passing/lists/ended.h"
#include "qed/answers/measure/passing/lists/gathered.h"
#include "qed/answers/measure/passing/lists/totals.h"
#include "qed/answers/measure/steps/prepare.h"
#include "qed/data/batches.h"
#include "qed/statistics/summaries/distinct.h"

namespace qed::answers::measure {

class AllLists {
 public:
  /// look: of look_at_lists; options must outlive it.
  AllLists(Prepared look, const MeasureOptions& options, std::uint64_t seed, double level);

  // As of a BatchVisitor. Error{bad_value}, naming the row, for a relevance below 0; Error{bad_data} for a query with
  // more than 1,000,000 rows.
  std::vector<std::string> columns() const;
  std::unique_ptr<data::BatchVisitor::Seen> see(const data::Table& batch,
                                                std::int64_t first_row) const;
  void add(data::BatchVisitor::Seen& seen);

  /// Once all rows were added: a random sample of whole lists, 300,000 rows where `answers`, else up to 1,000,000;
  /// with the counts of all rows. Error{bad_option} for a unit that was asked for and parts a list, Error{bad_data}
  /// where no list has a relevant row.
  Prepared lists();

  /// Were `lists` asked for, and did the rows of each query stand together? All below is for then alone, of all lists.
  bool answers() const { return is_over_ && !came_back_ && sums_.of().n() > 0; }
  /// Counts; its sums are empty.
  const ListTotals& totals() const { return totals_; }
  /// Rows whose label is none that the sample had.
  std::int64_t other_labels() const { return other_labels_; }
  const Sums& sums() const { return sums_.of(); }
  /// Those of ranking_measures, with what random orders have.
  std::vector<Measure> measures() const;

  // metric: its name; an operating metric's title.
  statistics::Estimate value(const std::string& metric, std::size_t model,
                             Part part = Part::whole) const;
  statistics::Estimate difference(const std::string& metric, std::size_t first, std::size_t second,
                                  double level, Part part = Part::whole) const;
  statistics::Estimate random(const std::string& metric) const;
  statistics::Estimate over_random(const std::string& metric, std::size_t model,
                                   Part part = Part::whole) const;
  /// The share of a list's rows that is relevant.
  statistics::Estimate prevalence() const;
  const WorstLists& worst(std::size_t model) const;

 private:
  struct OfBatch;
  bool has_unit() const { return !look_.unit.empty(); }
  std::size_t term(const std::string& metric, std::size_t model) const;
  Runs runs_of(const data::Table& batch, std::int64_t first_row, OfBatch& seen) const;
  void close(ListTotals& totals);
  void take(ListTotals totals);
  void settle_units(const GatheredLists::Lists& found);
  statistics::Estimate mean(std::size_t term, double lower, double upper, Part part) const;

  Prepared look_;
  const MeasureOptions& options_;
  double level_;
  ListMetrics metrics_;
  GatheredLists gathered_;
  Runs open_;  ///< the list whose rows may go on
  EndedQueries ended_;
  std::atomic<bool> came_back_ =
      false;  ///< a query, after it had ended; read while batches are added
  bool is_over_ = false;    ///< the last list is closed
  std::int64_t other_labels_ = 0;
  statistics::DistinctCount queries_;
  ListTotals totals_;
  SumsInOrder sums_;
};

}  // namespace qed::answers::measure
