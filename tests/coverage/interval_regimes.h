// SPDX-License-Identifier: Apache-2.0
#pragma once
// Laws whose truth is known, and how often the interval that the table of `qed interval` chooses covers it.
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
  hard         ///< at least 92 %: no known method gets to the level
};
std::string_view name(Bar bar);

struct IntervalRegime {
  std::string name;
  Bar bar;
  statistics::Quantity quantity;
  double truth;  ///< of a new case: not used, a new row is drawn
  std::function<statistics::Sample(Rng&)> draw;
  std::function<double(Rng&)> new_case = {};
};
std::vector<IntervalRegime> interval_regimes();

struct Covered {
  std::int64_t samples = 0, covered = 0, without = 0;
  std::string method;  ///< chosen most often
  double median_width = 0;
  double share() const { return static_cast<double>(covered) / static_cast<double>(samples); }
};
/// Draws samples, lets the table choose, makes the interval, counts. An interval that is not there does not cover.
Covered simulate(const IntervalRegime& regime, std::int64_t samples, std::uint64_t seed);

}  // namespace qed::coverage
