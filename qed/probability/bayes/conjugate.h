// SPDX-License-Identifier: Apache-2.0
#pragma once
// Priors whose posterior has their own form: an update adds counts and sums. Parameters positive (Error{bad_value}).
#include <cstdint>
#include <span>
#include <vector>

#include "qed/probability/distributions/continuous.h"

namespace qed::probability {

/// A share p ~ Beta(a, b) after `hits` of n yes/no rows: Beta(a + hits, b + n - hits). Jeffreys: a = b = 1/2.
/// 0 <= hits <= n.  Ref: [GelmanEtAl2013, sec. 2.4]
Beta updated(const Beta& prior, std::int64_t hits, std::int64_t n);

/// A rate λ ~ Gamma(shape, scale) after `events` in the time (or area) `exposure` > 0:
/// shape + events, 1/(1/scale + exposure).  Ref: [GelmanEtAl2013, sec. 2.6]
Gamma updated(const Gamma& prior, std::int64_t events, double exposure);

/// Shares of k kinds, p ~ Dirichlet(α): α + counts; the share of one kind alone is Beta(αᵢ, Σα - αᵢ).
/// Ref: [GelmanEtAl2013, sec. 3.4]
struct Dirichlet {
  std::vector<double> alpha;
  std::vector<double> mean() const;
  Beta marginal(std::size_t kind) const;
};
Dirichlet updated(const Dirichlet& prior, std::span<const std::int64_t> counts);

/// Mean and variance of Gaussian rows: μ | σ² ~ N(location, σ²/weight), σ² ~ inverse gamma(shape, scale).
/// The posterior after rows of mean x̄ and sum of squares S about it: with w' = weight + n,
///   location' = (weight location + n x̄)/w',  shape' = shape + n/2,
///   scale' = scale + S/2 + weight n (x̄ - location)²/(2 w').
/// Ref: [GelmanEtAl2013, sec. 3.3]
struct NormalInverseGamma {
  double location = 0, weight = 1, shape = 1, scale = 1;
  /// μ without σ²: location + √(scale/(shape weight)) t, t Student's with 2 shape degrees of freedom.
  double mean_quantile(double p) const;
};
NormalInverseGamma updated(const NormalInverseGamma& prior, std::int64_t n, double mean,
                           double squares);

}  // namespace qed::probability
