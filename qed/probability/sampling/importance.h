// SPDX-License-Identifier: Apache-2.0
#pragma once
// Means under one law from rows drawn under another: how much such rows are worth, and whether to believe them.
#include <cstdint>
#include <optional>
#include <span>

namespace qed::probability {

/// (Σw)²/Σw²: as many rows of equal weight have the variance of the weighted mean. In [1, n].
/// log_weights (n >= 1, not NaN or +inf, not all -inf), any common factor: Error{bad_value}. O(n).
/// Ref: [Kong1992]
double effective_sample_size(std::span<const double> log_weights);

/// The generalised Pareto law of excesses over a threshold, P(X > x) = (1 + kx/σ)^(-1/k), fitted by Zhang and
/// Stephens' quasi-Bayes estimate with the prior of Vehtari and others (k pulled towards 1/2 as by 10 rows).
/// excesses: at least 5, positive, sorted rising, else Error{bad_value}. O(n^1.5).
/// Ref: [ZhangStephens2009, VehtariEtAl2024, app. C]
struct ParetoTail {
  double k = 0, sigma = 0;
};
ParetoTail fit_pareto_tail(std::span<const double> excesses);

/// The shape k of the largest weights' tail, from min(n/5, 3√n) of them: the mean has finite variance for k < 1/2;
/// an estimate can be used up to min(1 - 1/log₁₀ n, 0.7), and above no number of rows helps. Fewer than 5 rows in
/// the tail, or all of them equal: nothing, with nothing to worry about in the latter case.
/// Ref: [VehtariEtAl2024, sec. 3]
struct WeightTail {
  std::optional<double> k;
  double usable = 0.7;      ///< the largest k at which the weighted mean can be used
  std::int64_t rows = 0;    ///< in the tail
};
WeightTail weight_tail(std::span<const double> log_weights);

}  // namespace qed::probability
