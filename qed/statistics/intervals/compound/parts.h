// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "qed/statistics/intervals/compound/ranked.h"
#include "qed/statistics/intervals/methods/quantity.h"

namespace qed::statistics {

/// The parts of a quantity (parts_of) on rows: their values, and what each row moves them by. A quantile whose rows
/// weigh one thing, or nothing, is type 7 of those that weigh; else it is that of the weighted distribution.
/// Columns are sorted once; then O(n) a part and call. Safe from several threads at once.
class Parts {
 public:
  /// Refers to both, which must outlive it; the sample is checked.
  Parts(const Quantity& quantity, const Sample& sample);

  /// θ of each part of rows that count so often each (n numbers >= 0); nothing where one is undefined.
  std::optional<std::vector<double>> values(std::span<const double> counts) const;
  /// g of them, of a weighted quantile or area itself.
  std::optional<double> value(std::span<const double> counts) const;

  /// Kish's number of rows of the part that has the fewest.
  double effective_rows() const;

  /// ψ of each part at its value, Σ ψᵢ = 0, W = Σ w:
  ///   mean      n wᵢ (xᵢ - x̄)/W
  ///   quantile  n wᵢ (F̂ - 1{xᵢ <= q})/(W f̂(q)),  f̂ = (u - l)/(Q(u) - Q(l)),
  ///             logit (l, u) = logit p ± 1.5 (p(1-p) n_eff)^(-1/2): the spacing of order statistics
  ///   area      n wᵢ (Vᵢ - θ)/W_class, V the placements
  /// All zeros for a quantile between whose order statistics is no room. Rows count once.
  /// Ref: [Bahadur1966, Woodruff1952]
  std::vector<std::vector<double>> influences(std::span<const double> values) const;
  /// ∇gᵀ ψ; nothing where g is undefined all round the values.
  std::optional<std::vector<double>> influence(std::span<const double> values) const;

 private:
  std::vector<double> weighted(std::size_t k, std::span<const double> counts) const;
  std::optional<double> value_of_part(std::size_t k, std::span<const double> w) const;
  std::vector<double> influence_of_part(std::size_t k, double value) const;
  std::optional<double> spacing_density(std::size_t k, std::span<const double> w) const;
  const Ranks& ranks_of(std::size_t k) const { return ranks_[rank_of_part_[k]]; }

  const Quantity& quantity_;
  const Sample& sample_;
  std::vector<Part> parts_;
  std::vector<Ranks> ranks_;             ///< one a column that is ranked
  std::vector<std::size_t> rank_of_part_;
  std::vector<bool> weighs_one_thing_;   ///< a part's rows that weigh at all
};

}  // namespace qed::statistics
