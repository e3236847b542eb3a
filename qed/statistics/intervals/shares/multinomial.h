// SPDX-License-Identifier: Apache-2.0
#pragma once
// All shares of a multinomial count at once: with probability `level` every interval holds.
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// Goodman: each share by Wilson's interval at the Bonferroni level 1 - alpha/k, so that all k hold
/// together. counts (k >= 2, not negative, else Error{bad_shape, bad_value}); no rows: all undefined.
/// Ref: [Goodman1965]
std::vector<Estimate> goodman_shares(std::span<const std::int64_t> counts, double level = 0.95);

/// Sison and Glaz: pᵢ in [p̂ᵢ - c/n, p̂ᵢ + (c + 2γ)/n] for the least whole c at which the chance that
/// every count falls within c of its expectation reaches the level (γ interpolates between c and
/// c + 1), by an Edgeworth expansion of Poisson counts given their sum. Shorter than Goodman's for
/// many cells; symmetric but for 2γ, so poor for shares near 0. As above; O(k n) at worst.
/// Ref: [SisonGlaz1995, MayJohnson2000]
std::vector<Estimate> sison_glaz_shares(std::span<const std::int64_t> counts, double level = 0.95);

}  // namespace qed::statistics
