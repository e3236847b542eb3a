// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/tests/permuted.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kMaxTStream = 0x6d617854;  // "maxT"

// Sums of a group about a value amid all rows, so that squares lose no digits.
struct Sums {
  double n = 0, sum = 0, squares = 0;
  void add(double off) { ++n, sum += off, squares += off * off; }
  double mean() const { return sum / n; }
  double variance_of_mean() const { return std::max(0.0, squares - sum * sum / n) / (n - 1) / n; }
};

// Second less first; 0 where neither varies and the means are one, infinite where they are not.
double welch(const Sums& first, const Sums& second) {
  const double difference = second.mean() - first.mean();
  const double variance = first.variance_of_mean() + second.variance_of_mean();
  // What is left of squares by rounding is no spread.
  const double scale = (first.squares + second.squares) / (first.n + second.n);
  if (variance > 1e-14 * scale) return difference / std::sqrt(variance);
  return difference * difference > 1e-14 * scale
             ? std::copysign(std::numeric_limits<double>::infinity(), difference)
             : 0;
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void require_finite(std::span<const double> values, const char* who) {
  require(std::ranges::all_of(values, [](double v) { return std::isfinite(v); }),
          ErrorCode::bad_value, std::string(who) + ": values must be finite");
}

// |t| of every column when row i has the group of row order[i].
void sizes_of(const std::vector<std::vector<double>>& off, std::span<const std::uint8_t> second,
              std::span<const std::uint32_t> order, std::vector<double>& sizes) {
  for (std::size_t k = 0; k < off.size(); ++k) {
    Sums groups[2];
    for (std::size_t i = 0; i < order.size(); ++i) groups[second[order[i]]].add(off[k][i]);
    sizes[k] = std::abs(welch(groups[0], groups[1]));
  }
}

void require_two_of_each(std::span<const std::uint8_t> second) {
  require(std::ranges::all_of(second, [](std::uint8_t s) { return s <= 1; }), ErrorCode::bad_value,
          "max-T: groups are 0 and 1");
  const auto in_second = std::ranges::count(second, std::uint8_t{1});
  require(in_second >= 2 && std::ssize(second) - in_second >= 2, ErrorCode::bad_shape,
          "max-T: needs two rows of each group");
}

}  // namespace

TestResult studentised_permutation_test(std::span<const double> x, std::span<const double> y,
                                        const PermutationOptions& options) {
  require_finite(x, "permutation"), require_finite(y, "permutation");
  TestResult result{"Welch's t, permuted", "both groups have one mean", 0, 0, {}, {}};
  if (x.size() < 2 || y.size() < 2) {
    result.reason = "a group has fewer than two rows";
    return result;
  }
  std::vector<double> pooled(x.begin(), x.end());
  pooled.insert(pooled.end(), y.begin(), y.end());
  const double centre = mean_of(pooled);
  for (double& value : pooled) value -= centre;
  const auto statistic = [&](std::span<const std::int32_t> order) {
    Sums first, second;
    for (std::size_t i = 0; i < order.size(); ++i)
      (i < x.size() ? first : second).add(pooled[static_cast<std::size_t>(order[i])]);
    return std::abs(welch(second, first));
  };
  if (std::ranges::all_of(pooled, [&](double v) { return v == pooled.front(); })) {
    result.reason = "all values are equal";
    return result;
  }
  const auto n = static_cast<std::int64_t>(pooled.size());
  const PermutationTest test = permutation_test(n, statistic, options);
  Sums first, second;
  for (std::size_t i = 0; i < pooled.size(); ++i) (i < x.size() ? first : second).add(pooled[i]);
  result.statistic = welch(second, first);
  result.p_value = test.p_value;
  return result;
}

MaxT max_t_test(std::span<const std::vector<double>> columns, std::span<const std::uint8_t> second,
                std::int64_t replicates, std::uint64_t seed) {
  require(replicates >= 1, ErrorCode::bad_option, "max-T: replicates must be 1 or more");
  require_two_of_each(second);
  std::vector<std::vector<double>> off;
  for (const auto& column : columns) {
    require(column.size() == second.size(), ErrorCode::bad_shape,
            "max-T: a column has another number of rows");
    require_finite(column, "max-T");
    const double centre = mean_of(column);
    for (double& value : off.emplace_back(column)) value -= centre;
  }
  const std::size_t k = off.size();
  MaxT result{.statistic = {}, .p_value = std::vector<double>(k, 1), .replicates = replicates};
  for (const auto& column : off) {
    Sums groups[2];
    for (std::size_t i = 0; i < column.size(); ++i) groups[second[i]].add(column[i]);
    result.statistic.push_back(welch(groups[0], groups[1]));
  }
  std::vector<std::size_t> largest_first(k);
  std::iota(largest_first.begin(), largest_first.end(), std::size_t{0});
  std::ranges::stable_sort(largest_first, std::greater<>(),
                           [&](std::size_t j) { return std::abs(result.statistic[j]); });

  using Counts = std::vector<std::int64_t>;
  const auto reached = parallel_reduce(
      static_cast<std::size_t>(replicates), 16, Counts(k, 0),
      [&](Block block) {
        Counts counts(k, 0);
        std::vector<double> sizes(k);
        std::vector<std::uint32_t> order(second.size());
        for (std::size_t b = block.begin; b < block.end; ++b) {
          Rng rng(seed, kMaxTStream, b);
          std::iota(order.begin(), order.end(), std::uint32_t{0});
          for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[rng.below(i)]);
          sizes_of(off, second, order, sizes);
          double most = 0;
          for (std::size_t i = k; i-- > 0;) {
            const std::size_t j = largest_first[i];
            most = std::max(most, sizes[j]);
            counts[i] += most >= std::abs(result.statistic[j]) * (1 - 1e-12);
          }
        }
        return counts;
      },
      [](Counts& total, Counts part) {
        for (std::size_t i = 0; i < total.size(); ++i) total[i] += part[i];
      });
  double running = 0;
  for (std::size_t i = 0; i < k; ++i) {
    const auto count = static_cast<double>(reached[i]);
    running = std::max(running, (1 + count) / (1 + static_cast<double>(replicates)));
    result.p_value[largest_first[i]] = running;
  }
  return result;
}

}  // namespace qed::statistics
