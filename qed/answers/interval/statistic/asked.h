// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which of the questions that an interval can answer a formula asks.
#include <string_view>

#include "qed/calculus/expression/expression.h"

namespace qed::answers::interval {

enum class Asked {
  parameter,   ///< what all rows like these would show
  model,       ///< a metric of one model: a score or decision against a label
  two_models,  ///< two metrics of the same label, of the same rows, compared
  two_groups,  ///< one statistic of two groups of rows, compared
  new_case,    ///< where one row more will lie
  experiment   ///< a parameter that is looked at while rows come in
};

/// By the words of a formula: two metrics of one label and condition under "-", "/" or a call of two are two models;
/// two statistics with conditions that differ are two groups; one metric is a model; all else a parameter.
Asked asked_by(const calculus::Expression& formula);

/// "a parameter, what all rows like these would show".
std::string_view in_words(Asked asked);

}  // namespace qed::answers::interval
