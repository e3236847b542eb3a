// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/embedding/pair_correlation.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/metrics/embedding/distance_ranks.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

// Groups of equal values, ascending: calls body(positions of the group, how many came before).
template <class Body>
void for_ties(std::span<const float> values, std::span<const std::uint32_t> order,
              const Body& body) {
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    body(order.subspan(first, last - first), first);
    first = last;
  }
}

// Mid-ranks scaled to (0, 1), less 1/2: their mean is zero.
Vector centred_ranks(std::span<const float> values, std::span<const std::uint32_t> order) {
  Vector ranks(static_cast<Index>(values.size()));
  const auto n = static_cast<double>(values.size());
  for_ties(values, order, [&](std::span<const std::uint32_t> group, std::size_t before) {
    const double mid =
        (static_cast<double>(before) + 0.5 * static_cast<double>(group.size())) / n - 0.5;
    for (std::uint32_t p : group) ranks[p] = mid;
  });
  return ranks;
}

// Adds to h(x) the influence of x through the ranks of its own kind: mean over pairs y of 1{x <= y} v(y).
void add_rank_influence(std::span<const float> values, std::span<const std::uint32_t> order,
                        const Vector& v, Vector& h) {
  double above = v.sum();
  const auto n = static_cast<double>(values.size());
  for_ties(values, order, [&](std::span<const std::uint32_t> group, std::size_t) {
    double within = 0;
    for (std::uint32_t p : group) within += v[p];
    above -= within;
    for (std::uint32_t p : group) h[p] += (above + 0.5 * within) / n;
  });
}

// Standard deviation of the mean influence of each point on its pairs.
double projection_deviation(const Vector& h, Index points) {
  Vector g = Vector::Zero(points);
  for (Index i = 1, pair = 0; i < points; ++i) {
    for (Index j = 0; j < i; ++j, ++pair) {
      g[i] += h[pair];
      g[j] += h[pair];
    }
  }
  g /= static_cast<double>(points - 1);
  return std::sqrt((g.array() - g.mean()).square().sum() / static_cast<double>(points - 1));
}

std::vector<float> distances_between(const Matrix& centres) {
  std::vector<float> distances;
  for (Index i = 1; i < centres.rows(); ++i)
    for (Index j = 0; j < i; ++j)
      distances.push_back(static_cast<float>((centres.row(i) - centres.row(j)).norm()));
  return distances;
}

Matrix centroids(MatrixFView X, std::span<const std::int32_t> labels,
                 const std::map<std::int32_t, Index>& groups) {
  Matrix centres = Matrix::Zero(static_cast<Index>(groups.size()), X.cols());
  Vector sizes = Vector::Zero(centres.rows());
  for (Index i = 0; i < X.rows(); ++i) {
    const std::int32_t label = labels[static_cast<std::size_t>(i)];
    if (label < 0) continue;
    const Index group = groups.at(label);
    centres.row(group) += X.row(i).cast<double>();
    sizes[group] += 1;
  }
  return sizes.cwiseInverse().asDiagonal() * centres;
}

}  // namespace

statistics::Estimate pair_rank_correlation(std::span<const float> a, std::span<const float> b,
                                           double level) {
  statistics::require_level(level);
  const auto pairs = static_cast<Index>(a.size());
  const auto points =
      static_cast<Index>(std::llround((1 + std::sqrt(1 + 8.0 * static_cast<double>(pairs))) / 2));
  require(a.size() == b.size() && points * (points - 1) / 2 == pairs, ErrorCode::bad_shape,
          "pair_rank_correlation: needs m (m - 1) / 2 distances of each kind");
  DistanceOrder by_a, by_b;
  const auto order_a = by_a.sort(a), order_b = by_b.sort(b);
  const Vector u = centred_ranks(a, order_a), v = centred_ranks(b, order_b);
  const double scale =
      std::sqrt(u.squaredNorm() * v.squaredNorm()) / static_cast<double>(std::max<Index>(1, pairs));
  if (pairs < 2 || scale <= 0) return statistics::Estimate::undefined("all distances are equal");
  const double rho = std::clamp(u.dot(v) / static_cast<double>(pairs) / scale, -1.0, 1.0);
  if (points < 10) return statistics::Estimate::without_interval(rho, "fewer than 10 points");
  Vector h = u.cwiseProduct(v);
  add_rank_influence(a, order_a, v, h);
  add_rank_influence(b, order_b, u, h);
  const double error =
      2 * projection_deviation(h / scale, points) / std::sqrt(static_cast<double>(points));
  const double z = boost::math::quantile(boost::math::normal(), (1 + level) / 2);
  return statistics::Estimate(rho, {std::max(-1.0, rho - z * error), std::min(1.0, rho + z * error),
                                    level, "U-statistic over points, normal"})
      .with_n(points);
}

statistics::Estimate layout_correlation(MatrixFView high, MatrixFView low,
                                        std::span<const std::int32_t> labels) {
  require(high.rows() == low.rows() && static_cast<Index>(labels.size()) == high.rows(),
          ErrorCode::bad_shape, "layout_correlation: data, picture and labels differ in length");
  std::map<std::int32_t, Index> groups;
  for (std::int32_t label : labels)
    if (label >= 0) groups.emplace(label, 0);
  Index next = 0;
  for (auto& [label, index] : groups) index = next++;
  if (groups.size() < 3) return statistics::Estimate::undefined("fewer than 3 groups");
  const auto a = distances_between(centroids(high, labels, groups));
  const auto b = distances_between(centroids(low, labels, groups));
  const auto found = pair_rank_correlation(a, b);
  if (!found.is_defined()) return found;
  return statistics::Estimate::without_interval(
             found.value(), "the groups are all there are, not a sample of groups")
      .with_n(static_cast<std::int64_t>(groups.size()));
}

}  // namespace qed::metrics
