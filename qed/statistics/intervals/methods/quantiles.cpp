// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/intervals/quantiles/interpolated.h"
#include "qed/statistics/resampling/closed_form.h"

namespace qed::statistics {
namespace {

constexpr unsigned kServed = bits(Functional::quantile);

Estimate order_statistics(const Quantity& quantity, const Sample& sample,
                          const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  return with_open_ends_said(quantity,
                             quantile_interval(sample.terms[0], quantity.p, options.level));
}

Estimate interpolated(const Quantity& quantity, const Sample& sample,
                      const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  return with_open_ends_said(
      quantity, interpolated_quantile_interval(sample.terms[0], quantity.p, options.level));
}

Estimate quantile_bca(const Quantity& quantity, const Sample& sample,
                      const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  return bootstrap_quantile(sample.terms[0], quantity.p,
                            as_bootstrap(options, BootstrapMethod::bca));
}

constexpr std::array kMethods{
    Method{"order_statistics", "the interval between order statistics",
           "For a guarantee: covers at least at its level whatever the law.",
           "[x₍ₗ₎, x₍ᵤ₎], P(B < l) <= α/2, P(B >= u) <= α/2, B ~ Binomial(n, p)",
           "DavidNagaraja2003", Claim::exact, Rows::independent, kServed, order_statistics},
    Method{"interpolated_order", "the interval between interpolated order statistics",
           "The one to take for a quantile: the level itself, where order statistics are above it.",
           "(1-λ) x₍ₗ₎ + λ x₍ₗ₊₁₎, λ by Nyblom", "Nyblom1992", Claim::nominal, Rows::independent,
           kServed, interpolated},
    Method{"quantile_bca", "the BCa bootstrap of the quantile",
           "Shorter than order statistics, with both ends always finite; can miss too often.",
           "F*⁻¹(Φ(z₀ + (z₀ ± z)/(1 - a(z₀ ± z))))", "Efron1987", Claim::asymptotic,
           Rows::independent, kServed, quantile_bca},
};

}  // namespace

std::span<const Method> quantile_methods() { return kMethods; }

}  // namespace qed::statistics
