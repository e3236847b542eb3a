// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/base/random.h"

namespace qed::probability {

/// Draws k with probability w_k / Σw in constant time, whatever the number of kinds: each of n columns of equal
/// height is filled by one kind up to `share`, by its `other` above. O(n) to build, 12 bytes a kind.
/// weights: finite, not negative, not all 0, at most 2^32 - 1 kinds, else Error{bad_value, bad_shape}.
/// Ref: [Walker1977, Vose1991]
class AliasTable {
 public:
  explicit AliasTable(std::span<const double> weights);
  std::size_t operator()(Rng& rng) const;
  /// Of kind k, to rounding of the columns (2^-52 n at most).
  double probability(std::size_t k) const;
  std::size_t size() const { return share_.size(); }

 private:
  std::vector<double> share_;
  std::vector<std::uint32_t> other_;
};

}  // namespace qed::probability
