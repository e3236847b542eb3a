// SPDX-License-Identifier: Apache-2.0
#pragma once
// Intervals of rows of which only summaries are left: what methods of the catalogue make of all rows, where they look
// at no more than sums, counts and ranks.
#include <string_view>

#include "qed/statistics/estimate.h"
#include "qed/statistics/intervals/methods/quantity.h"
#include "qed/statistics/summaries/quantile_sketch.h"
#include "qed/statistics/summaries/score_counts.h"
#include "qed/statistics/summaries/unit_sums.h"
#include "qed/statistics/summaries/vector_moments.h"

namespace qed::statistics {

/// Can the method of that name be had from summaries, for that kind of quantity and rows?
bool is_summable(std::string_view method, Functional functional, Rows rows);

/// Independent rows: a share's wilson, exact, jeffreys, agresti_coull and one_sided from its count; a mean's student_t;
/// delta of a function of means; wald of all three. moments: of the quantity's terms, else Error{bad_shape}. Another
/// method: Error{bad_option}. The catalogue's interval of the same rows but for rounding.
Estimate summed_interval(const Quantity& quantity, const VectorMoments& moments,
                         std::string_view method, double level);

/// Groups: clustered_t and jackknife_clustered of a share, mean or function of means, the latter by the jackknife of
/// its tangent. Of more units than UnitSums holds, the groups are its parts.
Estimate summed_interval(const Quantity& quantity, const VectorMoments& moments,
                         const UnitSums& units, std::string_view method, double level);

/// The mean of the first term of grouped rows, by clustered_t or jackknife_clustered (else Error{bad_option}).
Estimate summed_mean(const UnitSums& units, std::string_view method, double level);

/// An area of groups by clustered_t or jackknife_clustered of its tangent. scores: of all rows, which give the value;
/// placed, units: moments and sums of units of ScorePlacements' terms.
Estimate summed_interval(const ScoreCounts& scores, const VectorMoments& placed,
                         const UnitSums& units, std::string_view method, double level);

/// An area by delong or jackknife_auc (else Error{bad_option}); its ends are moved out by the most that scores in one
/// bin can hide.
Estimate summed_interval(const ScoreCounts& scores, std::string_view method, double level);

/// The p-quantile of values in a sketch. share_half: half of the interval of the share of rows below it, whatever rows
/// depend on each other. [x(p - half - ε), x(p + half + ε)] with ε the sketch's error of ranks, and the infinite end
/// where that leaves [0, 1].  Ref: [Woodruff1952, KarninLangLiberty2016]
Estimate summed_interval(double p, const QuantileSketch& sketch, double share_half, double level,
                         std::string_view method);

}  // namespace qed::statistics
