// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/probability/distributions/discrete.h"

namespace qed::probability {
namespace {

using Complex = std::complex<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Σ term(k, P(X = k)) over the support, outwards from the mean until masses stay below 1e-20.
template <class Sum, class Law, class Term>
Sum over_masses(const Law& law, Term term) {
  const Support support = law.support();
  const double middle = std::clamp(std::floor(*law.mean()), support.lower, support.upper);
  constexpr double kNegligible = 1e-20;
  Sum sum{};
  const auto walk = [&](double k, double step) {
    double last = 0;
    for (; k >= support.lower && k <= support.upper; k += step) {
      const double mass = law.density(k);
      if (mass > 0) sum += term(k, mass);
      if (mass < kNegligible && mass <= last) break;
      last = mass;
    }
  };
  walk(middle, -1);
  walk(middle + 1, 1);
  return sum;
}

template <class Law>
double entropy_of_masses(const Law& law) {
  return over_masses<double>(law, [](double, double mass) { return -mass * std::log(mass); });
}

double minus_x_log_x(double x) { return x > 0 ? -x * std::log(x) : 0; }
Complex turn(double angle) { return std::polar(1.0, angle); }

// log(1 - p + p e^s) without overflow.
double log_mixed(double p, double s) {
  return s <= 0 ? std::log1p(p * std::expm1(s)) : s + std::log1p((1 - p) * std::expm1(-s));
}

Known<double> log_mgf(const Bernoulli& law, double s) { return log_mixed(law.p, s); }
Known<Complex> cf(const Bernoulli& law, double t) { return 1 - law.p + law.p * turn(t); }
double entropy(const Bernoulli& law) { return minus_x_log_x(law.p) + minus_x_log_x(1 - law.p); }

Known<double> log_mgf(const Binomial& law, double s) {
  return static_cast<double>(law.n) * log_mixed(law.p, s);
}
Known<Complex> cf(const Binomial& law, double t) {
  return std::pow(1 - law.p + law.p * turn(t), static_cast<double>(law.n));
}
double entropy(const Binomial& law) { return entropy_of_masses(law); }

// Finite sums, the largest term taken out.
Known<double> log_mgf(const Hypergeometric& law, double s) {
  const Support support = law.support();
  double most = -kInfinity;
  for (double k = support.lower; k <= support.upper; ++k)
    if (const double mass = law.density(k); mass > 0) most = std::max(most, std::log(mass) + s * k);
  double sum = 0;
  for (double k = support.lower; k <= support.upper; ++k)
    if (const double mass = law.density(k); mass > 0)
      sum += std::exp(std::log(mass) + s * k - most);
  return most + std::log(sum);
}
Known<Complex> cf(const Hypergeometric& law, double t) {
  return over_masses<Complex>(law, [t](double k, double mass) { return mass * turn(t * k); });
}
double entropy(const Hypergeometric& law) { return entropy_of_masses(law); }

Known<double> log_mgf(const Poisson& law, double s) { return law.lambda * std::expm1(s); }
Known<Complex> cf(const Poisson& law, double t) { return std::exp(law.lambda * (turn(t) - 1.0)); }
double entropy(const Poisson& law) { return entropy_of_masses(law); }

// (p / (1 - (1 - p) z))^r; the base of the power stays right of 0, so the principal branch is the one.
Known<double> log_mgf(const NegativeBinomial& law, double s) {
  const double q = (1 - law.p) * std::exp(s);
  if (!(q < 1)) return Absence::infinite;
  return law.r * (std::log(law.p) - std::log1p(-q));
}
Known<Complex> cf(const NegativeBinomial& law, double t) {
  return std::exp(law.r * (std::log(law.p) - std::log(1.0 - (1 - law.p) * turn(t))));
}
double entropy(const NegativeBinomial& law) { return entropy_of_masses(law); }

Known<double> log_mgf(const Geometric& law, double s) {
  return log_mgf(NegativeBinomial(1, law.p), s);
}
Known<Complex> cf(const Geometric& law, double t) { return cf(NegativeBinomial(1, law.p), t); }
double entropy(const Geometric& law) { return entropy(Bernoulli(law.p)) / law.p; }

/// Where M is finite, both ends left out: empty for laws without.
template <class Law>
Known<MgfDomain> domain_of(const Law&) {
  return MgfDomain{-kInfinity, kInfinity};
}
Known<MgfDomain> domain_of(const NegativeBinomial& l) {
  return MgfDomain{-kInfinity, -std::log1p(-l.p)};
}
Known<MgfDomain> domain_of(const Geometric& l) { return domain_of(NegativeBinomial(1, l.p)); }

}  // namespace
}  // namespace qed::probability

#include "qed/probability/distributions/generating_members.h"

namespace qed::probability {

template struct GeneratingFunctions<Bernoulli>;
template struct GeneratingFunctions<Binomial>;
template struct GeneratingFunctions<Hypergeometric>;
template struct GeneratingFunctions<Poisson>;
template struct GeneratingFunctions<NegativeBinomial>;
template struct GeneratingFunctions<Geometric>;

}  // namespace qed::probability
