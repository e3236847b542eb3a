// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which interval: one table, read top-down.
#include <string>
#include <vector>

#include "qed/statistics/intervals/methods/method.h"

namespace qed::answers::interval {

/// What the table looks at.
struct Regime {
  statistics::Functional functional = statistics::Functional::mean;
  statistics::Form form = statistics::Form::any;
  statistics::Rows rows = statistics::Rows::independent;
  std::int64_t n = 0, units = 0;
  std::int64_t fewest =
      0;  ///< of hits and misses of a share or of each arm, of positives and negatives of an area, of
  ///< labels beside predictions
  double skewness = 0;  ///< of the values of a mean
  bool bounded = false;  ///< is the range of the values known?
  bool exact = false, peeking = false;
};
Regime regime_of(const statistics::Quantity& quantity, const statistics::Sample& sample, bool exact,
                 bool peeking);

struct Choice {
  const statistics::Method* method = nullptr;
  std::string why;  ///< a clause: "rows are independent and ..."
  std::vector<const statistics::Method*> others;  ///< the neighbours in the table, at most two
};

/// The first line that applies; `asked` ("auto" or a method's name) decides instead. Error{bad_option} where the
/// method does not serve the quantity, or nothing can give what --exact or --peeking ask for.
Choice choose(const Regime& regime, const std::string& asked);

}  // namespace qed::answers::interval
