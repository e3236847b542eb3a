// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: smooth laws that a column of values may come from.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "qed/statistics/coverage/quantile_table.h"

namespace qed::statistics {

/// One law of a column and how likely it is the right one, among those that were tried.
struct ColumnLaw {
  QuantileTable table;
  double weight = 1;
  std::string name;  ///< "log-normal"; "smoothed data" where no law was fitted
};

/// The laws that fit: Gaussian, uniform, Student's t, log-normal, gamma and exponential on one side of a bound or of a
/// shift that is fitted too, beta between two bounds. Each by maximum likelihood, its weight exp(-AICc/2) over the sum;
/// left out where its distance of Kolmogorov is over about 1/√n, or its weight under 0.05. At most four. None left, or
/// more than 2,000 values (then their own tails say enough): the values smoothed by a Gaussian kernel (Silverman's
/// width, narrower next to a bound), pulled to their mean so that the variance is theirs.
/// x: n >= 2 finite values in [lower, upper], which may be infinite; draws stay there, and above 0
/// where all x are. O(n log n).  Ref: [Akaike1974, BurnhamAnderson2002, Silverman1986]
std::vector<ColumnLaw> fit_column(std::span<const double> x, double lower, double upper);

/// Only the smoothed values of `fit_column`.
ColumnLaw smoothed_column(std::span<const double> x, double lower, double upper);

}  // namespace qed::statistics
