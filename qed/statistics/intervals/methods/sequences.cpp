// SPDX-License-Identifier: Apache-2.0
// Intervals that may be looked at after every row: rows count in the order in which they came.
#include <array>

#include "qed/statistics/intervals/confidence_sequence.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/intervals/methods/linearised.h"

namespace qed::statistics {
namespace {

constexpr unsigned kBounded = bits(Functional::mean, Functional::share);
constexpr unsigned kSmooth = bits(Functional::mean, Functional::smooth);
// The mixture is tightest at about so many rows: fixed before any is seen, or it would hold at no time but one.
constexpr double kTightest = 1000;
// Claims begin here, measured at 1,000 looks up to 10,000 rows (level 95 %), see the method's test.
constexpr std::int64_t kFirstRows = 200;
constexpr double kFirstEqual = 20;  // (Σψ²)²/Σψ⁴: rows of equal weight that carry the variance
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

bool is_early(const std::vector<double>& influence) {
  double squares = 0, fourths = 0;
  for (const double psi : influence) squares += psi * psi, fourths += psi * psi * psi * psi;
  return std::ssize(influence) < kFirstRows || !(squares * squares >= kFirstEqual * fourths);
}

Estimate mixture(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kSmooth, quantity, sample, options);
  const auto parts = linearised(quantity, sample);
  if (!parts) {
    const auto value = value_of(quantity, sample);
    return value
               ? Estimate::without_interval(*value, "it is undefined next to the means")
               : Estimate::undefined(sample.n() == 0 ? "no rows" : "it is undefined on these rows");
  }
  if (is_early(parts->influence))
    return Estimate::without_interval(parts->value,
                                      "it claims nothing before 200 rows, or while fewer than 20 "
                                      "of them carry the variance")
        .with_n(sample.n());
  return within_range(
      quantity, mixture_of_influence(parts->value, parts->influence, kTightest, options.level));
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
    Method{"mixture", "the asymptotic normal mixture sequence",
           "For a mean, ratio or difference of two arms that is watched, from 200 rows on.",
           "θ̂ ± s(ψ) √(2(tρ²+1)/(t²ρ²) log(√(tρ²+1)/α))", "WaudbySmithEtAl2024",
           Claim::anytime_asymptotic, Rows::independent, kSmooth, mixture},
    Method{"mixture_share", "the beta mixture sequence",
           "For a share that is watched while rows come in.",
           "{p: B(k+1, n-k+1)/(pᵏ(1-p)ⁿ⁻ᵏ) < 1/α}", "Robbins1970", Claim::anytime,
           Rows::independent, kShare, share_of_mixture},
};

}  // namespace

std::span<const Method> sequence_methods() { return kMethods; }

}  // namespace qed::statistics
