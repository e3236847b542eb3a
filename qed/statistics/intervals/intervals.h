// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// The mean of independent values and Student's interval x̄ ± t_{n-1} s/√n.
/// One value: without interval. None: undefined. Values finite, any unit. O(n).  Ref: [Student1908]
Estimate mean_interval(std::span<const double> values, double level = 0.95);

/// The share hits/n of independent yes/no rows with Wilson's score interval: for z the normal quantile,
///   (p̂ + z²/2n ± z √(p̂(1-p̂)/n + z²/4n²)) / (1 + z²/n).
/// Inside [0, 1] always, sensible at 0 and n hits. n = 0: undefined.  Ref: [Wilson1927]
Estimate proportion_interval(std::int64_t hits, std::int64_t n, double level = 0.95);

/// The p-quantile (median: p = 1/2) of independent values and the interval between the order statistics that a
/// binomial count covers: P(X_(l) <= q <= X_(u)) >= level without any assumption on the law. Too few values for the
/// level: the end is infinite. Empty: undefined. O(n log n).  Ref: [DavidNagaraja2003, sec. 7.1]
Estimate quantile_interval(std::span<const double> values, double p = 0.5, double level = 0.95);

/// Throws Error{bad_option} unless level is in (0, 1).
void require_level(double level);

/// The normal quantile z of 1 - alpha/2, alpha = 1 - level; level checked as above.
double two_sided_z(double level);

/// Student's t of 1 - alpha/2 with so many degrees of freedom (positive); level checked as above. The last one of a
/// thread is kept: simulations ask for the same thousands of times.
double two_sided_t(double degrees, double level);

/// Mean and unbiased variance by two passes, the second corrected for the rounding of the first: no cancellation. The
/// variance of one value and of equal ones, and both moments of none, are 0.  Ref: [Chan1983, eq. 1.7]
struct Moments {
  double mean = 0, variance = 0;
  std::int64_t n = 0;
};
Moments moments(std::span<const double> values);
/// Of two samples taken together, each of which may be empty (n = 0).  Ref: [Chan1983, eq. 2.1]
Moments merged(const Moments& a, const Moments& b);

}  // namespace qed::statistics
