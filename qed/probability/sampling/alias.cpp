// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/sampling/alias.h"

#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::probability {

AliasTable::AliasTable(std::span<const double> weights)
    : share_(weights.size()), other_(weights.size()) {
  const std::size_t n = weights.size();
  require(n >= 1 && n <= std::numeric_limits<std::uint32_t>::max(), ErrorCode::bad_shape,
          "an alias table of " + std::to_string(n) + " kinds");
  double total = 0;
  for (const double w : weights) {
    require(w >= 0 && std::isfinite(w), ErrorCode::bad_value,
            "a weight must be finite and not negative, not " + shortest(w));
    total += w;
  }
  require(total > 0 && std::isfinite(total), ErrorCode::bad_value,
          "weights must have a positive, finite sum");
  // Kinds below the common height are topped up by kinds above it, which may so fall below it themselves.
  std::vector<std::uint32_t> small, large;
  for (std::size_t k = 0; k < n; ++k) {
    share_[k] = weights[k] * (static_cast<double>(n) / total);
    other_[k] = static_cast<std::uint32_t>(k);
    (share_[k] < 1 ? small : large).push_back(static_cast<std::uint32_t>(k));
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t low = small.back(), high = large.back();
    small.pop_back();
    other_[low] = high;
    share_[high] = (share_[high] + share_[low]) - 1;
    if (share_[high] < 1) {
      large.pop_back();
      small.push_back(high);
    }
  }
  // What is left is 1 but for rounding; a kind of weight 0 must not be left.
  for (const auto* rest : {&small, &large})
    for (const std::uint32_t k : *rest) share_[k] = weights[k] > 0 ? 1 : 0;
}

std::size_t AliasTable::operator()(Rng& rng) const {
  const std::uint64_t k = rng.below(share_.size());
  return rng.uniform() < share_[k] ? k : other_[k];
}

double AliasTable::probability(std::size_t k) const {
  double height = 0;
  for (std::size_t column = 0; column < share_.size(); ++column) {
    if (column == k) height += share_[k];
    if (other_[column] == k) height += 1 - share_[column];
  }
  return height / static_cast<double>(share_.size());
}

}  // namespace qed::probability
