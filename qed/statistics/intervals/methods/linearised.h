// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "qed/statistics/intervals/methods/quantity.h"

namespace qed::statistics {

/// θ̂ and what each row moves it by: θ̂ - θ ≈ (1/n) Σ ψᵢ, Σ ψᵢ = 0, so that the variance of θ̂ is that of a mean of ψ,
/// whatever rows depend on each other.
///   mean, share   xᵢ - x̄
///   quantile      (p - 1{xᵢ <= q})/f(q) about its mean, f by a kernel at q (Silverman's width)
///   area          (V₁₀(i) - θ̂) n/m for positives, (V₀₁(j) - θ̂) n/(n - m) for negatives; a difference: that of two
///   weighted, compound   as Parts::influences
///   smooth        ∇g(ū)ᵀ (uᵢ - ū), the gradient by differences
struct Linearised {
  double value = 0;
  std::vector<double> influence;  ///< n
};
/// Nothing where the quantity is undefined, or for a new case, which no mean of rows gives; a smooth one
/// also where g is undefined all round the means. Errors as check's. O(n), O(n log n) for ranks.
/// Ref: [Hampel1974, Vaart1998, ch. 20, Silverman1986, eq. 3.31]
std::optional<Linearised> linearised(const Quantity& quantity, const Sample& sample);

/// √(Σ ψᵢ²/(n(n - 1))), of independent rows; 0 for one.
double standard_error(const Linearised& linearised);

/// ∇g at the means by differences of four places, h = 1e-3 of a term's standard deviation apart,
///   (8 (g(+h) - g(-h)) - (g(+2h) - g(-2h)))/12h,
/// of error O(h⁴); h is made smaller where g is undefined. A term without spread has slope 0: it is not
/// asked for. Nothing where g is undefined however small h.
std::optional<std::vector<double>> smooth_gradient(const SmoothFunction& g,
                                                   std::span<const double> means,
                                                   std::span<const double> spreads);

}  // namespace qed::statistics
