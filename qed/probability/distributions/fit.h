// SPDX-License-Identifier: Apache-2.0
#pragma once
// Maximum likelihood: the parameters under which the values were most likely.
//   const Gamma law = fit<Gamma>(values);
//   const Binomial law = fit<Binomial>(counts, {.n = 10});
// values: at least two that differ (Bernoulli, binomial, hypergeometric, Poisson, geometric and exponential laws: at
// least one), inside the law's support, else Error{bad_data, bad_value}; whole numbers where the law has masses. Closed
// forms where there are; else where the likelihood's slope is 0, to 1e-10 of the parameters. Where the likelihood has
// no largest value (a negative binomial law on counts that vary no more than Poisson's; an F law on values that a gamma
// law, its limit, fits better than any): Error{bad_data} with what to take instead.
// O(n) a step, O(n log n) for laws with a median.  Ref: [JohnsonKotzBalakrishnan1994, Minka2002]
#include <cstdint>
#include <span>
#include <type_traits>

#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

namespace qed::probability {

/// What is given of a law, and not fitted: nothing, but for two.
template <class Law>
struct Given {};
/// Trials of each value: the design's.
template <>
struct Given<Binomial> {
  std::int64_t n;
};
/// Items and draws: the design's. Fitted is how many are marked.
template <>
struct Given<Hypergeometric> {
  std::int64_t total, draws;
};

template <class Law>
Law fit(std::span<const double> values, Given<Law> given);
template <class Law>
  requires std::is_empty_v<Given<Law>>
Law fit(std::span<const double> values) {
  return fit<Law>(values, Given<Law>{});
}

/// A law that is whole: what every distribution can do, and how it is learnt from values. All of the catalogue are.
template <class Law>
concept FullDistribution =
    Distribution<Law> && requires(std::span<const double> values, Given<Law> given) {
      { fit<Law>(values, given) } -> std::same_as<Law>;
    };

}  // namespace qed::probability
