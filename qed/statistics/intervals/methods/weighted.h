// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "qed/statistics/intervals/methods/quantity.h"

namespace qed::statistics {

/// The quantity of rows that count w[i] times each: what a resample, a jackknife or a wild bootstrap asks for
/// many w. Ranks are sorted once; then O(n) a call. Weights >= 0; a quantile of weights w is that of the rows
/// repeated w times when they are whole, and continuous in w between (Parts: where rows have weights of
/// their own); of a new case it is the median. Nothing
/// where it is undefined. Safe from several threads at once.
class Weighted {
 public:
  /// Refers to the sample, which must outlive it.
  Weighted(const Quantity& quantity, const Sample& sample);
  ~Weighted();
  Weighted(Weighted&&) noexcept;
  std::optional<double> operator()(std::span<const double> weights) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace qed::statistics
