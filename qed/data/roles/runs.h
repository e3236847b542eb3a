// SPDX-License-Identifier: Apache-2.0
#pragma once
// Rows by the moments at which they were taken, and by runs of these.
#include <cstdint>
#include <vector>

#include "qed/data/roles/grouping.h"
#include "qed/data/table.h"

namespace qed::data {

/// The moments of some rows, numbered in the order of time.
struct Moments {
  std::vector<std::int64_t> number;  ///< of each row's moment; -1 without one
  std::int64_t count = 0;            ///< moments that differ
  std::int64_t rows = 0;             ///< that have one
};
/// rows: places in the column of numbers or times. cut: moments of one ⌊moment/cut⌋ are one, as days are; 0: none
/// are. O(n log n).
Moments moments_of(const Column& time, const std::vector<std::int64_t>& rows, double cut = 0);

/// Groups of `run` moments in a row, the first ones from the first moment on; a row without a moment is a group of its
/// own, after them. run >= 1. O(n).
Grouping runs_of(const Moments& moments, std::int64_t run);

/// Sums of the values of each run's rows, less their mean: runs that have rows, in the order of time. values: of the
/// rows. O(n).
std::vector<double> sums_of_runs(const Moments& moments, std::int64_t run,
                                 const std::vector<double>& values);

}  // namespace qed::data
