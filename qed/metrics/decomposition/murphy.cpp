// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/decomposition/murphy.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/linalg/matrix.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

constexpr std::uint64_t kMurphyStream = 0x6d757270;  // "murp"

void check(std::span<const double> forecast, std::span<const double> label) {
  require(forecast.size() == label.size(), ErrorCode::bad_shape,
          "murphy: " + std::to_string(forecast.size()) + " forecasts and " +
              std::to_string(label.size()) + " labels");
  for (std::size_t i = 0; i < label.size(); ++i)
    require(std::isfinite(forecast[i]) && std::isfinite(label[i]), ErrorCode::bad_value,
            [&] { return "murphy: row " + std::to_string(i) + " is not finite"; });
}

// The places of theta at which row (f, y) has a score: min(f, y) <= θ < max(f, y).
struct Places {
  std::size_t first, last;
};
Places places_of(double f, double y, std::span<const double> theta) {
  const auto at = [&](double v) {
    return static_cast<std::size_t>(std::lower_bound(theta.begin(), theta.end(), v) -
                                    theta.begin());
  };
  return {at(std::min(f, y)), at(std::max(f, y))};
}

// Up to `count` different values at evenly spaced ranks of both forecasts together.
std::vector<double> spread_places(std::span<const double> a, std::span<const double> b,
                                  std::size_t count) {
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end());
  std::vector<double> theta;
  for (std::size_t k = 1; k <= count; ++k) {
    const double value = all[std::min(all.size() - 1, k * all.size() / (count + 1))];
    if (theta.empty() || value > theta.back()) theta.push_back(value);
  }
  return theta;
}

// Row i's difference of elementary scores at every θ.
Matrix differences(std::span<const double> first, std::span<const double> second,
                   std::span<const double> label, std::span<const double> theta) {
  Matrix D = Matrix::Zero(static_cast<Index>(label.size()), static_cast<Index>(theta.size()));
  for (std::size_t i = 0; i < label.size(); ++i) {
    const auto row = static_cast<Index>(i);
    const auto add = [&](double f, double sign) {
      const Places p = places_of(f, label[i], theta);
      for (std::size_t k = p.first; k < p.last; ++k)
        D(row, static_cast<Index>(k)) += sign * std::abs(label[i] - theta[k]);
    };
    add(first[i], 1);
    add(second[i], -1);
  }
  return D;
}

}  // namespace

std::vector<double> murphy_curve(std::span<const double> forecast, std::span<const double> label,
                                 std::span<const double> theta) {
  check(forecast, label);
  require(std::is_sorted(theta.begin(), theta.end()), ErrorCode::bad_value,
          "murphy: theta must rise");
  // Each row adds |y - θ| on a run of places, a line in θ: kept as steps of its two coefficients.
  std::vector<double> constant(theta.size() + 1), slope(theta.size() + 1);
  for (std::size_t i = 0; i < label.size(); ++i) {
    const Places p = places_of(forecast[i], label[i], theta);
    const double sign = label[i] >= forecast[i] ? 1 : -1;  // y above θ, or below
    constant[p.first] += sign * label[i], constant[p.last] -= sign * label[i];
    slope[p.first] -= sign, slope[p.last] += sign;
  }
  std::vector<double> curve;
  double c = 0, s = 0;
  for (std::size_t k = 0; k < theta.size(); ++k) {
    c += constant[k], s += slope[k];
    curve.push_back(
        label.empty() ? 0 : std::max(0.0, c + s * theta[k]) / static_cast<double>(label.size()));
  }
  return curve;
}

MurphyComparison murphy_comparison(std::span<const double> first, std::span<const double> second,
                                   std::span<const double> label, double level, std::size_t thetas,
                                   std::int64_t replicates, std::uint64_t seed) {
  statistics::require_level(level);
  check(first, label), check(second, label);
  require(label.size() >= 2, ErrorCode::bad_data, "murphy: needs two rows at least");
  require(replicates >= 99 && thetas >= 1, ErrorCode::bad_option,
          "murphy: needs 99 replicates and one theta at least");
  MurphyComparison result;
  result.theta = spread_places(first, second, thetas);
  Matrix D = differences(first, second, label, result.theta);
  const double n = static_cast<double>(label.size());
  const Vector mean = D.colwise().mean();
  D.rowwise() -= mean.transpose();
  const Vector error = (D.colwise().squaredNorm() / (n - 1) / n).cwiseSqrt();
  std::vector<double> largest(static_cast<std::size_t>(replicates));
  parallel_blocks(largest.size(), 16, [&](Block block) {
    Vector weight(D.rows());
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(seed, kMurphyStream, b);
      for (Index i = 0; i < weight.size(); ++i) weight[i] = rng.normal();
      const Vector moved = D.transpose() * weight / n;
      for (Index k = 0; k < moved.size(); ++k)
        if (error[k] > 0) largest[b] = std::max(largest[b], std::abs(moved[k]) / error[k]);
    }
  });
  const auto rank = std::min(largest.size() - 1,
                             static_cast<std::size_t>(static_cast<double>(replicates) * level));
  std::nth_element(largest.begin(), largest.begin() + static_cast<std::ptrdiff_t>(rank),
                   largest.end());
  const double c = largest[rank];
  bool above = false, below = false;
  for (Index k = 0; k < mean.size(); ++k) {
    result.difference.push_back(mean[k]);
    result.lower.push_back(mean[k] - c * error[k]);
    result.upper.push_back(mean[k] + c * error[k]);
    above = above || result.lower.back() > 0;
    below = below || result.upper.back() < 0;
  }
  result.first_better = below && !above;
  result.second_better = above && !below;
  return result;
}

}  // namespace qed::metrics
