// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/proportion.h"

#include <array>

#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"

namespace qed::statistics {
namespace {

constexpr unsigned kServed = bits(Functional::share);

template <Estimate (*interval)(std::int64_t, std::int64_t, double)>
Estimate of_counts(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  return interval(hits_of(sample), sample.n(), options.level);
}

Estimate one_sided(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  const std::int64_t hits = hits_of(sample), n = sample.n();
  if (hits > 0 && hits < n) return exact_proportion(hits, n, options.level);
  return one_sided_proportion(hits, n, options.level);
}

constexpr std::array kMethods{
    Method{"wilson", "Wilson's score interval",
           "The one to take for a share: close to its level on average, sensible at 0 and n hits.",
           "(p̂ + z²/2n ± z √(p̂(1-p̂)/n + z²/4n²))/(1 + z²/n)", "Wilson1927", Claim::nominal,
           Rows::independent, kServed, of_counts<proportion_interval>},
    Method{"exact", "Clopper and Pearson's exact interval",
           "Covers at least at its level for every share and number of rows, and often more.",
           "B⁻¹(α/2; k, n-k+1), B⁻¹(1-α/2; k+1, n-k)", "ClopperPearson1934", Claim::exact,
           Rows::independent, kServed, of_counts<exact_proportion>},
    Method{"jeffreys", "Jeffreys' interval",
           "The posterior under the prior B(½, ½): as close as Wilson's, with tails of one weight.",
           "B⁻¹(α/2; k+½, n-k+½), B⁻¹(1-α/2; k+½, n-k+½)", "BrownCaiDasGupta2001", Claim::nominal,
           Rows::independent, kServed, of_counts<jeffreys_proportion>},
    Method{"agresti_coull", "Agresti and Coull's interval",
           "Wilson's centre with a plain standard error: never shorter than Wilson's.",
           "p̃ ± z √(p̃(1-p̃)/ñ), ñ = n + z², p̃ = (k + z²/2)/ñ", "AgrestiCoull1998", Claim::nominal,
           Rows::independent, kServed, of_counts<agresti_coull_proportion>},
    Method{"wilson_cc", "Wilson's score interval with a correction for continuity",
           "Where the exact one's coverage is wanted by a formula; longer than need be, as that.",
           "(k∓½ + z²/2 ∓ z √((k∓½)(1-(k∓½)/n) + z²/4))/(n + z²)", "Newcombe1998single",
           Claim::asymptotic, Rows::independent, kServed, of_counts<continuity_proportion>},
    Method{"one_sided", "the exact interval, one-sided at 0 and n hits",
           "For 0 or n hits: the rule of three, made exact. As a rule it covers at least 1 - 3α/2.",
           "[0, 1 - α^(1/n)] of 0 hits, [α^(1/n), 1] of n, else as exact", "ClopperPearson1934",
           Claim::nominal, Rows::independent, kServed, one_sided},
};

}  // namespace

std::span<const Method> share_methods() { return kMethods; }

}  // namespace qed::statistics
