// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/clustered.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kWildStream = 0x77696c64;  // "wild"

struct Total {
  double rows = 0, sum = 0;
  double mean() const { return sum / rows; }
};
Total total_of(std::span<const GroupSum> groups) {
  Total t;
  for (const GroupSum& g : groups) t.rows += g.rows, t.sum += g.sum;
  return t;
}

std::vector<double> residual_sums(std::span<const GroupSum> groups, double mean) {
  std::vector<double> r;
  for (const GroupSum& g : groups) r.push_back(g.sum - g.rows * mean);
  return r;
}

// V of the mean from the residual sums of the groups.
double robust_variance(std::span<const double> residual, double rows) {
  double squares = 0;
  for (const double r : residual) squares += r * r;
  const double G = static_cast<double>(residual.size());
  return G / (G - 1) * squares / (rows * rows);
}

// Mean 0, variance 1, third moment 0.
double wild_weight(Rng& rng, bool few) {
  if (!few) return rng.uniform() < 0.5 ? -1.0 : 1.0;
  constexpr double kWebb[6] = {-1.2247448713915890, -1, -0.7071067811865476, 0.7071067811865476, 1,
                               1.2247448713915890};  // ±√(3/2), ±1, ±√(1/2)
  return kWebb[static_cast<std::size_t>(rng.uniform() * 6)];
}

Estimate without(const Total& t) {
  return Estimate::without_interval(t.mean(), "one group has no spread between groups")
      .with_n(static_cast<std::int64_t>(t.rows));
}

// Of every id, those without rows too.
std::vector<GroupSum> sums_of_ids(std::span<const double> value,
                                  std::span<const std::int32_t> group, std::int32_t groups) {
  require(value.size() == group.size(), ErrorCode::bad_shape,
          "groups: " + std::to_string(value.size()) + " values and " +
              std::to_string(group.size()) + " group ids");
  std::vector<GroupSum> sums(static_cast<std::size_t>(std::max(groups, 0)));
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (group[i] < 0 || group[i] >= groups)  // its message is not made for every row
      throw Error(ErrorCode::bad_value, "groups: id is " + std::to_string(group[i]) +
                                            ", but must be in [0, " + std::to_string(groups) + ")");
    require(std::isfinite(value[i]), ErrorCode::bad_value, "groups: values must be finite");
    sums[static_cast<std::size_t>(group[i])].rows += 1;
    sums[static_cast<std::size_t>(group[i])].sum += value[i];
  }
  return sums;
}

}  // namespace

std::vector<GroupSum> group_sums(std::span<const double> value, std::span<const std::int32_t> group,
                                 std::int32_t groups) {
  std::vector<GroupSum> sums = sums_of_ids(value, group, groups);
  std::erase_if(sums, [](const GroupSum& g) { return g.rows == 0; });
  return sums;
}

Estimate clustered_mean(std::span<const GroupSum> groups, double level) {
  require_level(level);
  if (groups.empty()) return Estimate::undefined("no rows");
  const Total t = total_of(groups);
  if (groups.size() < 2) return without(t);
  const double df = static_cast<double>(groups.size() - 1);
  const double half =
      two_sided_t(df, level) * std::sqrt(robust_variance(residual_sums(groups, t.mean()), t.rows));
  return Estimate(t.mean(), {t.mean() - half, t.mean() + half, level, "cluster-robust t"})
      .with_n(static_cast<std::int64_t>(t.rows));
}

Estimate wild_clustered_mean(std::span<const GroupSum> groups, double level,
                             std::int64_t replicates, std::uint64_t seed) {
  require_level(level);
  require(
      replicates >= 99, ErrorCode::bad_option,
      "wild bootstrap: replicates is " + std::to_string(replicates) + ", but must be at least 99");
  if (groups.empty()) return Estimate::undefined("no rows");
  const Total t = total_of(groups);
  if (groups.size() < 2) return without(t);
  const std::vector<double> residual = residual_sums(groups, t.mean());
  const double deviation = std::sqrt(robust_variance(residual, t.rows));
  const bool few = groups.size() <= 12;
  std::vector<double> studentised(static_cast<std::size_t>(replicates));
  parallel_blocks(studentised.size(), 64, [&](Block block) {
    std::vector<double> wild(residual.size());
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(seed, kWildStream, b);
      double sum = 0;
      for (std::size_t g = 0; g < wild.size(); ++g)
        sum += wild[g] = residual[g] * wild_weight(rng, few);
      const double shift = sum / t.rows;  // x̄* - x̄
      for (std::size_t g = 0; g < wild.size(); ++g) wild[g] -= groups[g].rows * shift;
      const double v = robust_variance(wild, t.rows);
      studentised[b] = v > 0 ? std::abs(shift) / std::sqrt(v) : 0;
    }
  });
  // The ⌈(B+1) level⌉-th smallest.
  const auto rank = std::min(
      studentised.size(),
      static_cast<std::size_t>(std::ceil(static_cast<double>(replicates + 1) * level - 1e-9)));
  std::nth_element(studentised.begin(), studentised.begin() + static_cast<std::ptrdiff_t>(rank) - 1,
                   studentised.end());
  const double half = studentised[rank - 1] * deviation;
  return Estimate(t.mean(), {t.mean() - half, t.mean() + half, level,
                             few ? "wild cluster bootstrap, Webb" : "wild cluster bootstrap"})
      .with_n(static_cast<std::int64_t>(t.rows));
}

