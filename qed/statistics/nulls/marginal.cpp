// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/nulls/marginal.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/tests/dip.h"

namespace qed::statistics {
namespace {

double normal_quantile(double p) {
  static const probability::Normal law;
  return law.quantile(p);
}

/// A few values, or one of them on a tenth of the rows: to be kept as it is.
bool is_discrete(std::span<const float> sorted) {
  std::size_t distinct = 0, longest = 0;
  for (std::size_t i = 0, run = 0; i < sorted.size(); ++i) {
    run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
    distinct += run == 1;
    longest = std::max(longest, run);
  }
  return distinct <= static_cast<std::size_t>(kFewValues) ||
         (longest > 2 && longest * 10 >= sorted.size());
}

struct Knot {
  double x, p;
};

/// Keeps the vertices of the convex (sign +1) or concave (-1) hull of points going upwards.
void push_hull(std::vector<Knot>& hull, Knot next, double sign, std::size_t fixed) {
  while (hull.size() > fixed + 1) {
    const Knot &a = hull[hull.size() - 2], &b = hull.back();
    if (sign * ((b.p - a.p) * (next.x - b.x) - (next.p - b.p) * (b.x - a.x)) < 0) break;
    hull.pop_back();
  }
  hull.push_back(next);
}

/// Mean and variance of the law with a piecewise linear cdf through the knots: a mixture of uniforms.
std::pair<double, double> mean_and_variance(const std::vector<Knot>& knots) {
  double mean = 0, square = 0;
  for (std::size_t i = 1; i < knots.size(); ++i) {
    const double a = knots[i - 1].x - knots[0].x, b = knots[i].x - knots[0].x,
                 w = knots[i].p - knots[i - 1].p;
    mean += w * (a + b) / 2;
    square += w * (a * a + a * b + b * b) / 3;
  }
  return {mean + knots[0].x, square - mean * mean};
}

}  // namespace

Quantiles::Quantiles(std::span<const float> sorted, Marginals marginals)
    : steps_(is_discrete(sorted)) {
  if (!steps_ && marginals == Marginals::unimodal)
    fit_unimodal(sorted);
  else
    value_.assign(sorted.begin(), sorted.end());
}

Quantiles Quantiles::of_levels(std::span<const float> sorted) {
  Quantiles quantiles;
  quantiles.steps_ = true;
  quantiles.value_.assign(sorted.begin(), sorted.end());
  return quantiles;
}

void Quantiles::fit_unimodal(std::span<const float> sorted) {
  const Dip dip = dip_of_sorted(sorted);
  const double n = static_cast<double>(sorted.size()), mode = (dip.lower + dip.upper) / 2;
  // Points of the cdf at distinct values; the first carries no mass of its own, so that the law is continuous.
  std::vector<Knot> hull{{static_cast<double>(sorted[0]), 0}};
  std::size_t fixed = 0;
  bool above = false;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (i + 1 < sorted.size() && sorted[i] == sorted[i + 1]) continue;
    const Knot next{sorted[i], static_cast<double>(i) / (n - 1)};
    if (!above && next.x > mode && hull.size() > 0) above = true, fixed = hull.size() - 1;
    push_hull(hull, next, above ? -1 : 1, above ? fixed : 0);
  }
  double mean = 0, square = 0;
  for (const float x : sorted) mean += x / n;
  for (const float x : sorted) square += (x - mean) * (x - mean) / n;
  const auto [hull_mean, hull_variance] = mean_and_variance(hull);
  const double scale = hull_variance > 0 ? std::sqrt(square / hull_variance) : 1;
  for (const Knot& knot : hull) {
    p_.push_back(knot.p);
    value_.push_back(static_cast<float>(mean + scale * (knot.x - hull_mean)));
  }
  index_knots();
}

void Quantiles::index_knots() {
  first_above_.resize(p_.size());
  std::uint32_t knot = 0;
  for (std::size_t c = 0; c < first_above_.size(); ++c) {
    const double start = static_cast<double>(c) / static_cast<double>(first_above_.size());
    while (knot < p_.size() && p_[knot] <= start) ++knot;
    first_above_[c] = knot;
  }
}

