// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is independent in these rows.
#include <string>
#include <vector>

#include "qed/answers/interval/steps/prepare.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::interval {

struct Unit {
  statistics::Rows rows = statistics::Rows::independent;
  std::string column;              ///< the unit's column, or the column of time; empty: rows
  std::string made_of =
      {};  ///< "days", "runs of 4 days", "cells of the map": where units are not the
  ///< values of `column` themselves, but made of them
  std::int64_t units = 0;          ///< how many are independent; rows of a series
  std::int64_t alone = 0;  ///< of them: rows that have no value in `column`
  std::string why;                 ///< how it was found, a sentence without a full stop
  statistics::Estimate correlation = statistics::Estimate::undefined("rows are independent");
  ///< within units, or of neighbours in time
  double design_effect = 1;        ///< variance over that of as many independent rows
  std::vector<std::string> hints;  ///< other columns that may be the unit
  std::vector<std::string> looked;  ///< what was looked at and found not to tie rows, a clause each
  statistics::Sample sample;  ///< the rows as methods see them
  std::vector<std::int64_t> row;  ///< the table's row of each of the sample's
  std::vector<double> influence;  ///< influence_of the sample
};

/// "values of city", "days of seen_at": what units are called; of one: "city", "day of seen_at". For grouped rows.
std::string units_in_words(const Unit& unit);
std::string unit_in_words(const Unit& unit);

/// Looks for a repeated identifier, then for moments that rows share, for time whose neighbours resemble each other,
/// for places by name, and on the map. What each column does is measured on the influence of the rows on the
/// statistic. --unit and --time decide instead.
Unit find_unit(const Prepared& prepared, const IntervalOptions& options);

/// What each row of the statistic moves it by: n, of sum 0. Of a new case, of its mean.
std::vector<double> influence_of(const statistics::Quantity& quantity,
                                 const statistics::Sample& sample);

/// The sample of some of its rows, by their places; groups without rows go.
statistics::Sample part_of(const statistics::Sample& sample,
                           const std::vector<std::int64_t>& places);

}  // namespace qed::answers::interval
