// SPDX-License-Identifier: Apache-2.0
#pragma once
// What ranked lists amount to that are seen once: their metrics are means over queries, so sums of each query's values
// give these, their differences and what they spread.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "qed/answers/measure/passing/lists/runs.h"
#include "qed/answers/measure/passing/lists/worst.h"
#include "qed/answers/measure/passing/sums.h"
#include "qed/answers/measure/scores/ranking.h"

namespace qed::answers::measure {

/// Of some lists, one after the other in the file.
struct ListTotals {
  Sums sums;  ///< of the lists that are measured: the terms of ListMetrics
  std::int64_t lists = 0, without_relevance = 0;  ///< lists with rows; those of them left out
  std::string parted = {};  ///< a query that has rows of more than one unit, if there is one
  // Of the lists that are measured:
  std::int64_t rows = 0, of_one_relevance = 0;
  std::int64_t shortest = std::numeric_limits<std::int64_t>::max(), longest = 0;
  bool are_whole_grades = true, all_are_relevant = true, has_grades = false;
  double a_grade = 0;  ///< a relevance above 0 that occurs
  std::vector<std::int64_t> tied = {};  ///< tied_rows, by model
  std::vector<WorstLists> worst = {};   ///< by the first two metrics, by model

  /// Of lists that come after these.
  void merge(const ListTotals& next) { sums.merge(next.sums), merge_counts(next); }
  /// All but the sums.
  void merge_counts(const ListTotals& next);
  /// gain_of
  metrics::Gain gain() const;
};

/// Every metric that an answer may show (every_ranking_measure), of each list by each model and of a random order.
class ListMetrics {
 public:
  ListMetrics(std::size_t models, std::int64_t top, double relevant_from);

  std::size_t terms() const { return measures_.size() * (models_ + 1) + 1; }
  /// The term that holds a metric, by name or title; model: the number of models for a random order.
  std::size_t term(const std::string& metric, std::size_t model) const;
  /// The share of a list's rows that is relevant.
  std::size_t relevant_share() const { return terms() - 1; }

  ListTotals nothing(bool has_units) const;
  /// Adds runs first, ..., last - 1, each a whole list. O(n log n) by metric and model.
  void add(const Runs& runs, std::size_t first, std::size_t last, ListTotals& totals) const;

 private:
  struct OfList;
  bool measure(const Runs& runs, std::size_t run, ListTotals& totals, OfList& of) const;

  std::vector<Measure> measures_;
  std::size_t models_;
  double relevant_from_;
};

}  // namespace qed::answers::measure
