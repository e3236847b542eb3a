// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/tests/dip.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/linalg/blas.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kDipStream = 0x646970;  // "dip"

/// Points (x_i, i) of the empirical cdf, i = 0..n-1, and two nested families of hulls by pointers:
///   minorant[j]: the vertex before j on the greatest convex minorant of points 0..j,
///   majorant[j]: the vertex after j on the least concave majorant of points j..n-1.
/// Every minorant of a leading piece, and majorant of a trailing piece, is then a walk along the pointers.
template <class Real>
class DipSweep {
 public:
  explicit DipSweep(std::span<const Real> sorted)
      : x_(sorted), n_(sorted.size()), minorant_(n_), majorant_(n_) {
    for (std::size_t j = 1; j < n_; ++j) {
      std::size_t k = j - 1;
      while (k != 0 && !turns(minorant_[k], k, j)) k = minorant_[k];
      minorant_[j] = k;
    }
    majorant_[n_ - 1] = n_ - 1;
    for (std::size_t j = n_ - 1; j-- > 0;) {
      std::size_t k = j + 1;
      while (k != n_ - 1 && !turns_back(majorant_[k], k, j)) k = majorant_[k];
      majorant_[j] = k;
    }
  }

  /// Shrinks the modal interval [low, high] until the hulls inside it are no further apart than the dip found
  /// outside it. All heights are counts: the dip is `worst` / 2n.
  Dip run() {
    std::size_t low = 0, high = n_ - 1;
    double worst = 1;
    for (;;) {
      collect_hulls(low, high);
      const Gap gap = widest_gap();
      if (gap.height < worst) break;
      worst = std::max({worst, deviation_below(gap.minorant), deviation_above(gap.majorant)});
      const std::size_t next_low = lower_hull_[gap.minorant], next_high = upper_hull_[gap.majorant];
      if (next_low == low && next_high == high) break;
      low = next_low, high = next_high;
    }
    return {worst / (2 * static_cast<double>(n_)), x_[low], x_[high],
            static_cast<std::int64_t>(n_)};
  }

 private:
  struct Gap {
    double height;
    std::size_t minorant, majorant;  // positions in the hull lists
  };
  static double real(std::size_t i) { return static_cast<double>(i); }
  double run_between(std::size_t i, std::size_t j) const {
    return static_cast<double>(x_[j]) - static_cast<double>(x_[i]);
  }
  // Slope of (a, k) is below the slope of (k, j): k is a vertex of the minorant.
  bool turns(std::size_t a, std::size_t k, std::size_t j) const {
    return run_between(k, j) * real(k - a) < run_between(a, k) * real(j - k);
  }
  // For b > k > j: k is a vertex of the majorant.
  bool turns_back(std::size_t b, std::size_t k, std::size_t j) const {
    return run_between(k, b) * real(k - j) > run_between(j, k) * real(b - k);
  }

  void collect_hulls(std::size_t low, std::size_t high) {
    lower_hull_.assign(1, high);  // downwards
    while (lower_hull_.back() > low) lower_hull_.push_back(minorant_[lower_hull_.back()]);
    upper_hull_.assign(1, low);  // upwards
    while (upper_hull_.back() < high) upper_hull_.push_back(majorant_[upper_hull_.back()]);
  }

  /// The largest height of the majorant over the minorant (plus one count: the step of the cdf), which is at a
  /// vertex of one of them; both lists are walked from the low end at once.
  Gap widest_gap() const {
    if (lower_hull_.size() == 2 && upper_hull_.size() == 2) return {1, 1, 1};
    std::size_t g = lower_hull_.size() - 2, l = 1;  // the next vertex of each, upwards
    Gap widest{0, lower_hull_.size() - 1, upper_hull_.size() - 1};
    for (;;) {
      const std::size_t vertex_g = lower_hull_[g], vertex_l = upper_hull_[l];
      if (vertex_g > vertex_l) {  // the majorant's vertex comes first
        const std::size_t before = lower_hull_[g + 1];
        const double height =
            real(vertex_l) - real(before) + 1 -
            run_between(before, vertex_l) * real(vertex_g - before) / run_between(before, vertex_g);
        if (height >= widest.height) widest = {height, g + 1, l};
        ++l;
      } else {
        const std::size_t before = upper_hull_[l - 1];
        const double height = run_between(before, vertex_g) * real(vertex_l - before) /
                                  run_between(before, vertex_l) -
                              (real(vertex_g) - real(before) - 1);
        if (height >= widest.height) widest = {height, g, l};
        if (g > 0) --g;
      }
      l = std::min(l, upper_hull_.size() - 1);
      if (lower_hull_[g] == upper_hull_[l]) return widest;
    }
  }

