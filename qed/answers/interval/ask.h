// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>
#include <string>

#include "qed/answers/question/question.h"

namespace qed::answers::interval {

/// Everything that can be asked of `qed interval`. The defaults answer a bare file.
struct IntervalOptions {
  std::string statistic;               ///< empty: from roles and names, said
  std::string by;  ///< an interval for each value of this column, all holding together
  std::string unit;  ///< column whose values are independent, "rows", or empty: found
  std::string time;  ///< column that orders a series
  bool new_case = false;  ///< where the next row lies, not a parameter
  bool peeking = false;  ///< an experiment that is looked at as it runs
  bool exact = false;  ///< a guarantee for every law, not a good approximation
  std::string method = "auto";
  std::string weights, positive;
  std::string
      predicted;  ///< column of predictions, "none", or empty: found, where they are worth it
  double threshold = 0.5;
  double lower =
      -std::numeric_limits<double>::infinity();  ///< range of the values, where it is known
  double upper = std::numeric_limits<double>::infinity();
  std::string against;  ///< the value to decide against; empty: 0 of a difference, ½ of an area
  double margin = 0;  ///< differences up to it do not matter

  bool asks_for_predictions() const { return !predicted.empty() && predicted != "none"; }
};

OptionList options(IntervalOptions& o);

/// The catalogue entry.
Question question();

}  // namespace qed::answers::interval
