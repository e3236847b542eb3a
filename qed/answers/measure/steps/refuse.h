// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/measures.h"

namespace qed::answers::measure {

/// A metric that is not used, and what was measured on these rows that speaks against it.
struct Refused {
  std::string metric;
  std::optional<double> value;     ///< of the model; none: undefined
  std::optional<double> measured;  ///< of the same kind: the number that speaks against it
  std::string why;                 ///< what `measured` is: "the accuracy of always saying no"
};
/// The metrics that are often taken for rows like these and would mislead; none whose measurement speaks for it: an
/// accuracy that mends a third of a constant's mistakes, numbers that move by less than a tenth. O(n log n).
/// Of ranked lists what takes their rows as single cases.  Ref: [Gneiting2011, Powers2011, KumarLiangMa2019]
std::vector<Refused> refuse(const Rows& rows, const Model& model, Form form, const Asked& asked);

}  // namespace qed::answers::measure
