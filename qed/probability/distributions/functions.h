// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <optional>

#include "qed/base/random.h"

namespace qed::probability {

/// What every distribution can do. A distribution is a plain value: its parameters, checked by the constructor.
///   density(x)          f(x), or the mass P(X = x) of a discrete law (0 off its support)
///   cdf(x)              P(X <= x)
///   survival(x)         P(X > x), accurate in the far tail where 1 - cdf(x) has no digits left
///   quantile(p)         the smallest x with cdf(x) >= p, p in [0, 1]
///   upper_quantile(q)   the smallest x with survival(x) <= q, q in [0, 1]
///   mean, variance      none where the moment does not exist
///   sample(rng)         one value
/// Errors: Error{bad_value} for p or q outside [0, 1]; relative error of all functions about 1e-14 (Boost.Math).
template <class Law>
concept Distribution = requires(const Law law, double x, Rng& rng) {
  { law.density(x) } -> std::same_as<double>;
  { law.cdf(x) } -> std::same_as<double>;
  { law.survival(x) } -> std::same_as<double>;
  { law.quantile(x) } -> std::same_as<double>;
  { law.upper_quantile(x) } -> std::same_as<double>;
  { law.mean() } -> std::same_as<std::optional<double>>;
  { law.variance() } -> std::same_as<std::optional<double>>;
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
  double sample(Rng& rng) const;

 private:
  const Law& law() const { return static_cast<const Law&>(*this); }
};

}  // namespace qed::probability
