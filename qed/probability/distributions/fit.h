// SPDX-License-Identifier: Apache-2.0
#pragma once
// Maximum likelihood: the parameters under which the values were most likely.
//   const Gamma law = fit<Gamma>(values);
// values: at least two that differ (Bernoulli, Poisson, geometric and exponential laws: at least one), inside the law's
// support, else Error{bad_data, bad_value}; whole numbers where the law has masses. Closed forms where there are; else
// where the likelihood's slope is 0, to 1e-10 of the parameters. Where the likelihood has no largest value (a negative
// binomial law on counts that vary no more than Poisson's): Error{bad_data} with what to take instead.
// O(n) a step, O(n log n) for laws with a median.  Ref: [JohnsonKotzBalakrishnan1994, Minka2002]
#include <cstdint>
#include <span>

#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

namespace qed::probability {

/// For every law but F and the ones below.
template <class Law>
Law fit(std::span<const double> values);

/// Of the n trials a value: the share.
Binomial fit_binomial(std::span<const double> values, std::int64_t n);
/// The marked among `total`, from one sample of `draws` with `found` marked: ⌊found (total + 1)/draws⌋, at most total.
Hypergeometric fit_hypergeometric(std::int64_t total, std::int64_t draws, std::int64_t found);

}  // namespace qed::probability
