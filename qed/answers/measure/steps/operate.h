// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/measure/scores/measures.h"
#include "qed/answers/measure/scores/terms.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::measure {

/// What users of the model live with day by day.
struct Operating {
  std::string metric, meaning;
  statistics::Estimate value;
};
/// Binary: at the model's threshold. Numbers: sizes of errors. Intervals: how often they hold. Classes: each class's
/// recall, of the ten most frequent. Ranked lists: precision and recall among the first rows. The first is the one to
/// report. Shares by Wilson's interval, quantiles by order statistics where rows are independent. O(n log n).
std::vector<Operating> operate(const Rows& rows, const Model& model, Form form, const Asked& asked,
                               double level);

/// One of them as a function of means of terms a row.
struct OperatingTerms {
  std::string metric;
  Terms terms;
  double lower = 0, upper = 1;
  bool is_share = false;  ///< of share_terms
};
/// Those of `operate` that are: all but quantiles of errors and what is of lists.
std::vector<OperatingTerms> operating_terms(const Rows& rows, const Model& model, Form form,
                                            const Asked& asked);

}  // namespace qed::answers::measure
