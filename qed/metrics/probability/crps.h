// SPDX-License-Identifier: Apache-2.0
#pragma once
// The continuous ranked probability score of forecasts of a number y that are laws: how far a whole forecast
// distribution F is from what happened,
//   CRPS(F, y) = ∫ (F(x) - 1[y <= x])² dx = E|X - y| - ½ E|X - X'|,  X, X' ~ F independent.
// In units of y; a forecast of one value has |F - y|. Strictly proper among laws with a mean: the expectation over
// y ~ G is least at F = G.  Ref: [MathesonWinkler1976, GneitingRaftery2007, sec. 4.2]
#include <optional>
#include <span>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::metrics {

// y and all forecasts finite: Error{bad_value}.

/// Of F = the empirical law of m >= 1 members (Error{bad_data} for none), in any order:
///   Σ |x_i - y|/m - Σ_i Σ_j |x_i - x_j|/2m²,
/// summed over the gaps between neighbouring members, so that nothing cancels. Members drawn from the right law
/// score worse than a sharper ensemble at small m: use `fair_crps` for those. O(m log m).  Ref: [Hersbach2000]
double ensemble_crps(std::span<const double> members, double y);

/// Σ |x_i - y|/m - Σ_i Σ_j |x_i - x_j|/2m(m-1): unbiased for the score of the law that the members are drawn from,
/// so that law is the best one to draw from at any m. May be negative. One member: none. O(m log m).
/// Ref: [Ferro2014]
std::optional<double> fair_crps(std::span<const double> members, double y);

/// Of F = N(μ, σ²): σ (z (2Φ(z) - 1) + 2φ(z) - 1/√π), z = (y - μ)/σ; σ = 0 gives |y - μ|. σ < 0: Error{bad_value}.
/// Ref: [GneitingRaftery2007, sec. 4.2]
double normal_crps(double mu, double sigma, double y);

/// 2/K Σ_k (τ_k - 1[y < q_k])(y - q_k): twice the mean pinball loss of K >= 1 quantiles q_k at levels τ_k in (0, 1).
/// Near the CRPS where the levels are spread evenly, and equal to `ensemble_crps` of the quantiles at
/// τ_k = (k - ½)/K. Proper at any levels. Error{bad_shape, bad_value}; no levels: Error{bad_data}. O(K).
/// Ref: [LaioTamea2007, BracherEtAl2021]
double quantile_crps(std::span<const double> levels, std::span<const double> quantiles, double y);

enum class EnsembleScore { plain, fair };
/// Scores of the rows: members (n × m), y (n). `fair` needs m >= 2 (Error{bad_data}). Their mean with its interval
/// is `statistics::mean_interval`, of two models that of the differences. Parallel, O(n m log m).
std::vector<double> ensemble_crps_rows(MatrixView members, std::span<const double> y,
                                       EnsembleScore score = EnsembleScore::fair);
/// The same of N(mu, sigma²), mu and sigma (n).
std::vector<double> normal_crps_rows(std::span<const double> mu, std::span<const double> sigma,
                                     std::span<const double> y);
/// The same of quantiles (n × K) at the K levels.
std::vector<double> quantile_crps_rows(std::span<const double> levels, MatrixView quantiles,
                                       std::span<const double> y);

}  // namespace qed::metrics
