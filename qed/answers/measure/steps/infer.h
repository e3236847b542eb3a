// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/answers/measure/scores/measures.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::measure {

/// What a prediction was seen to be.
struct Seen {
  Form form = Form::score;
  std::string why;          ///< a clause
  double lowest = 0, highest = 0;
  bool is_constant = false, equals_label = false;
  bool reverses_label = false;  ///< of yes and no: 1 - f is the label
  statistics::Estimate excess = statistics::Estimate::undefined("not a number");  ///< mean of f - y
  statistics::Estimate below =
      statistics::Estimate::undefined("not a number");  ///< share of y <= f, of numbers
  std::optional<double> calibration_p = {};  ///< Spiegelhalter's, of probabilities; by units
  bool is_refuted = false;  ///< a score, as its values are no probabilities and its name says none
  std::int64_t crossing = 0;  ///< rows with a quantile below one of a lower level
  double level = 0.5;  ///< of a quantile; of an interval the level that it claims
};

struct Inferred {
  std::vector<Seen> models;
  Form form = Form::score;  ///< what all are scored as
  std::string mixed;  ///< where their forms differ: what is done about it, a sentence
  Asked asked;
};

/// What each prediction is, by what identifies it on these rows, and what all are scored as; sets the forms and
/// thresholds in `rows`, and the task `count` where labels are small counts and means are positive.
///   binary   two values are a decision, [0, 1] a probability where the column is named like a prediction, or else a
///            score. A score too, where no name says probability and all refute it: the odds of the mean forecast, and
///            of the middle one, are four times those of yes, or a quarter, the mean is five standard errors off, and a
///            constant loses less.
///            One that is calibrated in the large, or a name, keeps them all. --form says it
///   ranking  an order within each query; gains by gain_of
///   numbers  a mean has E(f - y) = 0, a quantile P(y <= f) = τ, a median τ = ½: which of these intervals hold
/// Error{bad_option} for a threshold that is no number, or costs of which one is missing; Error{bad_data} for an
/// interval beside a number. O(n log n).  Ref: [Gneiting2011]
Inferred infer(Rows& rows, const MeasureOptions& options, bool by_name, double level);

}  // namespace qed::answers::measure