  /// How far the cdf rises above its minorant, over the hull's pieces below the new modal interval.
  double deviation_below(std::size_t position) const {
    double largest = 0;
    for (std::size_t p = position; p + 1 < lower_hull_.size(); ++p) {
      const std::size_t from = lower_hull_[p + 1], to = lower_hull_[p];
      double local = 1;
      if (to - from > 1 && x_[to] != x_[from]) {
        const double slope = real(to - from) / run_between(from, to);
        for (std::size_t i = from; i <= to; ++i)
          local = std::max(local, real(i - from) + 1 - run_between(from, i) * slope);
      }
      largest = std::max(largest, local);
    }
    return largest;
  }
  /// How far the cdf falls below its majorant, over the hull's pieces above the new modal interval.
  double deviation_above(std::size_t position) const {
    double largest = 0;
    for (std::size_t p = position; p + 1 < upper_hull_.size(); ++p) {
      const std::size_t from = upper_hull_[p], to = upper_hull_[p + 1];
      double local = 1;
      if (to - from > 1 && x_[to] != x_[from]) {
        const double slope = real(to - from) / run_between(from, to);
        for (std::size_t i = from; i <= to; ++i)
          local = std::max(local, run_between(from, i) * slope - real(i - from) + 1);
      }
      largest = std::max(largest, local);
    }
    return largest;
  }

  std::span<const Real> x_;
  std::size_t n_;
  std::vector<std::size_t> minorant_, majorant_, lower_hull_, upper_hull_;
};

template <class Real>
Dip sorted_dip(std::span<const Real> values) {
  require(!values.empty(), ErrorCode::bad_shape, "dip: needs at least one value");
  require(std::isfinite(values.front()) && std::isfinite(values.back()), ErrorCode::bad_value,
          "dip: values must be finite");
  const auto n = static_cast<std::int64_t>(values.size());
  if (n < 2 || values.front() == values.back())
    return {0.5 / static_cast<double>(n), values.front(), values.back(), n};
  return DipSweep<Real>(values).run();
}

double dip_of_uniform(std::int64_t n, std::uint64_t seed, std::uint64_t replicate) {
  Rng rng(seed, kDipStream, replicate);
  std::vector<double> x(static_cast<std::size_t>(n));
  // Sorted uniforms without a sort: partial sums of exponentials over their total.
  double sum = 0;
  for (double& value : x) value = sum -= std::log1p(-rng.uniform());
  return dip_of_sorted(x).statistic;  // the dip does not depend on the scale
}

}  // namespace

Dip dip_of_sorted(std::span<const double> values) { return sorted_dip(values); }
Dip dip_of_sorted(std::span<const float> values) { return sorted_dip(values); }

Dip dip(std::span<const double> values) {
  std::vector<double> x(values.begin(), values.end());
  require(std::none_of(x.begin(), x.end(), [](double v) { return std::isnan(v); }),
          ErrorCode::bad_value, "dip: values must not be NaN");
  std::sort(x.begin(), x.end());
  return sorted_dip(std::span<const double>(x));
}

DipTest dip_test(std::span<const double> values, std::int64_t replicates, std::uint64_t seed) {
  require(replicates >= 1, ErrorCode::bad_option, "dip_test: replicates must be 1 or more");
  DipTest test;
  test.dip = dip(values);
  constexpr std::int64_t kSettled = 20000;
  const std::int64_t n = std::min(test.dip.n, kSettled);
  const double rescaled =
      test.dip.statistic * std::sqrt(static_cast<double>(test.dip.n) / static_cast<double>(n));
  const std::int64_t larger = parallel_reduce<std::int64_t>(
      static_cast<std::size_t>(replicates), 16, 0,
      [&](Block block) {
        std::int64_t count = 0;
        for (std::size_t b = block.begin; b < block.end; ++b)
          count += dip_of_uniform(n, seed, b) >= rescaled;
        return count;
      },
      [](std::int64_t& total, std::int64_t part) { total += part; });
  const double B = static_cast<double>(replicates);
  test.p_value = (1 + static_cast<double>(larger)) / (1 + B);
  test.standard_error = std::sqrt(test.p_value * (1 - test.p_value) / B);
  return test;
}

std::vector<float> sorted_pairwise_distances(MatrixFView X) {
  const Index m = X.rows();
  require(m >= 2, ErrorCode::bad_shape, "pairwise distances: need at least two rows");
  // Centred first: ‖x‖² + ‖y‖² - 2xᵀy then cancels least.
  const MatrixF centred = X.rowwise() - X.colwise().mean();
  const MatrixF products = linalg::inner_products(centred, centred);
  std::vector<float> distances;
  distances.reserve(static_cast<std::size_t>(m * (m - 1) / 2));
  for (Index i = 1; i < m; ++i)
    for (Index j = 0; j < i; ++j)
      distances.push_back(
          std::sqrt(std::max(0.0f, products(i, i) + products(j, j) - 2 * products(i, j))));
  require(std::all_of(distances.begin(), distances.end(), [](float v) { return std::isfinite(v); }),
          ErrorCode::bad_value, "pairwise distances: rows must be finite");
  algorithms::sort_non_negative(distances);
  return distances;
}

}  // namespace qed::statistics
