// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/answers/measure/scores/measures.h"
#include "qed/answers/measure/scores/ranking.h"
#include "qed/answers/measure/steps/calibrated.h"
#include "qed/answers/measure/steps/chance.h"
#include "qed/answers/measure/steps/decompose.h"
#include "qed/answers/measure/steps/infer.h"
#include "qed/answers/measure/steps/operate.h"
#include "qed/answers/measure/steps/pairs/best.h"
#include "qed/answers/measure/steps/pairs/compare.h"
#include "qed/answers/measure/steps/prepare.h"
#include "qed/answers/measure/steps/refuse.h"
#include "qed/base/progress.h"

namespace qed::answers::measure {

/// A model by the primary metric.
struct Ranked {
  std::size_t model = 0;         ///< of rows.models
  statistics::Estimate primary = statistics::Estimate::undefined("not measured");
  std::optional<statistics::Estimate> score;  ///< mean loss of a skill
};
/// One model by another metric that fits.
struct Other {
  std::string name, title;
  double chance = 0;
  statistics::Estimate value = statistics::Estimate::undefined("not measured");
  std::optional<statistics::Estimate> over_random = {};  ///< of ranked lists, as in Findings
};
/// The decision asked again: of a difference (against 0) or of a metric (against its chance).
struct Again {
  std::string change;
  statistics::Estimate estimate = statistics::Estimate::undefined("not measured");
  double against = 0;
};

/// All rows of a file that was not held, where their sums answer: the sample answers the rest.
struct OfAllRows {
  std::int64_t measured = 0;  ///< rows with a label and every prediction; of ranked lists those
  std::int64_t units = 0;     ///< what is independent; rows where they are
  bool is_counted = true;     ///< the units; else estimated
  std::int64_t other_labels = 0;  ///< rows whose label is none that the sample had
  // Of ranked lists:
  std::int64_t rows = 0, shortest = 0, longest = 0;  ///< of all of them, of one
  std::int64_t of_one_relevance = 0;  ///< queries_of_one_relevance
  std::vector<std::int64_t> tied = {};  ///< tied_rows, by model
};

/// Everything that was found, as plain numbers: what the evidence is written from.
struct Findings {
  Prepared data;  ///< its counts of rows read and left out are those of all rows
  std::optional<OfAllRows> all;
  Inferred inferred;
  std::vector<Measure> measures;     ///< the primary first
  std::vector<Ranked> ranked;        ///< the best first; those without a value last
  statistics::Estimate prevalence = statistics::Estimate::undefined("not asked");
  std::optional<statistics::Estimate> base_score;  ///< mean loss of the best constant
  /// Of ranked lists: the primary metric of random orders, and of the best model less that, query by query. What it has
  /// by chance differs from query to query, so it is not the metric's own interval that decides.
  std::optional<statistics::Estimate> random, over_random;
  std::vector<BadQuery> worst;  ///< the first few
  std::int64_t without_a_find = 0;  ///< queries whose primary metric is 0
  std::vector<Other> others;  ///< by the measures after the first
  std::optional<Other> h_measure;  ///< of a score
  Chance chance;
  std::vector<std::optional<SmoothChance>> smooth;  ///< of each model's probabilities
  std::optional<Decomposition> decomposition;
  std::vector<Operating> operating, operating_second;
  std::vector<Refused> refused;
  std::optional<AgainstBest> against_best;  ///< of three models or more whose rows are held
  std::optional<Comparison> comparison;
  std::vector<Again> again;
  std::optional<std::int64_t> needed;
  double margin = 0, level = 0.95;

  /// Rows or queries that the answer is from.
  std::int64_t cases() const { return all ? all->measured : data.rows.cases(); }
  bool has_lists() const { return data.rows.task == Task::ranking; }
  /// Is the best model the same in every row, or the label itself? Of rows that are held.
  bool is_constant() const {
    return !has_lists() && !all && inferred.models[ranked[0].model].is_constant;
  }
  bool is_label() const {
    return !has_lists() && !all && inferred.models[ranked[0].model].equals_label;
  }
  const Model& first() const { return data.rows.models[ranked[0].model]; }
  const Model& second() const { return data.rows.models[ranked[1].model]; }
  /// Do a model's probabilities mean what they say?
  Calibrated calibration_of(std::size_t model) const {
    const bool has_smooth = model < smooth.size() && smooth[model];
    return calibrated(inferred.models[model].calibration_p,
                      has_smooth ? std::optional(smooth[model]->test.p_value) : std::nullopt);
  }
};

/// The order of it all: read, infer, score, compare, ask again.
Findings compute(const std::vector<std::string>& files, const MeasureOptions& options,
                 const Run& run, Phases& phases);

}  // namespace qed::answers::measure
