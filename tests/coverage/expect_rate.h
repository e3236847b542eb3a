// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <doctest/doctest.h>

#include <cstdint>

#include "qed/probability/distributions/discrete.h"

namespace qed::coverage {

/// Fails when so many hits have a probability below false_alarm if the rate is at most `nominal`.
inline void expect_rate_at_most(double nominal, std::int64_t hits, std::int64_t trials,
                                double false_alarm) {
  INFO(hits, " of ", trials, ", nominal rate at most ", nominal);
  CHECK(probability::Binomial(trials, nominal).survival(static_cast<double>(hits) - 1) >=
        false_alarm);
}

/// Fails when the hits are in either tail of Binomial(trials, nominal) of probability false_alarm/2:
/// a right rate fails with probability at most false_alarm.
inline void expect_rate(double nominal, std::int64_t hits, std::int64_t trials,
                        double false_alarm) {
  expect_rate_at_most(nominal, hits, trials, false_alarm / 2);
  INFO(hits, " of ", trials, ", nominal rate at least ", nominal);
  CHECK(probability::Binomial(trials, nominal).cdf(static_cast<double>(hits)) >= false_alarm / 2);
}

}  // namespace qed::coverage
