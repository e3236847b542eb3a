// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/bayes/conjugate.h"

#include <cmath>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::probability {
namespace {

void require_value(bool holds, const std::string& message) {
  require(holds, ErrorCode::bad_value, message);
}

double square(double x) { return x * x; }

void check(const Dirichlet& law) {
  require_value(law.alpha.size() >= 2, "dirichlet: at least two kinds");
  for (const double a : law.alpha)
    require_value(a > 0 && std::isfinite(a),
                  "dirichlet: alpha must be positive, not " + shortest(a));
}
void check(const NormalInverseGamma& law) {
  require_value(std::isfinite(law.location) && law.weight > 0 && law.shape > 0 && law.scale > 0,
                "normal_inverse_gamma: weight, shape and scale must be positive");
}

}  // namespace

Beta updated(const Beta& prior, std::int64_t hits, std::int64_t n) {
  require_value(0 <= hits && hits <= n,
                std::to_string(hits) + " hits of " + std::to_string(n) + " rows are not a count");
  return {prior.a + static_cast<double>(hits), prior.b + static_cast<double>(n - hits)};
}

Gamma updated(const Gamma& prior, std::int64_t events, double exposure) {
  require_value(events >= 0 && exposure > 0 && std::isfinite(exposure),
                "events must not be negative and their exposure must be positive");
  return Gamma(prior.shape + static_cast<double>(events), 1 / (1 / prior.scale + exposure));
}

std::vector<double> Dirichlet::mean() const {
  check(*this);
  const double total = std::accumulate(alpha.begin(), alpha.end(), 0.0);
  std::vector<double> mean(alpha);
  for (double& a : mean) a /= total;
  return mean;
}

Beta Dirichlet::marginal(std::size_t kind) const {
  check(*this);
  require_value(kind < alpha.size(), "dirichlet: no such kind");
  double others = 0;
  for (std::size_t i = 0; i < alpha.size(); ++i)
    if (i != kind) others += alpha[i];
  return {alpha[kind], others};
}

Dirichlet updated(const Dirichlet& prior, std::span<const std::int64_t> counts) {
  check(prior);
  require(counts.size() == prior.alpha.size(), ErrorCode::bad_shape,
          std::to_string(counts.size()) + " counts for " + std::to_string(prior.alpha.size()) +
              " kinds");
  Dirichlet posterior = prior;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    require_value(counts[i] >= 0, "a count cannot be " + std::to_string(counts[i]));
    posterior.alpha[i] += static_cast<double>(counts[i]);
  }
  return posterior;
}

double NormalInverseGamma::mean_quantile(double p) const {
  check(*this);
  return location + std::sqrt(scale / (shape * weight)) * StudentT(2 * shape).quantile(p);
}

NormalInverseGamma updated(const NormalInverseGamma& prior, std::int64_t n, double mean,
                           double squares) {
  check(prior);
  require_value(n >= 0 && std::isfinite(mean) && squares >= 0,
                "rows need a finite mean and squares");
  if (n == 0) return prior;
  const auto rows = static_cast<double>(n);
  NormalInverseGamma posterior;
  posterior.weight = prior.weight + rows;
  posterior.location = (prior.weight * prior.location + rows * mean) / posterior.weight;
  posterior.shape = prior.shape + rows / 2;
  posterior.scale = prior.scale + squares / 2 +
                    prior.weight * rows * square(mean - prior.location) / (2 * posterior.weight);
  return posterior;
}

}  // namespace qed::probability
