// SPDX-License-Identifier: Apache-2.0
#pragma once
// The bootstrap of a mean and of a quantile without a single resample: the laws of their replicates are known.
#include <span>

#include "qed/statistics/resampling/bootstrap.h"

namespace qed::statistics {

/// What infinitely many replicates of the mean would give. With yᵢ the standardised values and ψ(u) =
/// (Σ exp(i u yᵢ/√n)/n)ⁿ the characteristic function of √n ȳ*, the replicates' distribution function is
///   F(t) = ½ - Σ_m Im(exp(-i u_m t) ψ(u_m))/(π (m + ½)),  u_m = (m + ½) h,  h = 2π/32,
/// summed until |ψ| < 1e-12: no Monte Carlo error, and what is folded in from beyond 16 standard deviations is below
/// 1e-8, by Bernstein. The acceleration of `bca` is Σ(x-x̄)³/(6 (Σ(x-x̄)²)^1.5). Means on a lattice are smoothed within
/// its step; where that is a quarter of the standard error or more, where one value outweighs all others, and for
/// `studentised`, replicates are drawn as `bootstrap` does, and the method says so.
/// `normal` is x̄ ± z √(Σ(x-x̄)²)/n.
/// values: finite, else Error{bad_value}; options.groups empty, else Error{bad_option}. O(128 n).
/// Ref: [Davies1973, Efron1987]
Estimate bootstrap_mean(std::span<const double> values, const BootstrapOptions& options = {});

/// The p-quantile x₍ₖ₎ + g (x₍ₖ₊₁₎ - x₍ₖ₎), k + g = 1 + (n-1)p (NumPy's, R's type 7; p = ½: the median). Of a
/// resample, the places of those two order statistics are ⌈n U₍ₖ₎⌉ and ⌈n U₍ₖ₊₁₎⌉ with U the order statistics of n
/// uniform numbers, a beta law and another given it: O(1) a replicate. The jackknife has three different values.
/// p in [0, 1], else Error{bad_option}; `studentised` has no standard errors to use: Error{bad_option}.
/// O(n log n + replicates).  Ref: [DavidNagaraja2003, sec. 2.1, Efron1987]
Estimate bootstrap_quantile(std::span<const double> values, double p,
                            const BootstrapOptions& options = {});

}  // namespace qed::statistics
