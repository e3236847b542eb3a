// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/multinomial.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "qed/base/error.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

std::int64_t total_of(std::span<const std::int64_t> counts, double level) {
  require_level(level);
  require(counts.size() >= 2, ErrorCode::bad_shape,
          "multinomial shares: needs two cells at least, but there are " +
              std::to_string(counts.size()));
  for (const std::int64_t count : counts)
    require(count >= 0, ErrorCode::bad_value, "multinomial shares: counts must not be negative");
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

// Central moments of a Poisson count of mean λ, given that it lies in [λ - c, λ + c].
struct Truncated {
  double probability = 0, mean = 0, variance = 0, third = 0, fourth = 0;
};
Truncated truncated_poisson(std::int64_t lambda, std::int64_t c) {
  if (lambda == 0) return {1, 0, 0, 0, 0};
  const probability::Poisson law(static_cast<double>(lambda));
  Truncated t;
  const std::int64_t first = std::max<std::int64_t>(0, lambda - c), last = lambda + c;
  for (std::int64_t x = first; x <= last; ++x) {
    const double p = law.density(static_cast<double>(x));
    t.probability += p;
    t.mean += p * static_cast<double>(x - lambda);
  }
  const double centre = t.mean / t.probability;
  for (std::int64_t x = first; x <= last; ++x) {
    const double p = law.density(static_cast<double>(x)) / t.probability;
    const double off = static_cast<double>(x - lambda) - centre, square = off * off;
    t.variance += p * square;
    t.third += p * square * off;
    t.fourth += p * square * square;
  }
  t.mean = static_cast<double>(lambda) + centre;
  return t;
}

// P(every count within c of its expectation), Edgeworth's expansion of the sum (Sison and Glaz, eq. 2.3).
double simultaneous(std::span<const std::int64_t> counts, double n, std::int64_t c) {
  double log_product = 0, mean = 0, variance = 0, third = 0, fourth = 0;
  for (const std::int64_t count : counts) {
    const Truncated t = truncated_poisson(count, c);
    log_product += std::log(t.probability);
    mean += t.mean;
    variance += t.variance;
    third += t.third;
    fourth += t.fourth - 3 * t.variance * t.variance;
  }
  if (variance <= 0) return std::abs(mean - n) < 0.5 ? 1 : 0;
  const double skew = third / std::pow(variance, 1.5), excess = fourth / (variance * variance);
  const double z = (n - mean) / std::sqrt(variance), z2 = z * z;
  const double expansion = 1 + skew * z * (z2 - 3) / 6 + excess * ((z2 - 6) * z2 + 3) / 24 +
                           skew * skew * (((z2 - 15) * z2 + 45) * z2 - 15) / 72;
  const double density = expansion * std::exp(-z2 / 2) / std::sqrt(2 * std::numbers::pi * variance);
  return std::exp(log_product) * density / probability::Poisson(n).density(n);
}

}  // namespace

std::vector<Estimate> goodman_shares(std::span<const std::int64_t> counts, double level) {
  const std::int64_t n = total_of(counts, level);
  const double each = 1 - (1 - level) / static_cast<double>(counts.size());
  std::vector<Estimate> shares;
  for (const std::int64_t count : counts) {
    const Estimate e = proportion_interval(count, n, each);
    shares.push_back(e.is_defined()
                         ? Estimate(e.value(), {e.lower(), e.upper(), level, "Goodman"}).with_n(n)
                         : e);
  }
  return shares;
}

std::vector<Estimate> sison_glaz_shares(std::span<const std::int64_t> counts, double level) {
  const std::int64_t rows = total_of(counts, level);
  if (rows == 0) return std::vector<Estimate>(counts.size(), Estimate::undefined("no rows"));
  const double n = static_cast<double>(rows);
  std::int64_t c = 0;
  double before = 0, now = 0;
  do {
    before = now;
    now = simultaneous(counts, n, ++c);
  } while (now < level && c < rows);
  const double part = now > before ? std::clamp((level - before) / (now - before), 0.0, 1.0) : 1;
  const double below = static_cast<double>(c - 1) / n, above = below + 2 * part / n;
  std::vector<Estimate> shares;
  for (const std::int64_t count : counts) {
    const double p = static_cast<double>(count) / n;
    shares.push_back(
        Estimate(p, {std::max(0.0, p - below), std::min(1.0, p + above), level, "Sison-Glaz"})
            .with_n(rows));
  }
  return shares;
}

}  // namespace qed::statistics
