// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "qed/statistics/intervals/clustered.h"

namespace qed::answers::measure {

/// Fewer units are few: as in the table of qed interval.
inline constexpr std::size_t kFewUnits = 100;

/// A standard error, and the degrees of freedom of Student's t that go with it.
struct StandardError {
  double value = 0, degrees = 0;
};
/// Of a mean over rows, from the rows of each unit and the sums of what they move it by (of sum 0 over all), n = Σ n_g:
///   fewer than 100 units  √((G-1)/G Σ (S_g/(n - n_g))²), the jackknife of units, with Satterthwaite's ν: large ones
///                         pull the mean towards themselves, so that the other error is too small;
///   more                  √(G/(G-1) Σ S_g²)/n, with G - 1.
/// Fewer than two units: 0. O(G).  Ref: [BellMcCaffrey2002, CameronMiller2015, sec. VI]
StandardError error_of_units(std::span<const statistics::GroupSum> units);

}  // namespace qed::answers::measure
