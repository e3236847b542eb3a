// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <optional>

#include "qed/base/random.h"

namespace qed::probability {

/// Where a law lives: [lower, upper], ends may be infinite; `whole`: on whole numbers only.
struct Support {
  double lower, upper;
  bool whole = false;
};

/// What every distribution can do. A distribution is a plain value: its parameters, checked by the
/// constructor.
///   density(x)          f(x), or the mass P(X = x) of a discrete law (0 off its support)
///   cdf(x)              P(X <= x)
///   survival(x)         P(X > x), accurate in the far tail where 1 - cdf(x) has no digits left
///   quantile(p)         the smallest x with cdf(x) >= p, p in [0, 1]
///   upper_quantile(q)   the smallest x with survival(x) <= q, q in [0, 1]
///   mean, variance      none where the moment does not exist or is infinite
///   support()           where the law lives
///   sample(rng)         one value
/// Errors: Error{bad_value} for x NaN, p or q outside [0, 1]. Relative error of density, cdf and
/// survival at most 1e-12 down to 1e-300 (measured against mpmath: tests/reference/probability);
/// quantiles are exact inverses to 1e-9.
template <class Law>
concept Distribution = requires(const Law law, double x, Rng& rng) {
  { law.density(x) } -> std::same_as<double>;
  { law.cdf(x) } -> std::same_as<double>;
  { law.survival(x) } -> std::same_as<double>;
  { law.quantile(x) } -> std::same_as<double>;
  { law.upper_quantile(x) } -> std::same_as<double>;
  { law.mean() } -> std::same_as<std::optional<double>>;
  { law.variance() } -> std::same_as<std::optional<double>>;
  { law.support() } -> std::same_as<Support>;
  { law.sample(rng) } -> std::same_as<double>;
};

/// The functions of a law, defined once over Boost.Math in distributions/*.cpp.
template <class Law>
struct Functions {
  double density(double x) const;
  double cdf(double x) const;
  double survival(double x) const;
  double quantile(double p) const;
  double upper_quantile(double q) const;
  std::optional<double> mean() const;
  std::optional<double> variance() const;
  Support support() const;
  double sample(Rng& rng) const;

 private:
  const Law& law() const { return static_cast<const Law&>(*this); }
};

}  // namespace qed::probability
