// SPDX-License-Identifier: Apache-2.0
#pragma once
// What rows that are not held amount to: means of terms, with what they need for intervals.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "qed/answers/measure/passing/rare_rows.h"
#include "qed/answers/measure/scores/terms.h"
#include "qed/statistics/estimate.h"
#include "qed/statistics/summaries/distinct.h"
#include "qed/statistics/summaries/unit_sums.h"
#include "qed/statistics/summaries/vector_moments.h"

namespace qed::answers::measure {

/// Of some rows of a file; merging is exact but for rounding.
struct Sums {
  std::int64_t without_label = 0, without_prediction = 0, other_labels = 0;
  statistics::VectorMoments moments{0};  ///< of the terms of rows that are measured
  std::optional<statistics::UnitSums> units = {};  ///< the same by unit, where rows hang together
  std::optional<statistics::DistinctCount> distinct = {};  ///< units
  std::optional<RareRows> rare = {};  ///< of a label of yes and no, where an area is measured

  std::int64_t n() const { return moments.n(); }
  void merge(const Sums& other);
  /// hashes: whose row each is; empty where rows are independent. terms[k][i]: a term that is not finite makes what
  /// needs it undefined. Units are yet to be counted.
  void add(std::vector<std::vector<double>>& terms, std::span<const std::uint64_t> hashes);
  /// hashes: of all rows that were added.
  void count_units(std::span<const std::uint64_t> hashes);
};

/// A metric among many terms: its own are those from `begin` on.
struct Place {
  const Terms* terms = nullptr;
  std::size_t begin = 0;
  double lower = 0, upper = 1;  ///< of θ
  bool is_share = false;  ///< of share_terms: Wilson's interval where rows are independent
  bool is_area = false;  ///< of area_terms
};

/// θ̂ with ± t √(∇gᵀ Σ ∇g/n) on the scale that keeps the range; of units √(G/(G-1) Σ_g (Σ_{i in g} ∇g (uᵢ - ū))²)/n.
/// Undefined, with `none`, where g is. Of an area and few rows of a class area_of_few; of fewer than 100 units
/// error_of_units.  Ref: [Vaart1998, thm 3.1, CameronMiller2015]
statistics::Estimate estimate_of(const Place& metric, const Sums& sums, double level,
                                 const char* none);
/// The mean over queries of slopeᵀu, u the values of a query (the rows of `sums`), as estimate_of and difference_of of
/// scored.h have it of rows that are held; paired where the range is not bounded.
statistics::Estimate mean_of_lists(const Vector& slope, const Sums& sums, double lower,
                                   double upper, double level);
/// first less second of the same rows.
statistics::Estimate difference_of(const Place& first, const Place& second, const Sums& sums,
                                   double level, const char* none);

}  // namespace qed::answers::measure
