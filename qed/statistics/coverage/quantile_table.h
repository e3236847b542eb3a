// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: a law on the line from which a value costs one random word and one product.
#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "qed/base/random.h"

namespace qed::statistics {

/// The law whose quantile function is linear between the points of a grid: 1024 cells of equal probability, the
/// outermost ones cut into 64 again and again down to 2⁻²⁸, so that tails are kept. It is a law of its own: its
/// mean, variance and quantiles are exact, not those of the law that it was made from.
class QuantileTable {
 public:
  /// quantile(u, v): the value below which u = 1 - v lies; rising in u, finite on [2⁻³⁰, 1 - 2⁻³⁰]. About 1,400 calls.
  explicit QuantileTable(const std::function<double(double u, double v)>& quantile);

  double draw(Rng& rng) const {
    const std::uint32_t word = rng();
    const std::uint32_t cell = word >> kFreeBits;
    if (cell == 0 || cell == kCells - 1) return draw_tail(cell != 0, rng);
    const double step =
        static_cast<double>(word & ((1u << kFreeBits) - 1)) * (1.0 / (1u << kFreeBits));
    return value_[cell] + step * (value_[cell + 1] - value_[cell]);
  }
  double mean() const { return mean_; }
  double variance() const { return variance_; }
  /// u in [0, 1], v = 1 - u.
  double quantile(double u, double v) const;
  /// x -> shift + scale x; scale > 0.
  QuantileTable moved(double shift, double scale) const;

 private:
  static constexpr int kFreeBits = 22, kTailBits = 6, kTails = 3;
  static constexpr std::uint32_t kCells = 1u << (32 - kFreeBits), kTailCells = 1u << kTailBits;
  using Tail = std::array<double, kTails * kTailCells + 1>;  // from the inside out: see tail_point

  double draw_tail(bool upper, Rng& rng) const;
  double tail_at(const Tail& tail, double beyond) const;
  void take_moments();

  std::vector<double>
      value_;  // kCells + 1 quantiles at multiples of 1/kCells; the outermost two are not used
  Tail lower_, upper_;
  double mean_ = 0, variance_ = 0;
};

/// The standard Gaussian law's table: four times as fast as Box and Muller's transform.
const QuantileTable& gaussian_table();

}  // namespace qed::statistics