float Quantiles::operator()(double p) const {
  const std::size_t last = value_.size() - 1;
  if (steps_)
    return value_[std::min(last, static_cast<std::size_t>(p * static_cast<double>(last + 1)))];
  if (p_.empty()) {
    const double place = p * static_cast<double>(last);
    const std::size_t i = std::min(last - 1, static_cast<std::size_t>(place));
    return value_[i] +
           static_cast<float>(place - static_cast<double>(i)) * (value_[i + 1] - value_[i]);
  }
  const auto cells = first_above_.size();
  std::size_t above =
      first_above_[std::min(cells - 1, static_cast<std::size_t>(p * static_cast<double>(cells)))];
  while (above > 0 && p_[above - 1] > p) --above;  // p * cells may round up over a knot
  while (above < p_.size() && p_[above] <= p) ++above;
  const std::size_t i = std::min(last, std::max<std::size_t>(1, above));
  const double share = (p - p_[i - 1]) / (p_[i] - p_[i - 1]);
  return value_[i - 1] + static_cast<float>(share) * (value_[i] - value_[i - 1]);
}

double normal_cdf(float z) {
  constexpr int kPerUnit = 64, kEnd = 8;
  struct Point {
    double height, slope;  // Φ and its derivative times the spacing
  };
  static const std::vector<Point> table = [] {
    std::vector<Point> points(2 * kEnd * kPerUnit + 2);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double x = static_cast<double>(i) / kPerUnit - kEnd;
      points[i] = {
          std::erfc(-x * std::numbers::sqrt2 / 2) / 2,
          std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2 / kPerUnit};
    }
    return points;
  }();
  if (!(z > -kEnd)) return 0;
  if (z >= kEnd) return 1;
  const double place = (static_cast<double>(z) + kEnd) * kPerUnit;
  const auto i = static_cast<std::size_t>(place);
  const double t = place - static_cast<double>(i);
  const auto& [y0, m0] = table[i];
  const auto& [y1, m1] = table[i + 1];
  const double rise = y1 - y0;
  return y0 + t * (m0 + t * (3 * rise - 2 * m0 - m1 + t * (m0 + m1 - 2 * rise)));
}

Vector normal_scores(std::span<const float> values, std::span<const Index> order) {
  const std::size_t n = order.size();
  Vector scores(static_cast<Index>(n));
  for (std::size_t i = 0, end = 0; i < n; i = end) {
    while (end < n && values[static_cast<std::size_t>(order[end])] ==
                          values[static_cast<std::size_t>(order[i])])
      ++end;
    const double score =
        normal_quantile(static_cast<double>(i + end) / (2 * static_cast<double>(n)));
    for (std::size_t r = i; r < end; ++r) scores(order[r]) = score;
  }
  scores.array() -= scores.mean();
  const double sd = std::sqrt(scores.squaredNorm() / static_cast<double>(n - 1));
  if (sd > 1e-12)
    scores /= sd;
  else
    scores.setZero();
  return scores;
}

Hermite hermite_coefficients(const Vector& scores, std::span<const Index> order) {
  const std::size_t n = order.size();
  // At a threshold z, boundary[k] = He_k(z) φ(z) / √(k+1)!, k = 0..14; zero at both infinities.
  const auto boundary_at = [&](std::size_t rank) {
    Hermite boundary{};
    if (rank == 0 || rank == n) return boundary;
    const double z = normal_quantile(static_cast<double>(rank) / static_cast<double>(n));
    double before = 0, now = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    // With b_k = He_k φ/√k!: b_{k+1} = (z b_k - √k b_{k-1}) / √(k+1).
    for (int k = 0; k < kHermite; ++k) {
      boundary[static_cast<std::size_t>(k)] = now / std::sqrt(k + 1.0);
      const double next =
          (z * now - std::sqrt(static_cast<double>(k)) * before) / std::sqrt(k + 1.0);
      before = now, now = next;
    }
    return boundary;
  };
  Hermite h{}, below{};
  for (std::size_t i = 0, end = 0; i < n; i = end) {
    while (end < n && scores(order[end]) == scores(order[i])) ++end;
    const Hermite above = boundary_at(end);
    for (std::size_t k = 0; k < kHermite; ++k) h[k] += scores(order[i]) * (below[k] - above[k]);
    below = above;
  }
  return h;
}

double latent_correlation(const Hermite& a, const Hermite& b, double r) {
  if (a[0] <= 0 || b[0] <= 0) return 0;  // a constant column
  const auto correlation = [&](double rho) {
    double sum = 0;
    for (std::size_t k = kHermite; k-- > 0;) sum = rho * (sum + a[k] * b[k]);
    return sum;
  };
  if (r >= correlation(1)) return 1;
  if (r <= correlation(-1)) return -1;
  if (a[0] * b[0] > 0.9999) return std::clamp(r / (a[0] * b[0]), -1.0, 1.0);
  double low = -1, high = 1;
  for (int step = 0; step < 30; ++step) {
    const double middle = (low + high) / 2;
    (correlation(middle) < r ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace qed::statistics
