// SPDX-License-Identifier: Apache-2.0
#pragma once
// Few labels and predictions of all rows: the mean of the predictions, put right by what the labels show of them.
#include "qed/answers/interval/steps/prepare.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::interval {

struct Powered {
  std::int64_t labels = 0, predictions = 0;  ///< rows with a label, rows with a prediction alone
  double weight = 0, gain = 1;  ///< λ, and how many times the labels' rows it is worth
  statistics::Estimate classical =
      statistics::Estimate::undefined("not asked");  ///< of the labels alone
  statistics::Estimate shift = statistics::Estimate::undefined(
      "not asked");  ///< of the predictions: rows with a label less others, in s.d.
  bool are_alike = true;  ///< it may be 0, by a 99 % interval
};

/// Turns a mean or share whose labels are mostly missing into θ̂ = ȳ + λ(F̄ - f̄), a function of means of all rows
/// that have a prediction, and says what that gains. Error{bad_option} for another statistic, Error{bad_data} for
/// fewer than two labels or two rows without one.  Ref: [AngelopoulosDuchiZrnic2023]
Powered predict(Prepared& prepared, const std::string& predicted, double level);

/// A column of numbers without gaps whose name sounds like predictions, where a mean or share of all rows misses its
/// value in half of them or more.
std::optional<std::string> predictions_of_missing(const Prepared& prepared);

/// The same unasked: by `predictions_of_missing`, of 30 labels or more, where that is worth at least a tenth more of
/// them; else nothing, and `prepared` stays as it was.
std::optional<Powered> predict_if_worthwhile(Prepared& prepared, double level);

}  // namespace qed::answers::interval
