// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <complex>
#include <concepts>

#include "qed/base/random.h"
#include "qed/probability/distributions/known.h"

namespace qed::probability {

/// Where a law lives: [lower, upper], ends may be infinite; `whole`: on whole numbers only.
struct Support {
  double lower, upper;
  bool whole = false;
};

/// The s about 0 with E e^{sX} finite: lower < s < upper.
struct MgfDomain {
  double lower, upper;
};

/// What every distribution can do, all of it. A distribution is a plain value: its parameters, checked by the
/// constructor.
///   density(x)          f(x), or the mass P(X = x) of a discrete law (0 off its support)
///   cdf(x)              P(X <= x)
///   survival(x)         P(X > x), accurate in the far tail where 1 - cdf(x) has no digits left
///   quantile(p)         the smallest x with cdf(x) >= p, p in [0, 1]
///   upper_quantile(q)   the smallest x with survival(x) <= q, q in [0, 1]
///   mean, variance, skewness, excess_kurtosis
///                       E X, E(X-μ)², E(X-μ)³/σ³, E(X-μ)⁴/σ⁴ - 3, or why there is none
///   mgf_domain()        where the moment generating function M(s) = E e^{sX} is finite; `infinite`
///                       where a law has none: M is finite on no interval about 0 (t, F, Cauchy,
///                       log-normal and Pareto laws, Weibull's of shape below 1)
///   log_mgf(s)          K(s) = log M(s), the cumulant generating function: K'(0) = μ, K''(0) = σ²;
///                       `infinite` where the expectation is
///   cf(t)               φ(t) = E e^{itX}, which every law has
///   entropy()           -E log f(X) in nats: differential of a density, of the masses of a discrete law
///   support()           where the law lives
///   sample(rng)         one value
/// Errors: Error{bad_value} for x NaN, p or q outside [0, 1]. Relative error of density, cdf and
/// survival at most 1e-12 down to 1e-300, of moments 1e-13 (Weibull's, by differences, 1e-15 shape⁴
/// more), measured against mpmath: tests/reference/probability; quantiles are exact inverses to 1e-9.
/// tests/laws holds log_mgf to 1e-4, cf to 3e-3 and entropy to 1e-6 of quadrature; finer errors of
/// those have not been measured but for F, log-normal, Weibull and Pareto laws, whose log_mgf for
/// s < 0 and cf are by quadrature, to 1e-11 of mpmath's. `no_closed_form`: log_mgf of Weibull's of
/// shape above 1 for s > 0. The cf of a beta law is by
/// quadrature. O(1), but log_mgf of the beta law O(|s|), and sums over masses O(standard deviation).
/// Maximum likelihood completes it: FullDistribution in fit.h. Laws of vectors: vector_law.h.
///   Ref: [JohnsonKotzBalakrishnan1994, JohnsonKotzBalakrishnan1995, JohnsonKempKotz2005]
template <class Law>
concept Distribution = requires(const Law law, double x, Rng& rng) {
  { law.density(x) } -> std::same_as<double>;
  { law.cdf(x) } -> std::same_as<double>;
  { law.survival(x) } -> std::same_as<double>;
  { law.quantile(x) } -> std::same_as<double>;
  { law.upper_quantile(x) } -> std::same_as<double>;
  { law.mean() } -> std::same_as<Known<double>>;
  { law.variance() } -> std::same_as<Known<double>>;
  { law.skewness() } -> std::same_as<Known<double>>;
  { law.excess_kurtosis() } -> std::same_as<Known<double>>;
  { law.mgf_domain() } -> std::same_as<Known<MgfDomain>>;
  { law.log_mgf(x) } -> std::same_as<Known<double>>;
  { law.cf(x) } -> std::same_as<Known<std::complex<double>>>;
  { law.entropy() } -> std::same_as<double>;
  { law.support() } -> std::same_as<Support>;
  { law.sample(rng) } -> std::same_as<double>;
};

/// The functions of a law, defined once in distributions/*.cpp: moments in moments.cpp, transforms in
/// generating_*.cpp, the rest over Boost.Math.
template <class Law>
struct MomentFunctions {
  Known<double> mean() const;
  Known<double> variance() const;
  Known<double> skewness() const;
  Known<double> excess_kurtosis() const;
};
template <class Law>
struct GeneratingFunctions {
  Known<MgfDomain> mgf_domain() const;
  Known<double> log_mgf(double s) const;
  Known<std::complex<double>> cf(double t) const;
  double entropy() const;
};
template <class Law>
struct Functions : MomentFunctions<Law>, GeneratingFunctions<Law> {
  double density(double x) const;
  double cdf(double x) const;
  double survival(double x) const;
  double quantile(double p) const;
  double upper_quantile(double q) const;
  Support support() const;
  double sample(Rng& rng) const;

 private:
  const Law& law() const { return static_cast<const Law&>(*this); }
};

}  // namespace qed::probability
