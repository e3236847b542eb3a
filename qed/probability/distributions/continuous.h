// SPDX-License-Identifier: Apache-2.0
#pragma once
// Continuous laws. Parameters are checked: Error{bad_value} when outside their domain.
#include "qed/probability/distributions/functions.h"

namespace qed::probability {

/// f(x) = exp(-(x - μ)² / 2σ²) / (σ √2π), σ > 0.
struct Normal : Functions<Normal> {
  explicit Normal(double mu = 0, double sigma = 1);
  double mu, sigma;
};
/// Equal density on [lower, upper], lower < upper.
struct Uniform : Functions<Uniform> {
  explicit Uniform(double lower = 0, double upper = 1);
  double lower, upper;
};
/// Z / √(V/ν) with Z normal, V chi-square of ν degrees of freedom, ν > 0 (need not be whole).
struct StudentT : Functions<StudentT> {
  explicit StudentT(double df);
  double df;
};
/// Sum of ν squared standard normals, ν > 0.
struct ChiSquare : Functions<ChiSquare> {
  explicit ChiSquare(double df);
  double df;
};
/// (V₁/ν₁) / (V₂/ν₂) with independent chi-squares.
struct FisherF : Functions<FisherF> {
  FisherF(double df_1, double df_2);
  double df_1, df_2;
};
/// f(x) = x^(a-1) (1-x)^(b-1) / B(a, b) on [0, 1], a, b > 0.
struct Beta : Functions<Beta> {
  Beta(double a, double b);
  double a, b;
};
/// f(x) = x^(a-1) e^(-x/s) / (Γ(a) s^a), shape a > 0, scale s > 0.
struct Gamma : Functions<Gamma> {
  explicit Gamma(double shape, double scale = 1);
  double shape, scale;
};
/// exp(N(μ, σ²)).
struct LogNormal : Functions<LogNormal> {
  explicit LogNormal(double mu = 0, double sigma = 1);
  double mu, sigma;
};
/// f(x) = 1 / (π s (1 + ((x - m)/s)²)), scale s > 0: no mean.
struct Cauchy : Functions<Cauchy> {
  explicit Cauchy(double location = 0, double scale = 1);
  double location, scale;
};
/// f(x) = λ e^(-λx), rate λ > 0: waiting without memory.
struct Exponential : Functions<Exponential> {
  explicit Exponential(double rate = 1);
  double rate;
};
/// P(X > x) = exp(-(x/s)^k), shape k > 0, scale s > 0.
struct Weibull : Functions<Weibull> {
  explicit Weibull(double shape, double scale = 1);
  double shape, scale;
};
/// f(x) = exp(-|x - m|/s) / 2s, scale s > 0.
struct Laplace : Functions<Laplace> {
  explicit Laplace(double location = 0, double scale = 1);
  double location, scale;
};
/// P(X <= x) = 1 / (1 + exp(-(x - m)/s)), scale s > 0.
struct Logistic : Functions<Logistic> {
  explicit Logistic(double location = 0, double scale = 1);
  double location, scale;
};
/// P(X > x) = (s/x)^a for x >= s, scale s > 0, shape a > 0: no mean for a <= 1, no variance for a
/// <= 2.
struct Pareto : Functions<Pareto> {
  explicit Pareto(double shape, double scale = 1);
  double shape, scale;
};

}  // namespace qed::probability
