// SPDX-License-Identifier: Apache-2.0
#pragma once
// What there is to know of a metric before it is computed, whatever it is computed from.
#include <string_view>

namespace qed::metrics {

/// What is judged by what.
enum class Family {
  classification,  ///< decisions against 0/1 labels
  probability,     ///< probabilities against 0/1 labels
  discrimination,  ///< the order of scores against 0/1 labels
  multiclass,      ///< probabilities of classes against the class that happened
  regression,      ///< numbers against numbers
  quantile,        ///< quantiles against numbers
  count,           ///< positive means against counts and amounts
  distribution,    ///< forecasts that are laws against numbers
  ranking,         ///< the order of a query's rows against their relevance
  embedding        ///< distances in a picture against those in the data
};
std::string_view name(Family family);      ///< as the enumerator
std::string_view subject(Family family);   ///< "decisions against 0/1 labels"

/// neither: it describes, and is best at a target (a bias at 0).
enum class Direction { higher_is_better, lower_is_better, neither };
std::string_view name(Direction direction);  ///< "higher is better"

/// What a forecaster who wants the best expected value must report of the label's law.
enum class Elicits {
  nothing,      ///< no functional: can be gamed (accuracy of a share, a bias)
  decision,     ///< which side of a threshold: a decision at fixed costs
  probability,  ///< P(label), of every class: proper scores
  mean,
  median,
  quantile,
  order,  ///< rows by P(label = 1), where labels are independent: any rising function of it
  distribution  ///< the whole law of the label
};
std::string_view name(Elicits elicits);  ///< as the enumerator

/// A line of the catalogue.
struct MetricCard {
  std::string_view name;  ///< "brier_score", as scikit-learn spells it where it has one
  std::string_view summary;  ///< one line
  std::string_view formula;
  std::string_view ref;  ///< key in docs/refs.bib
  Family family;
  Direction direction;
  double lower, upper;  ///< the values it can take; ends may be infinite
  Elicits elicits;
  bool strictly;  ///< only the true functional is best
  /// How its interval is made: a name of statistics::methods(). Empty: by none of them, `remark` says why not.
  std::string_view interval;
  std::string_view units = "rows";  ///< what is drawn: rows, queries, landmarks
  std::string_view remark = {};  ///< where that interval ends, or why there is none
};

}  // namespace qed::metrics
