// SPDX-License-Identifier: Apache-2.0
#pragma once
// Laws whose truth is known, for the interval that the table of `qed interval` chooses.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "qed/base/random.h"
#include "qed/statistics/intervals/methods/quantity.h"

namespace qed::coverage {

/// What is asked of the coverage at a nominal 95 %.
enum class Bar {
  continuous,  ///< within [94, 97] %
  discrete,    ///< at least 93 %, 94 % on average over the discrete regimes
  wide,  ///< at least 94 %: wider than needed near the end of a range, or to hold at all times, but never short
  hard,  ///< at least 92 %: no known method gets to the level
  skewed  ///< at least 90 %: effects of groups with a third moment that 10 or 30 of them do not show
};
std::string_view name(Bar bar);
/// The least coverage that is allowed.
double least(Bar bar);

struct IntervalRegime {
  std::string name;
  Bar bar;
  statistics::Quantity quantity;
  double truth;  ///< of a new case: not used, a new row is drawn
  std::function<statistics::Sample(Rng&)> draw;
  /// What is asked, where that hangs on the rows drawn (the weight of predictions), which it turns into its terms; else
  /// `quantity`.
  std::function<statistics::Quantity(statistics::Sample&)> ask = {};
  std::int64_t looks =
      0;  ///< how many times the rows are looked at as they come in; 0: once, all of them
  std::function<double(Rng&)> new_case = {};
  /// Fills a sample of a law that the data could as well have come from, and returns its truth: where coverage jumps
  /// with the truth, which no data can tell.
  std::function<double(Rng&, statistics::Sample&)> near = {};
  double allowed = 0.015;  ///< between the coverage printed and the true one
};
std::vector<IntervalRegime> interval_regimes();
/// A part of them: shares against each other, rows that count by weight, formulas over quantiles.
std::vector<IntervalRegime> formula_regimes();
/// Another: experiments that are looked at after each of 1,000 rows.
std::vector<IntervalRegime> watched_regimes();
/// Another: few labels, many predictions.
std::vector<IntervalRegime> powered_regimes();

}  // namespace qed::coverage
