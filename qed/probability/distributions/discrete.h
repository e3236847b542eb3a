// SPDX-License-Identifier: Apache-2.0
#pragma once
// Discrete laws on whole numbers. Parameters are checked: Error{bad_value} when outside their
// domain.
#include <cstdint>

#include "qed/probability/distributions/functions.h"

namespace qed::probability {

/// 1 with probability p, else 0.
struct Bernoulli : Functions<Bernoulli> {
  explicit Bernoulli(double p);
  double p;
};
/// P(X = k) = C(n, k) p^k (1-p)^(n-k), n >= 0.
struct Binomial : Functions<Binomial> {
  Binomial(std::int64_t n, double p);
  std::int64_t n;
  double p;
};
/// Marked items in a sample of `draws` without replacement from `total` items of which `marked` are
/// marked: P(X = k) = C(marked, k) C(total - marked, draws - k) / C(total, draws).
struct Hypergeometric : Functions<Hypergeometric> {
  Hypergeometric(std::int64_t total, std::int64_t marked, std::int64_t draws);
  std::int64_t total, marked, draws;
};
/// P(X = k) = λ^k e^(-λ) / k!, λ > 0.
struct Poisson : Functions<Poisson> {
  explicit Poisson(double lambda);
  double lambda;
};
/// Failures before the r-th success of trials of probability p: P(X = k) = Γ(k + r)/(k! Γ(r)) p^r
/// (1-p)^k, r > 0 (need not be whole), p in (0, 1].
struct NegativeBinomial : Functions<NegativeBinomial> {
  NegativeBinomial(double r, double p);
  double r, p;
};
/// Failures before the first success: P(X = k) = p (1-p)^k, p in (0, 1].
struct Geometric : Functions<Geometric> {
  explicit Geometric(double p);
  double p;
};

}  // namespace qed::probability
