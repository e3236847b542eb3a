// SPDX-License-Identifier: Apache-2.0
#pragma once
// The bootstrap of a series whose neighbouring values depend on each other.
#include <span>

#include "qed/statistics/resampling/bootstrap.h"

namespace qed::statistics {

/// Politis and White's expected length of the stationary bootstrap's blocks for the mean: with R(k) the
/// autocovariances and λ the flat-top window of width 2m, m the lag from which on the autocorrelations
/// are insignificant,
///   b = (2 Ĝ²/D̂)^(1/3) n^(1/3),  Ĝ = Σ λ(k/2m) |k| R(k),  D̂ = 2 (Σ λ(k/2m) R(k))²,
/// in [1, min(3 √n, n/3)]. series: n >= 3 finite values in the order of time, else Error{bad_shape,
/// bad_value}; a constant one: 1. O(n (√log n + m)).
/// Ref: [PolitisWhite2004, PattonPolitisWhite2009]
double automatic_block_length(std::span<const double> series);

/// The bootstrap of `bootstrap`, where a resample is a run of blocks: each begins anywhere and goes on,
/// round the end, for a geometric length of mean `block_length`; so counts still say everything about
/// statistics that do not look at the order. `bca`'s acceleration leaves out runs of rows. groups must be
/// empty (Error{bad_option}); block_length >= 1. O(B (n + cost)).  Ref: [PolitisRomano1994]
Estimate block_bootstrap(std::int64_t n, const ResampledStatistic& statistic, double block_length,
                         const BootstrapOptions& options = {});

}  // namespace qed::statistics
