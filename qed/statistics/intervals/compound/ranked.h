// SPDX-License-Identifier: Apache-2.0
#pragma once
// Quantiles and areas of rows that count by weight, from one sort of the column.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace qed::statistics {

/// Rows in ascending order of a column. O(n log n).
struct Ranks {
  std::vector<std::uint32_t> row;
  std::vector<double> x;  ///< their values
  explicit Ranks(const std::vector<double>& column);
};

// Weights w (n, >= 0) of the rows; nothing where they sum to 0. O(n).

/// Type 7 of rows that are there w times: with x(s) the value at place s in [0, W) of rows laid end to end, each as
/// long as its weight, the mean of x(s) over [h, h + 1], h = (W - 1)p. Continuous in w; it depends on W.
/// Ref: [HyndmanFan1996]
std::optional<double> quantile_of_repeated(const Ranks& ranks, double p, std::span<const double> w);

/// inf{q: F(q) >= p}, F(q) = Σ w 1{x <= q}/Σ w, and the mean of it and the next value where F is p: the median of two
/// rows of one weight lies between them. The same for w and c w.  Ref: [Woodruff1952, HyndmanFan1996, definition 2]
std::optional<double> quantile_of_weighted(const Ranks& ranks, double p, std::span<const double> w);

/// Σ over pairs of w⁺ w⁻ (1{s⁺ > s⁻} + ½ 1{equal}), over the weight of all pairs; nothing where a class has none.
std::optional<double> area_of_weighted(const Ranks& ranks, std::span<const double> label,
                                       std::span<const double> w);

/// The placement of each row, whose mean by weight within each class is the area: of a positive the share of the
/// negatives' weight below its score, of a negative that of the positives above, equal scores count one half. Both
/// classes have weight.
std::vector<double> placements(const Ranks& ranks, std::span<const double> label,
                               std::span<const double> w);

/// (Σ w)²/Σ w²: as many rows of one weight say as much of a mean; 0 without weight.  Ref: [Kish1965]
double effective_rows(std::span<const double> w);

}  // namespace qed::statistics
