// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/probability/distributions/discrete.h"

namespace qed::probability {

/// log(n!), n >= 0. Relative error 1e-15.
double log_factorial(std::int64_t n);
/// log C(n, k); -inf when k < 0 or k > n. n >= 0. Absolute error about 1e-16 log(n!).
double log_binomial_coefficient(std::int64_t n, std::int64_t k);

/// P(X = k) of the hypergeometric law.
double hypergeometric_mass(const Hypergeometric& law, std::int64_t k);
/// P(X >= k): Fisher's exact one-sided p-value. Sums the shorter side of the mode, from the largest term on.
/// O(draws) time; relative error about 1e-11 where P is small.
double hypergeometric_tail(const Hypergeometric& law, std::int64_t k);

}  // namespace qed::probability
