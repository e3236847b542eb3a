// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/random_counts.h"

#include <algorithm>
#include <cmath>

namespace qed::statistics {
namespace {

constexpr double kSummed = 10;  // expected hits from which masses are summed

double positive_uniform(Rng& rng) { return 1 - rng.uniform(); }

// P(X = 0), P(X = 1), ... are taken off a uniform value; p <= 1/2 and n p small, so that P(X = 0) is not 0.
std::int64_t summed_binomial(std::int64_t n, double p, Rng& rng) {
  if (p <= 0 || n == 0) return 0;
  const double odds = p / (1 - p);
  double mass = std::exp(static_cast<double>(n) * std::log1p(-p)), left = rng.uniform();
  for (std::int64_t k = 0; k < n; ++k) {
    if (left < mass) return k;
    left -= mass;
    mass *= odds * static_cast<double>(n - k) / static_cast<double>(k + 1);
  }
  return n;
}

}  // namespace

double draw_gamma(double shape, Rng& rng) {
  if (shape < 1) return draw_gamma(shape + 1, rng) * std::pow(positive_uniform(rng), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double z = rng.normal(), root = 1 + c * z;
    if (root <= 0) continue;
    const double cube = root * root * root;
    if (std::log(positive_uniform(rng)) < 0.5 * z * z + d * (1 - cube + std::log(cube)))
      return d * cube;
  }
}

double draw_beta(double a, double b, Rng& rng) {
  const double x = draw_gamma(a, rng), y = draw_gamma(b, rng);
  return x + y > 0 ? x / (x + y) : 0.5;
}

std::int64_t draw_binomial(std::int64_t n, double p, Rng& rng) {
  std::int64_t hits = 0;
  while (static_cast<double>(n) * std::min(p, 1 - p) > kSummed) {
    const std::int64_t i = n / 2 + 1;  // the i-th smallest of n uniform values
    const double middle = draw_beta(static_cast<double>(i), static_cast<double>(n + 1 - i), rng);
    if (middle <= p) {
      hits += i, n -= i, p = std::clamp((p - middle) / (1 - middle), 0.0, 1.0);
    } else {
      n = i - 1, p = std::clamp(p / middle, 0.0, 1.0);
    }
  }
  return hits + (p <= 0.5 ? summed_binomial(n, p, rng) : n - summed_binomial(n, 1 - p, rng));
}

void draw_multinomial(std::int64_t n, std::span<const double> p, Rng& rng,
                      std::vector<std::int64_t>& counts) {
  counts.assign(p.size(), 0);
  double left = 1;
  for (std::size_t k = 0; k + 1 < p.size() && n > 0; ++k) {
    counts[k] = draw_binomial(n, left > 0 ? std::clamp(p[k] / left, 0.0, 1.0) : 0, rng);
    n -= counts[k], left -= p[k];
  }
  counts.back() += n;
}

void draw_dirichlet(std::span<const double> weights, Rng& rng, std::vector<double>& p) {
  p.resize(weights.size());
  double sum = 0;
  for (std::size_t k = 0; k < p.size(); ++k) sum += p[k] = draw_gamma(weights[k], rng);
  for (double& share : p) share = sum > 0 ? share / sum : 1 / static_cast<double>(p.size());
}

}  // namespace qed::statistics
