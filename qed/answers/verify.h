// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/evidence/answer.h"

namespace qed::answers {

/// One thing that was derived again.
struct Check {
  std::string what;       ///< "decision: clusters"
  bool holds = false;
  std::string found;      ///< what the file says, when it does not hold
  std::string derived;    ///< what the evidence says
};

/// Derives again, from the evidence in an answer and without the data: the verdict (status, claim, decision), every
/// Monte Carlo p-value from its null replicates, every flip from its decision, and that intervals are in order.
/// Throws Error{bad_data} when evidence that the verdict needs is missing.
std::vector<Check> verify(const evidence::Answer& answer);

}  // namespace qed::answers
