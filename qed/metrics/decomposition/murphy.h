// SPDX-License-Identifier: Apache-2.0
#pragma once
// One forecast against another under every consistent score at once.
#include <cstdint>
#include <span>
#include <vector>

namespace qed::metrics {

/// Mean elementary scores of forecasts f of a mean (or of a probability, with labels 0 and 1),
///   S_θ(f, y) = |y - θ| where θ lies between: min(f, y) <= θ < max(f, y), else 0.
/// Every consistent score is a mixture of them over θ; for labels 0 and 1, S_θ is the cost of deciding
/// "yes" where f > θ when a false alarm costs θ and a miss 1 - θ. So a forecast that is lower at every θ
/// is better for every user. theta: rising. forecast, label (n, finite): Error{bad_shape, bad_value}.
/// O((n + thetas) log n).  Ref: [EhmEtAl2016]
std::vector<double> murphy_curve(std::span<const double> forecast, std::span<const double> label,
                                 std::span<const double> theta);

/// Is the first forecast better for every θ? Differences D(θ) = S̄_θ(first) - S̄_θ(second) with a band that
/// holds for all θ together: D(θ) ± c se(θ), c the `level` quantile of max_θ |D*(θ) - D(θ)|/se(θ) over
/// multiplier bootstrap replicates (Gaussian weights a row, the same at all θ).
struct MurphyComparison {
  std::vector<double> theta, difference, lower, upper;
  bool first_better = false;   ///< nowhere worse beyond the band, and better somewhere
  bool second_better = false;
};
/// At `thetas` places spread over the forecasts' quantiles. O(replicates n + n thetas).
/// Ref: [EhmEtAl2016, ChernozhukovEtAl2013]
MurphyComparison murphy_comparison(std::span<const double> first, std::span<const double> second,
                                   std::span<const double> label, double level = 0.95,
                                   std::size_t thetas = 99, std::int64_t replicates = 999,
                                   std::uint64_t seed = 1);

}  // namespace qed::metrics
