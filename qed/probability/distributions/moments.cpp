// SPDX-License-Identifier: Apache-2.0
// Mean, variance, skewness and excess kurtosis of every law, and why there is none.  Ref: [JohnsonKotzBalakrishnan1994]
#include <cmath>
#include <limits>
#include <numbers>

#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

namespace qed::probability {
namespace {

struct Moments {
  double mean, variance, skewness, excess;
};
double square(double x) { return x * x; }

Moments moments_of(const Normal& l) { return {l.mu, square(l.sigma), 0, 0}; }
Moments moments_of(const Uniform& l) {
  return {l.lower + (l.upper - l.lower) / 2, square(l.upper - l.lower) / 12, 0, -1.2};
}
Moments moments_of(const StudentT& l) { return {0, l.df / (l.df - 2), 0, 6 / (l.df - 4)}; }
Moments moments_of(const Gamma& l) {
  return {l.shape * l.scale, l.shape * square(l.scale), 2 / std::sqrt(l.shape), 6 / l.shape};
}
Moments moments_of(const ChiSquare& l) { return moments_of(Gamma(l.df / 2, 2)); }
Moments moments_of(const Exponential& l) { return moments_of(Gamma(1, 1 / l.rate)); }
Moments moments_of(const FisherF& l) {
  const double m = l.df_1, n = l.df_2, s = m + n - 2;
  return {n / (n - 2), 2 * square(n / (n - 2)) * s / (m * (n - 4)),
          (2 * m + n - 2) / (n - 6) * std::sqrt(8 * (n - 4) / (m * s)),
          12 * (m * (5 * n - 22) * s + (n - 4) * square(n - 2)) / (m * (n - 6) * (n - 8) * s)};
}
Moments moments_of(const Beta& l) {
  const double a = l.a, b = l.b, s = a + b;
  return {a / s, a / s * (b / s) / (s + 1), 2 * (b - a) / (s + 2) * std::sqrt((s + 1) / (a * b)),
          6 * (square(a - b) * (s + 1) / (a * b) - (s + 2)) / ((s + 2) * (s + 3))};
}
Moments moments_of(const LogNormal& l) {
  // w⁴ + 2w³ + 3w² - 6 = (w - 1)(w³ + 3w² + 6w + 6), w = e^{σ²}
  const double v = square(l.sigma), w = std::exp(v), w_1 = std::expm1(v);
  return {std::exp(l.mu + v / 2), w_1 * std::exp(2 * l.mu + v), (w + 2) * std::sqrt(w_1),
          w_1 * (6 + w * (6 + w * (3 + w)))};
}
Moments moments_of(const Cauchy&) { return {0, 0, 0, 0}; }  // none of them is ever asked for
Moments moments_of(const Weibull& l) {
  const auto raw = [&](int k) { return std::tgamma(1 + k / l.shape); };
  const double m = raw(1), r2 = raw(2), r3 = raw(3), v = r2 - m * m;
  return {l.scale * m, square(l.scale) * v, (r3 - 3 * m * v - m * m * m) / std::pow(v, 1.5),
          (raw(4) - 4 * m * r3 + 6 * m * m * r2 - 3 * square(m * m)) / (v * v) - 3};
}
Moments moments_of(const Laplace& l) { return {l.location, 2 * square(l.scale), 0, 3}; }
Moments moments_of(const Logistic& l) {
  return {l.location, square(std::numbers::pi * l.scale) / 3, 0, 1.2};
}
Moments moments_of(const Pareto& l) {
  const double a = l.shape;
  return {a * l.scale / (a - 1), a * square(l.scale / (a - 1)) / (a - 2),
          2 * (1 + a) / (a - 3) * std::sqrt((a - 2) / a),
          6 * (((a + 1) * a - 6) * a - 2) / (a * (a - 3) * (a - 4))};
}

Moments moments_of(const Binomial& l) {
  const double n = static_cast<double>(l.n), p = l.p, v = n * p * (1 - p);
  return {n * p, v, (1 - 2 * p) / std::sqrt(v), (1 - 6 * p * (1 - p)) / v};
}
Moments moments_of(const Bernoulli& l) { return moments_of(Binomial(1, l.p)); }
Moments moments_of(const Poisson& l) {
  return {l.lambda, l.lambda, 1 / std::sqrt(l.lambda), 1 / l.lambda};
}
Moments moments_of(const NegativeBinomial& l) {
  const double q = 1 - l.p, rq = l.r * q;
  return {rq / l.p, rq / square(l.p), (2 - l.p) / std::sqrt(rq), 6 / l.r + square(l.p) / rq};
}
Moments moments_of(const Geometric& l) { return moments_of(NegativeBinomial(1, l.p)); }
// With N items of which K are marked, and n drawn; the fourth moment's formula has 0/0 at N = 2 and 3, where the law
// is Bernoulli's: one item is drawn or left, or one is marked or not.
Moments moments_of(const Hypergeometric& l) {
  const double N = static_cast<double>(l.total), K = static_cast<double>(l.marked),
               n = static_cast<double>(l.draws);
  const double mean = n * K / N;
  if (l.total == 1) return {mean, 0, 0, 0};
  const double variance = n * (K / N) * (1 - K / N) * (N - n) / (N - 1);
  if (l.total <= 3) {
    const double p = mean - l.support().lower;
    return {mean, variance, (1 - 2 * p) / std::sqrt(p * (1 - p)), 1 / (p * (1 - p)) - 6};
  }
  const double marks = K * (N - K), drawn = n * (N - n);
  return {mean, variance,
          (N - 2 * K) / (N - 2) * ((N - 2 * n) * std::sqrt((N - 1) / drawn / marks)),
          ((N - 1) * (N / marks) * (N / drawn) * (N * (N + 1) - 6 * marks - 6 * drawn) +
           6 * (5 * N - 6)) /
              ((N - 2) * (N - 3))};
}

// E|X|^k is finite for k below it.
constexpr double kInfinity = std::numeric_limits<double>::infinity();
template <class Law>
double order_of(const Law&) {
  return kInfinity;
}
double order_of(const StudentT& l) { return l.df; }
double order_of(const Cauchy&) { return 1; }
double order_of(const FisherF& l) { return l.df_2 / 2; }
double order_of(const Pareto& l) { return l.shape; }
template <class Law>
constexpr bool kTwoHeavyTails = std::same_as<Law, StudentT> || std::same_as<Law, Cauchy>;

/// The k-th moment: about nothing, the mean, or standardised, which are moments of order `needed`. What has both of
/// these is infinite where its order is too high, but for an odd one of two heavy tails: ∞ - ∞.
template <class Law>
Known<double> moment(const Law& l, int k, double Moments::* which) {
  const int needed = k == 1 ? 0 : k == 2 ? 1 : 2;
  if (k < order_of(l)) {
    const Moments m = moments_of(l);
    if (k > 2 && !(m.variance > 0)) return Absence::undefined;
    return m.*which;
  }
  const bool cancels = kTwoHeavyTails<Law> && k % 2 == 1;
  return needed < order_of(l) && !cancels ? Absence::infinite : Absence::undefined;
}

}  // namespace

template <class Law>
Known<double> MomentFunctions<Law>::mean() const {
  return moment(static_cast<const Law&>(*this), 1, &Moments::mean);
}
template <class Law>
Known<double> MomentFunctions<Law>::variance() const {
  return moment(static_cast<const Law&>(*this), 2, &Moments::variance);
}
template <class Law>
Known<double> MomentFunctions<Law>::skewness() const {
  return moment(static_cast<const Law&>(*this), 3, &Moments::skewness);
}
template <class Law>
Known<double> MomentFunctions<Law>::excess_kurtosis() const {
  return moment(static_cast<const Law&>(*this), 4, &Moments::excess);
}

template struct MomentFunctions<Normal>;
template struct MomentFunctions<Uniform>;
template struct MomentFunctions<StudentT>;
template struct MomentFunctions<ChiSquare>;
template struct MomentFunctions<FisherF>;
template struct MomentFunctions<Beta>;
template struct MomentFunctions<Gamma>;
template struct MomentFunctions<LogNormal>;
template struct MomentFunctions<Cauchy>;
template struct MomentFunctions<Exponential>;
template struct MomentFunctions<Weibull>;
template struct MomentFunctions<Laplace>;
template struct MomentFunctions<Logistic>;
template struct MomentFunctions<Pareto>;
template struct MomentFunctions<Bernoulli>;
template struct MomentFunctions<Binomial>;
template struct MomentFunctions<Hypergeometric>;
template struct MomentFunctions<Poisson>;
template struct MomentFunctions<NegativeBinomial>;
template struct MomentFunctions<Geometric>;

}  // namespace qed::probability
