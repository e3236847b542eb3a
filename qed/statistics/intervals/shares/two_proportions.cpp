// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/two_proportions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void check(const Share& s) {
  require(s.hits >= 0 && s.hits <= s.n, ErrorCode::bad_value,
          "two proportions: hits is " + std::to_string(s.hits) + ", but must be in [0, " +
              std::to_string(s.n) + "]");
}

// The place between `inside`, where excess <= 0, and `outside`, where it is > 0 (or nothing is),
// at which the sign changes: bisection down to neighbouring doubles.
template <class Excess>
double boundary(double inside, double outside, const Excess& excess) {
  if (!(excess(outside) > 0)) return outside;
  for (int step = 0; step < 200; ++step) {
    const double middle = inside + (outside - inside) / 2;
    if (middle == inside || middle == outside) break;
    (excess(middle) > 0 ? outside : inside) = middle;
  }
  return inside;
}

struct Two {
  double x1, n1, x2, n2;
  double N() const { return n1 + n2; }
};

double variance(double p1, double p2, const Two& t, double weight_2) {
  return (p1 * (1 - p1) / t.n1 + weight_2 * p2 * (1 - p2) / t.n2) * t.N() / (t.N() - 1);
}

// The likeliest p₂ with p₁ = p₂ + δ: the root in range of the likelihood's cubic, by Cardano's
// formula in its trigonometric form.
double constrained_by_difference(const Two& t, double delta) {
  const double l3 = t.N(), l2 = (t.n1 + 2 * t.n2) * delta - t.N() - (t.x1 + t.x2);
  const double l1 = (t.n2 * delta - t.N() - 2 * t.x2) * delta + t.x1 + t.x2;
  const double l0 = t.x2 * delta * (1 - delta);
  const double a = l2 / (3 * l3);
  const double q = a * a * a - l1 * l2 / (6 * l3 * l3) + l0 / (2 * l3);
  const double p = std::copysign(std::sqrt(std::max(0.0, a * a - l1 / (3 * l3))), q);
  double p2 = -a;
  if (p != 0) {
    const double cosine = std::clamp(q / (p * p * p), -1.0, 1.0);
    p2 += 2 * p * std::cos((std::numbers::pi + std::acos(cosine)) / 3);
  }
  return std::clamp(p2, std::max(0.0, -delta), std::min(1.0, 1 - delta));
}

// The likeliest p₂ with p₁ = φ p₂: the smaller root of a quadratic.
double constrained_by_ratio(const Two& t, double phi) {
  const double a = t.N() * phi, b = t.n1 * phi + t.x1 + t.n2 + t.x2 * phi, c = t.x1 + t.x2;
  if (a == 0) return c / b;
  const double root = std::sqrt(std::max(0.0, b * b - 4 * a * c));
  return std::clamp(2 * c / (b + root), 0.0, std::min(1.0, 1 / phi));  // no cancellation
}

}  // namespace

Estimate score_difference(const Share& first, const Share& second, double level) {
  check(first), check(second);
  const double z = two_sided_z(level);
  if (first.n == 0 || second.n == 0) return Estimate::undefined("a group has no rows");
  const Two t{static_cast<double>(first.hits), static_cast<double>(first.n),
              static_cast<double>(second.hits), static_cast<double>(second.n)};
  const double difference = t.x1 / t.n1 - t.x2 / t.n2;
  const auto excess = [&](double delta) {
    const double p2 = constrained_by_difference(t, delta), off = difference - delta;
    return off * off - z * z * variance(p2 + delta, p2, t, 1);
  };
  return Estimate(difference, {boundary(difference, -1, excess), boundary(difference, 1, excess),
                               level, "Miettinen-Nurminen"})
      .with_n(first.n + second.n);
}

Estimate score_ratio(const Share& first, const Share& second, double level) {
  check(first), check(second);
  const double z = two_sided_z(level);
  if (first.n == 0 || second.n == 0) return Estimate::undefined("a group has no rows");
  if (first.hits == 0 && second.hits == 0) return Estimate::undefined("neither group has a hit");
  const Two t{static_cast<double>(first.hits), static_cast<double>(first.n),
              static_cast<double>(second.hits), static_cast<double>(second.n)};
  const double p1 = t.x1 / t.n1, p2 = t.x2 / t.n2;
  // Over s = φ/(1 + φ) in [0, 1], which has both ends. Scaled by 1 + φ: p̂₁(1-s) - p̂₂ s.
  const auto excess = [&](double s) {
    if (s >= 1) return p2 > 0 ? 1.0 : -1.0;
    const double phi = s / (1 - s), q2 = constrained_by_ratio(t, phi);
    const double off = p1 - phi * p2;
    return (off * off - z * z * variance(std::min(1.0, phi * q2), q2, t, phi * phi)) /
           ((1 + phi) * (1 + phi));
  };
  const double at = p1 / (p1 + p2);
  const auto ratio = [](double s) { return s >= 1 ? kInfinity : s / (1 - s); };
  const double value = p2 > 0 ? p1 / p2 : kInfinity;
  return Estimate(value,
                  {std::min(value, ratio(boundary(at, 0, excess))),
                   std::max(value, ratio(boundary(at, 1, excess))), level, "Miettinen-Nurminen"})
      .with_n(first.n + second.n);
}

Estimate paired_score_difference(const PairedCounts& counts, double level) {
  const double z = two_sided_z(level);
  for (const auto count : {counts.both, counts.first_only, counts.second_only, counts.neither})
    require(count >= 0, ErrorCode::bad_value, "paired counts: must not be negative");
  if (counts.n() == 0) return Estimate::undefined("no rows");
  const double n = static_cast<double>(counts.n()), b = static_cast<double>(counts.first_only),
               c = static_cast<double>(counts.second_only), difference = (b - c) / n;
  const auto excess = [&](double delta) {
    const double A = 2 * n, B = -b - c + (2 * n - b + c) * delta, C = -c * delta * (1 - delta);
    const double q = (std::sqrt(std::max(0.0, B * B - 4 * A * C)) - B) / (2 * A);
    const double off = b - c - n * delta;
    return off * off - z * z * n * std::max(0.0, 2 * q + delta * (1 - delta));
  };
  return Estimate(difference, {boundary(difference, -1, excess), boundary(difference, 1, excess),
                               level, "Tango"})
      .with_n(counts.n());
}

}  // namespace qed::statistics
