// SPDX-License-Identifier: Apache-2.0
#pragma once
// The metrics that fit a task and a form of prediction, the primary one first.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/losses.h"
#include "qed/answers/measure/scores/scored.h"
#include "qed/answers/measure/scores/terms.h"
#include "qed/metrics/ranking/ranking.h"

namespace qed::answers::measure {

/// A metric that an analyst could sensibly judge by.
struct Measure {
  std::string name;    ///< "brier_skill"
  std::string title;   ///< "Brier skill"
  std::string why;     ///< a clause: why it fits
  std::string ref;
  double lower, upper;
  /// What a prediction scores that knows the labels' law and no row: 0 of a skill; of ranks, on these rows.
  double chance = 0;
  std::function<std::optional<Scored>(const Rows&, const Model&)> of;
  std::function<Loss(const Rows&)> loss_of = {};  ///< of a skill: its loss
  /// The same by means of terms, fitted to these rows; none of ranked lists.
  std::function<std::optional<Terms>(const Rows&, const Model&)> terms = {};
  /// Of ranked lists: the same of one, whose relevances are as they are, or 1 and 0 (is a row relevant?).
  metrics::QueryMetric of_list = {};
  bool takes_grades = false;
};

/// What was asked.
struct Asked {
  bool has_costs = false;
  LossSettings loss;          ///< costs, quantile
  double claimed = 0.9;       ///< level that intervals claim
  std::vector<double> levels = {};  ///< of sets of quantiles
  std::int64_t top = 10;      ///< rows of a ranked list that count, from the front
  metrics::Gain gain = metrics::Gain::exponential;  ///< of relevance
};

/// A skill over the best constant.
Measure skill_measure(std::string name, std::string title, std::string why,
                      std::function<Loss(const Rows&)> loss);
/// The rising function of the predictions that is nearest to y in squared error, at every prediction of `query`:
/// constant between and beyond those it was fitted to. The same is best for every consistent score of the mean. Both
/// models in order. O(n).  Ref: [AyerEtAl1955, BarlowBrunk1972]
std::vector<double> isotonic_at(const Model& model, const std::vector<double>& y,
                                const Model& query);
/// The Brier skill that a score would have once calibrated: its isotonic fit is held.
Measure calibrated_measure();
Measure area_measure();

/// The metrics for rows whose models have these forms (one, or that of both), the primary first. Never empty.
std::vector<Measure> measures(const Rows& rows, Form form, const Asked& asked);

}  // namespace qed::answers::measure
