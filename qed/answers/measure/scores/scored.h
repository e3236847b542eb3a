// SPDX-License-Identifier: Apache-2.0
#pragma once
// A number that rows make, with what each row moves it by: from that come its interval, paired differences and
// rows that hang together.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qed/answers/measure/scores/rows.h"
#include "qed/answers/measure/scores/unit_error.h"
#include "qed/metrics/metric.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::measure {

/// θ̂ - θ ≈ (1/n) Σ ψᵢ, Σ ψᵢ = 0.
struct Scored {
  double value = 0;
  std::vector<double> influence;  ///< n
};

/// √(Σ ψ²/(n(n-1))) of independent rows, with n - 1 degrees of freedom; of groups that of error_of_units, where the
/// queries of ranked lists weigh the same. 0 for one unit. O(n).
StandardError error_of(std::span<const double> influence, const Rows& rows);
double standard_error(std::span<const double> influence, const Rows& rows);

/// What an interval of a value and its standard error needs besides: how many units add to it, what it is a mean over,
/// how it was made, and what is said where there is one unit, or no spread.
struct Spread {
  std::int64_t units = 0, n = 0;
  std::string method, alone, none;
};
/// Student's t with the error's degrees of freedom, on the scale that keeps the range. No interval, with the reason:
/// one unit, no spread, an end of the range.
statistics::Estimate interval_of(double value, const StandardError& error, double lower,
                                 double upper, const Spread& spread, double level);
/// What is said of units: ", jackknife of units", of many ", rows of a unit together".
std::string together(std::size_t units, bool of_queries);

/// "delta method, logit scale, rows of a unit together": how, the scale of that range, and more.
std::string on_scale(std::string_view how, double lower, double upper, std::string_view more);

/// The interval of a metric of these rows; its n are rows.cases().
statistics::Estimate estimate_of(const Scored& scored, double lower, double upper, const Rows& rows,
                                 double level);
/// first less second on the same rows, ± t se; n as above.
statistics::Estimate difference_of(const Scored& first, const Scored& second, const Rows& rows,
                                   double level);

/// The mean of a value a row.
Scored mean_of(std::vector<double> values);

/// 1 - S/U with S and U the means of a model's loss and of the best constant's, one pair a row. U is least at that
/// constant, so its own error does not count to first order:
///   ψᵢ = -(Lᵢ - S)/U + S (L⁰ᵢ - U)/U².
/// Nothing where U is 0 or a loss is infinite.  Ref: [Vaart1998, thm 3.1]
std::optional<Scored> skill_of(const std::vector<double>& loss, const std::vector<double>& base);

/// The area under the ROC curve with DeLong's placements. Nothing with one class only.
/// order: algorithms::rising_order(score). O(n).
/// Ref: [DeLongEtAl1988]
std::optional<Scored> area_of(std::span<const double> score, std::span<const std::uint32_t> order,
                              std::span<const double> label);

/// A metric of the catalogue, by the delta method. Nothing where it is undefined or infinite.
std::optional<Scored> metric_of(const metrics::Metric& metric, std::span<const double> prediction,
                                std::span<const double> label,
                                const metrics::MetricSettings& settings);

}  // namespace qed::answers::measure
