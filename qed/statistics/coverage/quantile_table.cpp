// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/quantile_table.h"

#include <algorithm>
#include <cmath>

#include "qed/probability/distributions/continuous.h"

namespace qed::statistics {
namespace {

// Point i of a tail: the probability beyond it. Level l has 64 cells of width 2^-(10 + 6(l + 1)), from the inside
// out; the last cell of a level is cut into the next level's, and so level l ends at its width.
double tail_point(std::size_t i, std::uint32_t cells, std::uint32_t tail_cells, int tails) {
  if (i == static_cast<std::size_t>(tails) * tail_cells) return 0x1p-30;
  const std::size_t level = i / tail_cells, cell = i % tail_cells;
  const double top = 1.0 / cells / std::pow(tail_cells, static_cast<double>(level));
  return top * (1 - static_cast<double>(cell) / tail_cells);
}

}  // namespace

QuantileTable::QuantileTable(const std::function<double(double, double)>& quantile)
    : value_(kCells + 1) {
  for (std::uint32_t i = 1; i < kCells; ++i) {
    const double u = static_cast<double>(i) / kCells;
    value_[i] = quantile(u, 1 - u);
  }
  for (std::size_t i = 0; i < lower_.size(); ++i) {
    const double beyond = tail_point(i, kCells, kTailCells, kTails);
    lower_[i] = quantile(beyond, 1 - beyond), upper_[i] = quantile(1 - beyond, beyond);
  }
  value_.front() = lower_.back(), value_.back() = upper_.back();
  take_moments();
}

// Moments of a mixture of uniform laws, one a cell; about the median, so that nothing cancels.
void QuantileTable::take_moments() {
  const double middle = value_[kCells / 2];
  double sum = 0, squares = 0;
  const auto add = [&](double mass, double a, double b) {
    a -= middle, b -= middle;
    sum += mass * (a + b) / 2, squares += mass * (a * a + a * b + b * b) / 3;
  };
  for (std::uint32_t i = 1; i + 1 < kCells; ++i) add(1.0 / kCells, value_[i], value_[i + 1]);
  for (const Tail* tail : {&lower_, &upper_})
    for (std::size_t i = 0; i + 1 < tail->size(); ++i) {
      // The last cell holds all that is beyond it: draws do not go further than 2^-30.
      const double outer =
          i + 2 == tail->size() ? 0 : tail_point(i + 1, kCells, kTailCells, kTails);
      add(tail_point(i, kCells, kTailCells, kTails) - outer, (*tail)[i], (*tail)[i + 1]);
    }
  mean_ = middle + sum;
  variance_ = std::max(0.0, squares - sum * sum);
}

double QuantileTable::tail_at(const Tail& tail, double beyond) const {
  double top = 1.0 / kCells;
  for (std::size_t level = 0; level < kTails; ++level, top /= kTailCells) {
    const double width = top / kTailCells;
    if (beyond < width && level + 1 < kTails) continue;
    const double at = std::clamp((top - beyond) / width, 0.0, static_cast<double>(kTailCells));
    const auto cell = std::min<std::size_t>(static_cast<std::size_t>(at), kTailCells - 1);
    const std::size_t i = level * kTailCells + cell;
    return tail[i] + (at - static_cast<double>(cell)) * (tail[i + 1] - tail[i]);
  }
  return tail.back();
}

double QuantileTable::draw_tail(bool upper, Rng& rng) const {
  return tail_at(upper ? upper_ : lower_, rng.uniform() / kCells);
}

double QuantileTable::quantile(double u, double v) const {
  if (u * kCells < 1) return tail_at(lower_, u);
  if (v * kCells < 1) return tail_at(upper_, v);
  const auto cell = std::min(static_cast<std::uint32_t>(u * kCells), kCells - 2);
  return value_[cell] + (u * kCells - cell) * (value_[cell + 1] - value_[cell]);
}

QuantileTable QuantileTable::moved(double shift, double scale) const {
  QuantileTable moved = *this;
  for (double& x : moved.value_) x = shift + scale * x;
  for (double& x : moved.lower_) x = shift + scale * x;
  for (double& x : moved.upper_) x = shift + scale * x;
  moved.mean_ = shift + scale * mean_, moved.variance_ = scale * scale * variance_;
  return moved;
}

const QuantileTable& gaussian_table() {
  static const QuantileTable table([](double u, double v) {
    const probability::Normal law;
    return u < v ? law.quantile(u) : law.upper_quantile(v);
  });
  return table;
}

}  // namespace qed::statistics
