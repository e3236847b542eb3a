// SPDX-License-Identifier: Apache-2.0
#pragma once
// Moments that several rows share: days, or the values of a column of time.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "qed/data/roles/grouping.h"
#include "qed/data/table.h"
#include "qed/statistics/estimate.h"
#include "qed/statistics/intervals/clustered.h"

namespace qed::answers::interval {

/// Rows by the moments that they share.
struct Dates {
  data::Grouping
      grouping;  ///< numbered in the order of time; a row without a moment is a group of its own
  bool are_days = false;  ///< moments were cut to days
  std::int64_t count = 0;  ///< moments that differ
  std::int64_t run = 1;  ///< so many in a row are one group, for they resemble their neighbours
  bool still_alike = false;  ///< runs of them do too: there are too few for longer ones
  statistics::DesignEffect effect{statistics::Estimate::undefined("not measured"), 1};
};

/// Rows by their moments, where rows of one resemble each other (the interval of the intra-class correlation of their
/// influence lies above 0). Moments with a time of day are cut to days, unless there are fewer than 30 and the last
/// row of a day and the first of the next are about as alike as neighbours within one: then the order says more.
/// Where the groups' sums of influence resemble their neighbours', runs of 2, 4, 8 ... of them are taken, as batch
/// means are, while ten are left, and twice as long ones then while eight are. Nothing where rows of one moment do not
/// resemble each other, or nearly all rows have their own. influence: of the rows, of sum 0. O(n log n).
/// Ref: [Donner1986]
std::optional<Dates> dates_of(const data::Column& time, const std::vector<std::int64_t>& rows,
                              const std::vector<double>& influence);

}  // namespace qed::answers::interval
