// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/algorithms/neighbours/neighbours.h"
#include "qed/answers/map/steps/prepare.h"

namespace qed::answers::map {

/// A category or yes/no column whose levels the neighbourhoods keep apart, so that islands of a picture are its levels.
struct FollowedColumn {
  std::string column;
  double same = 0;       ///< share of the nearest rows that have the row's own level
  double by_chance = 0;  ///< Σ p², that share were neighbours drawn at random
};

/// The columns among the features with same >= 0.95 where chance gives at most 0.9 and leaves five times as many
/// strangers; the most surprising first. By the 10 nearest rows. O(n · columns).
std::vector<FollowedColumn> followed_columns(const Prepared& data,
                                             const algorithms::Neighbours& neighbours);

}  // namespace qed::answers::map
