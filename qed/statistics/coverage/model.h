// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: a smooth law fitted to rows, which draws more of them and knows its own quantity.
// Resampled rows would be too optimistic: they have no more tail than the data, no value that was not seen.
#include <cstdint>
#include <memory>
#include <string>

#include "qed/base/random.h"
#include "qed/statistics/intervals/methods/quantity.h"

namespace qed::statistics {

/// Fitted once, drawn from by several threads at once.
class SampleModel {
 public:
  virtual ~SampleModel() = default;
  /// Fills `sample`, whose memory is used again, with about m rows (whole groups), and returns what an interval must
  /// hold: the quantity of the law drawn from, or the row after the last for a new case. A law that is itself
  /// uncertain is drawn first. in_order: rows come in no order (else yes before no), for methods that look at it.
  virtual double draw(std::int64_t m, bool in_order, Rng& rng, Sample& sample) const = 0;
  double truth() const { return truth_; }  ///< the quantity of the likeliest law
  const std::string& name() const { return name_; }

 protected:
  double truth_ = 0;
  std::string name_;
};

/// The model by quantity and rows:
///   few kinds of rows (shares, 0/1 terms, small counts)   their probabilities from Dirichlet's posterior (half as
///       wide, see cells_model.cpp) with a prior weight of one row in all, half a yes and half a no for a share; smooth
///       quantities: also half a row of each kind that one changed 0/1 term would make, where their range allows it
///   mean, quantile, new case       the laws of `fit_column`, one of them a replicate, by their weights
///   areas                          Gaussian scores in each class after the transform that makes the larger class
///       Gaussian (ranks do not see it); one area: it and the smaller class's spread from their posterior on a grid, of
///       twice the rows; as many rows of each class as the data have
///   smooth, one term               as its mean;  linear: as the mean of g(row);  else rows drawn with replacement,
///       which was as near as smoothed rows for ratios and correlations
///   weighted, compound             rows drawn with replacement, as many of each label, terms that are ranked moved
///       within their law (the best of `fit_column`) by a Gaussian kernel of the normal scores
///   grouped                        share: groups of the kinds (rows, yeses) that are there, shares of kinds from
///       Dirichlet's posterior; of fewer than 20 groups, or with a yes (a no) in fewer than 2: beta-binomial, from the
///       posterior of share and correlation on a grid; mean: group effects of the laws that `effect_laws` weighs and
///       smoothed residuals, variances by analysis of variance; sizes as they are. Else whole groups drawn with
///       replacement
///   series                         share: a Markov chain; mean, quantile, new case: a Gaussian autoregression
///       (Burg, order by AIC) of the normal scores under the column's law; else stationary blocks
/// Of samples over 200,000 rows, as many taken evenly (series: the last) are looked at.
/// sample: checked, its quantity defined. O(n log n) and a few milliseconds.
/// Ref: [Efron1979, Metz1986, Burg1975, Donner1986, PolitisRomano1994]
std::unique_ptr<SampleModel> fit_model(const Quantity& quantity, const Sample& sample);

}  // namespace qed::statistics
