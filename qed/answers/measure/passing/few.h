// SPDX-License-Identifier: Apache-2.0
#pragma once
// Areas of rows that are not held, where a class has few of them: the intervals of rows that are held.
#include <optional>

#include "qed/answers/measure/passing/sums.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::measure {

/// θ̂ of independent rows with fewer than 200 of a class: the mean placement of these, which are kept, among the
/// sample's rows of the other class. (The sums' θ̂ is placed among the sample's rows of both classes, and of the rare
/// one it has a few, or one.) By the rules of estimate_by fewer than 4, or classes that are apart, have Newcombe's
/// interval; else the jackknife's on the logit scale, exactly over the rare rows. One of the many others moves θ̂ by
/// next to nothing, so these have the delta method's variance. Nothing where both classes have many rows. Ref:
/// [Arvesen1969, Satterthwaite1946, Newcombe2006]
std::optional<statistics::Estimate> area_of_few(const Place& area, const Sums& sums, double level);
/// θ̂₁ - θ̂₂ of the same rows by the rules of difference_by: DeLong's variance, Student's quantile with Satterthwaite's
/// degrees of freedom; of one row of a class no interval, with the reason.
std::optional<statistics::Estimate> difference_of_few(const Place& first, const Place& second,
                                                      const Sums& sums, double level);

}  // namespace qed::answers::measure