double jackknife_degrees_of_freedom(std::span<const GroupSum> groups) {
  require(groups.size() >= 2, ErrorCode::bad_shape,
          "jackknife: needs two groups at least, but there are " + std::to_string(groups.size()));
  const double n = total_of(groups).rows;
  // C_gh² = n_g² n_h²/n² off the diagonal, which the product of sums has with it.
  double trace = 0, diagonal = 0, product = 0;
  for (const GroupSum& g : groups) {
    const double a = 1 / ((n - g.rows) * (n - g.rows)), c = g.rows - g.rows * g.rows / n;
    const double p = a * g.rows * g.rows / n;
    trace += a * c;
    diagonal += a * a * c * c - p * p;
    product += p;
  }
  return trace * trace / (diagonal + product * product);
}

Estimate jackknife_clustered_mean(std::span<const GroupSum> groups, double level) {
  require_level(level);
  if (groups.empty()) return Estimate::undefined("no rows");
  const Total t = total_of(groups);
  if (groups.size() < 2) return without(t);
  double squares = 0;
  for (const GroupSum& g : groups) {
    const double shift = (g.sum - g.rows * t.mean()) / (t.rows - g.rows);  // x̄ - x̄₋g
    squares += shift * shift;
  }
  const double G = static_cast<double>(groups.size());
  const double half =
      two_sided_t(jackknife_degrees_of_freedom(groups), level) * std::sqrt((G - 1) / G * squares);
  return Estimate(t.mean(), {t.mean() - half, t.mean() + half, level, "jackknife of groups"})
      .with_n(static_cast<std::int64_t>(t.rows));
}

double OneWay::design_effect() const { return std::max(1.0, 1 + (size - 1) * correlation); }

std::optional<OneWay> one_way(std::span<const double> value, std::span<const std::int32_t> group,
                              std::int32_t groups) {
  // About the first value: the difference of two close doubles is exact.
  std::vector<double> x(value.begin(), value.end());
  if (!value.empty())
    for (double& v : x) v -= value[0];
  const std::vector<GroupSum> sums = sums_of_ids(x, group, groups);
  const Total t = total_of(sums);
  const double n = t.rows;
  double G = 0, between = 0, within = 0, squares_of_sizes = 0;
  for (const GroupSum& g : sums) {
    if (g.rows == 0) continue;
    const double off = g.sum / g.rows - t.mean();
    G += 1;
    between += g.rows * off * off;
    squares_of_sizes += g.rows * g.rows;
  }
  if (G < 2 || n <= G) return std::nullopt;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const GroupSum& g = sums[static_cast<std::size_t>(group[i])];
    const double off = x[i] - g.sum / g.rows;
    within += off * off;
  }
  OneWay w{.rows = static_cast<std::int64_t>(n), .groups = static_cast<std::int64_t>(G)};
  w.between = between / (G - 1);
  w.within = within / (n - G);
  if (!(w.between + w.within > 0)) return std::nullopt;
  w.size = (n - squares_of_sizes / n) / (G - 1);
  w.correlation = (w.between - w.within) / (w.between + (w.size - 1) * w.within);
  w.variance_between = std::max(0.0, (w.between - w.within) / w.size);
  w.variance_within = w.within;
  return w;
}

namespace {

Estimate intra_class_of(const OneWay& w, double level) {
  if (!(w.within > 0) || !std::isfinite(w.f()))
    return Estimate::without_interval(w.correlation, "no group varies").with_n(w.rows);
  const probability::FisherF law(static_cast<double>(w.groups - 1),
                                 static_cast<double>(w.rows - w.groups));
  const double tail = (1 - level) / 2;
  const auto of = [&](double f) { return (f - 1) / (f + w.size - 1); };
  return Estimate(w.correlation, {std::min(w.correlation, of(w.f() / law.upper_quantile(tail))),
                                  std::max(w.correlation, of(w.f() / law.quantile(tail))), level,
                                  "F of a one-way layout"})
      .with_n(w.rows);
}

}  // namespace

DesignEffect design_effect(std::span<const double> value, std::span<const std::int32_t> group,
                           std::int32_t groups, double level) {
  const auto w = one_way(value, group, groups);
  if (w) return {intra_class_of(*w, level), w->design_effect()};
  const std::size_t G = group_sums(value, group, groups).size();
  return {Estimate::undefined(G < 2               ? "one group only"
                              : value.size() <= G ? "no group has two rows"
                                                  : "the values are constant"),
          1};
}

}  // namespace qed::statistics
