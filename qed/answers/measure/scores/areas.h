// SPDX-License-Identifier: Apache-2.0
#pragma once
// Intervals of metrics, where an area of few rows of a class has methods of its own.
#include "qed/answers/measure/scores/measures.h"
#include "qed/answers/measure/scores/scored.h"

namespace qed::answers::measure {

/// The interval of a metric of one model, as estimate_of. An area of independent rows, fewer than 200 of a class, has
/// the jackknife's on the logit scale, and of fewer than 4, or of classes that are apart, Newcombe's: t with n - 1
/// degrees of freedom takes the spread of ten placements to be known. An order that is constant has none. Of fewer than
/// 100 units the jackknife of units; of more, and a class with fewer than 200 rows, t with Satterthwaite's degrees of
/// freedom of the units that have such a row and of the others.
/// O(n log n), of few units O(units n).  Ref: [Arvesen1969, Satterthwaite1946, Newcombe2006, BellMcCaffrey2002]
statistics::Estimate estimate_by(const Measure& measure, const Scored& scored, const Rows& rows,
                                 const Model& model, double level);

/// A metric of one model less that of another on the same rows, as difference_of; of areas and few rows of a class the
/// jackknife's. One row of a class: no interval, with the reason. O(n log n).  Ref: [Arvesen1969, Satterthwaite1946]
struct Compared {
  const Model& model;
  const Scored& scored;
};
statistics::Estimate difference_by(const Measure& measure, const Compared& first,
                                   const Compared& second, const Rows& rows, double level);

}  // namespace qed::answers::measure
