// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/vector_law.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/probability/combinatorics.h"
#include "qed/probability/sampling/counts.h"

namespace qed::probability {
namespace {

static_assert(VectorDistribution<Multinomial>);
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kMostTrials = std::int64_t{1} << 53;

// ½ log 2πx + what Stirling's formula leaves out of log x!, 0 at 0.
double rest_of_factorial(double x) {
  return x > 0 ? std::log(2 * std::numbers::pi * x) / 2 + stirling_error(x) : 0;
}
/// What a kind of count x takes from log P: with D(x, m) = x log(x/m) + m - x,
///   log P = r(n) - Σ(r(x_k) + D(x_k, n p_k)),  r(x) = log x! - x log x + x.
double part(double x, double m) { return rest_of_factorial(x) + deviance_part(x, m); }

void require_size(std::size_t found, std::size_t wanted) {
  require(found == wanted, ErrorCode::bad_shape, [&] {
    return "multinomial: " + std::to_string(found) + " values for " + std::to_string(wanted) +
           " kinds";
  });
}

}  // namespace

Multinomial::Multinomial(std::int64_t n, std::vector<double> p) : n_(n), p_(std::move(p)) {
  require(n_ >= 0 && n_ <= kMostTrials, ErrorCode::bad_value,
          "multinomial: n must be in [0, 2^53]");
  for (const double share : p_)
    require(share >= 0 && share <= 1 + 1e-9, ErrorCode::bad_value,
            [&] { return "multinomial: p is " + shortest(share) + ", but must be in [0, 1]"; });
  const double sum = std::accumulate(p_.begin(), p_.end(), 0.0);
  require(std::abs(sum - 1) <= 1e-9, ErrorCode::bad_value,
          [&] { return "multinomial: p adds up to " + shortest(sum) + ", but must to 1"; });
  for (double& share : p_) share = std::min(1.0, share / sum);
}

double Multinomial::log_density(std::span<const std::int64_t> x) const {
  require_size(x.size(), size());
  std::int64_t left = n_;
  double log = rest_of_factorial(static_cast<double>(n_));
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (x[k] < 0 || x[k] > left || (x[k] > 0 && p_[k] == 0)) return -kInfinity;
    left -= x[k];
    log -= part(static_cast<double>(x[k]), static_cast<double>(n_) * p_[k]);
  }
  return left == 0 ? log : -kInfinity;
}

double Multinomial::density(std::span<const std::int64_t> x) const {
  return std::exp(log_density(x));
}

Binomial Multinomial::marginal(std::size_t kind) const {
  require(kind < size(), ErrorCode::bad_value, "multinomial: no such kind");
  return Binomial(n_, p_[kind]);
}

std::vector<double> Multinomial::mean() const {
  std::vector<double> mean;
  for (const double share : p_) mean.push_back(static_cast<double>(n_) * share);
  return mean;
}

std::vector<double> Multinomial::covariance() const {
  std::vector<double> covariance;
  for (std::size_t j = 0; j < size(); ++j)
    for (std::size_t k = 0; k < size(); ++k)
      covariance.push_back(static_cast<double>(n_) * p_[j] * (j == k ? 1 - p_[j] : -p_[k]));
  return covariance;
}

Known<double> Multinomial::log_mgf(std::span<const double> s) const {
  require_size(s.size(), size());
  double most = -kInfinity, sum = 0;
  for (std::size_t k = 0; k < size(); ++k)
    if (p_[k] > 0) most = std::max(most, s[k]);
  // e^{s - most} - 1 is added up, so that small s keep their digits: Σp = 1.
  for (std::size_t k = 0; k < size(); ++k)
    if (p_[k] > 0) sum += p_[k] * std::expm1(s[k] - most);
  return static_cast<double>(n_) * (most + std::log1p(sum));
}

Known<std::complex<double>> Multinomial::cf(std::span<const double> t) const {
  require_size(t.size(), size());
  // z - 1 = Σp(e^{it} - 1), so that the logarithm of z near 1 keeps its digits.
  double re = 0, im = 0;
  for (std::size_t k = 0; k < size(); ++k) {
    const double half = std::sin(t[k] / 2);
    re -= 2 * p_[k] * half * half, im += p_[k] * std::sin(t[k]);
  }
  const auto n = static_cast<double>(n_);
  if (n_ == 0) return std::complex<double>(1);
  const double log_size = std::log1p(2 * re + re * re + im * im) / 2;
  return std::polar(std::exp(n * log_size), n * std::atan2(im, 1 + re));
}

// -E log P = -r(n) + Σ E(r(X_k) + D(X_k, n p_k)), over all counts that have more than 1e-30 together.
double Multinomial::entropy() const {
  const auto n = static_cast<double>(n_);
  double entropy = -rest_of_factorial(n);
  for (std::size_t k = 0; k < size(); ++k) {
    const double m = n * p_[k], reach = 12 * std::sqrt(m) + 40;
    const Binomial law = marginal(k);
    const double last = std::min(n, std::ceil(m + reach));
    for (double x = std::max(0.0, std::floor(m - reach)); x <= last; ++x)
      if (const double mass = law.density(x); mass > 0) entropy += mass * part(x, m);
  }
  return std::max(0.0, entropy);
}

std::vector<std::int64_t> Multinomial::sample(Rng& rng) const {
  std::vector<std::int64_t> counts(size());
  draw_multinomial(rng, n_, p_, counts);
  return counts;
}

Multinomial Multinomial::fit(std::span<const std::vector<std::int64_t>> rows) {
  require(!rows.empty() && !rows.front().empty(), ErrorCode::bad_data,
          "multinomial: no counts to fit it to");
  std::vector<double> totals(rows.front().size());
  std::int64_t n = -1;
  for (const auto& row : rows) {
    require_size(row.size(), totals.size());
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < row.size(); ++k) {
      require(row[k] >= 0 && row[k] <= kMostTrials - sum, ErrorCode::bad_value,
              "multinomial: a count is negative, or the trials are more than 2^53");
      sum += row[k];
      totals[k] += static_cast<double>(row[k]);
    }
    require(n < 0 || sum == n, ErrorCode::bad_data,
            "multinomial: rows of different numbers of trials",
            "add the rows up: the sum has the law's shares too");
    n = sum;
  }
  require(n >= 1, ErrorCode::bad_data, "multinomial: no trials to fit it to");
  const double all = std::accumulate(totals.begin(), totals.end(), 0.0);
  for (double& total : totals) total /= all;
  return Multinomial(n, std::move(totals));
}

}  // namespace qed::probability
