// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/probability/distributions/discrete.h"

namespace qed::probability {

/// log(n!), n >= 0. Relative error 1e-15.
double log_factorial(std::int64_t n);
/// log C(n, k); -inf when k < 0 or k > n. n >= 0. Relative error 1e-15 (measured: exact_counts_test.cpp). O(1).
double log_binomial_coefficient(std::int64_t n, std::int64_t k);
/// log(n!) - log(√(2πn) (n/e)^n), n >= 0 (0 for n = 0): the next term beyond 1/(1188 n⁹) is below 1e-16 from 16 on.
///   Ref: [Loader2000, eq. 3]
double stirling_error(double n);
/// x log(x/m) + m - x without cancellation near x = m: with v = (x-m)/(x+m),
///   (x-m) v + 2x Σ_{j>=1} v^(2j+1)/(2j+1). x >= 0, m > 0.
///   Ref: [Loader2000, sec. 5]
double deviance_part(double x, double m);

/// P(X = k) of the hypergeometric law, from Loader's binomial masses. O(1).  Ref: [Loader2000]
double hypergeometric_mass(const Hypergeometric& law, std::int64_t k);
/// P(X >= k): Fisher's exact one-sided p-value. Sums the shorter side of the mode, largest term first.
/// O(draws) time. Relative error of mass and both tails
/// at most 1e-12 for totals up to 1e6 (measured against exact integers: 2e-14).
double hypergeometric_tail(const Hypergeometric& law, std::int64_t k);
/// P(X <= k), with all digits where it is small; otherwise as above.
double hypergeometric_lower_tail(const Hypergeometric& law, std::int64_t k);

}  // namespace qed::probability
