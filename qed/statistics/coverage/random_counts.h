// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: exact draws of the laws that shares need, at a cost that hardly grows with the rows.
#include <cstdint>
#include <span>
#include <vector>

#include "qed/base/random.h"

namespace qed::statistics {

/// Gamma(shape, 1), shape > 0, by squeezed rejection; shape < 1 through Gamma(shape + 1) U^(1/shape).
/// Ref: [MarsagliaTsang2000]
double draw_gamma(double shape, Rng& rng);
/// Beta(a, b) as a share of two gammas; a, b > 0.
double draw_beta(double a, double b, Rng& rng);
/// Of n trials of probability p in [0, 1]: order statistics of n uniform values halve the trials (Beta's law) until
/// about ten hits are expected; then masses are summed up from 0. O(log n).  Ref: [Devroye1986, sec. X.4.3]
std::int64_t draw_binomial(std::int64_t n, double p, Rng& rng);
/// Of n trials among kinds of probabilities p (sum 1), by conditional binomials. O(kinds log n).
void draw_multinomial(std::int64_t n, std::span<const double> p, Rng& rng,
                      std::vector<std::int64_t>& counts);
/// Probabilities from Dirichlet(weights), weights > 0. O(kinds).
void draw_dirichlet(std::span<const double> weights, Rng& rng, std::vector<double>& p);

}  // namespace qed::statistics
