// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/question/question.h"

namespace qed::answers::measure {

/// Everything that can be asked of `qed measure`. The defaults answer a bare file.
struct MeasureOptions {
  std::string label;                    ///< empty: found by name, said
  std::vector<std::string> prediction;  ///< empty: found by name, said
  std::string query;  ///< column whose values are ranked lists, "none", or empty: found
  std::int64_t top = 10;                ///< rows of a list that count, from the front
  std::string form = "auto";  ///< of predictions in [0, 1] of yes or no: probability, score, auto
  std::string positive;  ///< the word of the label that counts as yes; of relevances the least
  double cost_fp = 0, cost_fn = 0;  ///< of a false alarm and of a miss; 0: not given
  std::string threshold = "auto";  ///< the prediction from which on the decision is yes
  double margin = 0;  ///< differences of the primary metric up to it do not matter
  double quantile = 0;  ///< the level that predictions claim; 0: found
  std::string unit;  ///< column whose values are independent, "rows", or empty: found
};

OptionList options(MeasureOptions& o);

/// The catalogue entry.
Question question();

}  // namespace qed::answers::measure
