// SPDX-License-Identifier: Apache-2.0
// Intervals that may be looked at after every row: rows count in the order in which they came.
#include <array>
#include <numeric>

#include "qed/statistics/intervals/confidence_sequence.h"
#include "qed/statistics/intervals/methods/families.h"

namespace qed::statistics {
namespace {

constexpr unsigned kBounded = bits(Functional::mean, Functional::share);
constexpr unsigned kMean = bits(Functional::mean);
constexpr unsigned kShare = bits(Functional::share);

Estimate betting(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kBounded, quantity, sample, options);
  const auto value = value_of(quantity, sample);
  if (!value) return Estimate::undefined("no rows");
  const std::string unbounded = unbounded_reason(quantity);
  if (!unbounded.empty()) return Estimate::without_interval(*value, unbounded).with_n(sample.n());
  BettingSequence sequence(quantity.lower, quantity.upper, options.level);
  for (const double x : sample.terms[0]) sequence.add(x);
  return within_range(quantity, sequence.estimate());
}

Estimate mixture(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kMean, quantity, sample, options);
  if (sample.n() == 0) return Estimate::undefined("no rows");
  MixtureSequence sequence(static_cast<double>(sample.n()), options.level);
  for (const double x : sample.terms[0]) sequence.add(x);
  return within_range(quantity, sequence.estimate());
}

Estimate share_of_mixture(const Quantity& quantity, const Sample& sample,
                          const MethodOptions& options) {
  check_asked(kShare, quantity, sample, options);
  return mixture_share(hits_of(sample), sample.n(), options.level);
}

constexpr std::array kMethods{
    Method{"betting", "the betting sequence",
           "For a mean of values of known range that is watched while rows come in.",
           "{m: max(K⁺ₜ(m), K⁻ₜ(m)) < 2/α}, K±ₜ(m) = Π(1 ± λᵢ(xᵢ - m))", "WaudbySmithRamdas2024",
           Claim::anytime, Rows::independent, kBounded, betting},
    Method{"mixture", "the normal mixture sequence",
           "For a mean of unbounded values that is watched, from some hundred rows on.",
           "x̄ ± s √(2(tρ²+1)/(t²ρ²) log(√(tρ²+1)/α))", "WaudbySmithEtAl2024", Claim::anytime,
           Rows::independent, kMean, mixture},
    Method{"mixture_share", "the beta mixture sequence",
           "For a share that is watched while rows come in.",
           "{p: B(k+1, n-k+1)/(pᵏ(1-p)ⁿ⁻ᵏ) < 1/α}", "Robbins1970", Claim::anytime,
           Rows::independent, kShare, share_of_mixture},
};

}  // namespace

std::span<const Method> sequence_methods() { return kMethods; }

}  // namespace qed::statistics
