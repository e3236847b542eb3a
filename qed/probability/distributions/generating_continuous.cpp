// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/sinh_sinh.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "qed/probability/distributions/continuous.h"

namespace qed::probability {
namespace {

using Complex = std::complex<double>;
using boost::math::digamma;
using std::numbers::e;
using std::numbers::egamma;
using std::numbers::pi;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Complex turn(double angle) { return std::polar(1.0, angle); }
double square(double x) { return x * x; }
double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

// log(sinh(h)/h).
double log_sinhc(double h) {
  h = std::abs(h);
  if (h < 1e-2) return square(h) / 6 * (1 - square(h) / 30);
  return h + std::log1p(-std::exp(-2 * h)) - std::log(2 * h);
}
double sinc(double x) { return std::abs(x) < 1e-4 ? 1 - square(x) / 6 : std::sin(x) / x; }

// Where only s = 0 has a finite expectation.
Known<double> only_at_zero(double s) {
  if (s == 0) return 0.0;
  return Absence::infinite;
}
// A law's log f(low + u) for complex u, and how far its ray may turn: further where log X has more spread σ, so that
// |f| grows by e^{θ²/2σ²} at most, which is about 1.7.
struct Ray {
  std::function<Complex(Complex)> log_density;
  double angle, low = 0;
};
Ray ray_of(const FisherF& l) {
  const double a = l.df_1 / 2, b = l.df_2 / 2, scale = a * std::log(a / b) - log_beta(a, b);
  return {[=](Complex u) {
            return scale + (a - 1) * std::log(u) - (a + b) * std::log(1.0 + a / b * u);
          },
          std::min(pi / 2, std::sqrt(1 / a + 1 / b))};
}
Ray ray_of(const LogNormal& l) {
  const double scale = std::log(l.sigma) + std::log(2 * pi) / 2;
  return {[=](Complex u) {
            const Complex y = std::log(u), z = (y - l.mu) / l.sigma;
            return -scale - y - z * z / 2.0;
          },
          std::min(pi / 2, l.sigma)};
}
Ray ray_of(const Pareto& l) {
  const double scale = std::log(l.shape) - std::log(l.scale);
  return {[=](Complex u) { return scale - (l.shape + 1) * std::log(1.0 + u / l.scale); }, pi / 2,
          l.scale};
}
// (u/s)^k must stay right of the imaginary axis.
Ray ray_of(const Weibull& l) {
  const double scale = std::log(l.shape / l.scale);
  return {[=](Complex u) {
            const Complex y = std::log(u / l.scale);
            return scale + (l.shape - 1) * y - std::exp(l.shape * y);
          },
          std::min(pi / 2, pi / (4 * l.shape))};
}

struct Scaled {
  double log_scale;
  Complex value;
};
/// E e^{s(X - low)} = ∫ f(low + u) e^{su} du along the ray u = e^{y + iθ}: no pole or cut of f lies between it and the
/// line, f and e^{su} fall on it, and a turned ray leaves no waves of e^{itu} to add up. On the line log f + y, less
/// that fall, is concave in y: the integral is taken about its peak, in units of its width there.
Scaled along_ray(const Ray& ray, double angle, Complex s) {
  const double fall = -(s * turn(angle)).real();
  const auto log_height = [&](double y) {
    return ray.log_density(Complex(std::exp(y))).real() + y - fall * std::exp(y);
  };
  double low = -700, high = 700;
  for (int step = 0; step < 200; ++step) {
    const double left = low + (high - low) / 3, right = high - (high - low) / 3;
    (log_height(left) < log_height(right) ? low : high) =
        log_height(left) < log_height(right) ? left : right;
  }
  const double peak = (low + high) / 2, top = log_height(peak);
  double width = 1;  // where the height falls by about a half
  while (width > 1e-12 && top - log_height(peak + width) > 0.5) width /= 2;
  boost::math::quadrature::sinh_sinh<double> quadrature(12);
  const Complex value = quadrature.integrate(
      [&](double v) {
        const double y = peak + width * v;
        if (!(std::abs(y) < 700)) return Complex(0);
        const Complex u = std::polar(std::exp(y), angle);
        const Complex exponent = ray.log_density(u) + s * u + Complex(y - top, angle);
        return exponent.real() > -700 ? std::exp(exponent) : Complex(0);
      },
      1e-13);
  return {top, width * value};
}

// Infinite for s > 0, by quadrature for s < 0.
template <class Law>
Known<double> heavy_above(const Law& law, double s) {
  if (!(s < 0)) return only_at_zero(s);
  const Ray ray = ray_of(law);
  const Scaled of = along_ray(ray, 0, s);
  return s * ray.low + of.log_scale + std::log(of.value.real());
}
template <class Law>
Known<Complex> cf_along_ray(const Law& law, double t) {
  if (t == 0) return Complex(1);
  const Ray ray = ray_of(law);
  const Scaled of = along_ray(ray, ray.angle, Complex(0, std::abs(t)));
  const Complex phi = turn(std::abs(t) * ray.low) * std::exp(of.log_scale) * of.value;
  return t > 0 ? phi : std::conj(phi);
}

// log Σ (a)_j/(a + b)_j s^j/j!, s >= 0: positive terms, scaled before they overflow.
double log_kummer(double a, double c, double s) {
  double term = 1, sum = 1, log_scale = 0;
  for (double j = 0; term > sum * 1e-17 || j < s; ++j) {
    term *= (a + j) / (c + j) * s / (j + 1);
    sum += term;
    if (sum > 1e280) log_scale += std::log(sum), term /= sum, sum = 1;
  }
  return log_scale + std::log(sum);
}

Known<double> log_mgf(const Normal& law, double s) {
  return law.mu * s + square(law.sigma * s) / 2;
}
Known<Complex> cf(const Normal& law, double t) {
  return std::exp(-square(law.sigma * t) / 2) * turn(law.mu * t);
}
double entropy(const Normal& law) { return std::log(2 * pi * e) / 2 + std::log(law.sigma); }

Known<double> log_mgf(const Uniform& law, double s) {
  return s * (law.lower + law.upper) / 2 + log_sinhc(s * (law.upper - law.lower) / 2);
}
Known<Complex> cf(const Uniform& law, double t) {
  return sinc(t * (law.upper - law.lower) / 2) * turn(t * (law.lower + law.upper) / 2);
}
double entropy(const Uniform& law) { return std::log(law.upper - law.lower); }

Known<double> log_mgf(const StudentT&, double s) { return only_at_zero(s); }
Known<Complex> cf(const StudentT& law, double t) {
  const double x = std::sqrt(law.df) * std::abs(t), half = law.df / 2;
  if (x < 1e-150) return Complex(1);
  const double bessel = boost::math::cyl_bessel_k(half, x);
  if (!(bessel > 0)) return Complex(0);
  return Complex(std::exp(half * std::log(x) + std::log(bessel) - std::lgamma(half) -
                          (half - 1) * std::numbers::ln2));
}
double entropy(const StudentT& law) {
  const double v = law.df;
  return (v + 1) / 2 * (digamma((v + 1) / 2) - digamma(v / 2)) + std::log(v) / 2 +
         log_beta(v / 2, 0.5);
}

Known<double> log_mgf(const Gamma& law, double s) {
  if (!(law.scale * s < 1)) return Absence::infinite;
  return -law.shape * std::log1p(-law.scale * s);
}
Known<Complex> cf(const Gamma& law, double t) {
  return std::exp(-law.shape * std::log(Complex(1, -law.scale * t)));
}
double entropy(const Gamma& law) {
  const double k = law.shape;
  return k + std::log(law.scale) + std::lgamma(k) + (1 - k) * digamma(k);
}

// A chi-square law is Gamma(ν/2, 2), an exponential one Gamma(1, 1/λ).
Known<double> log_mgf(const ChiSquare& law, double s) { return log_mgf(Gamma(law.df / 2, 2), s); }
Known<Complex> cf(const ChiSquare& law, double t) { return cf(Gamma(law.df / 2, 2), t); }
double entropy(const ChiSquare& law) { return entropy(Gamma(law.df / 2, 2)); }

Known<double> log_mgf(const Exponential& law, double s) {
  return log_mgf(Gamma(1, 1 / law.rate), s);
}
Known<Complex> cf(const Exponential& law, double t) { return cf(Gamma(1, 1 / law.rate), t); }
double entropy(const Exponential& law) { return 1 - std::log(law.rate); }

Known<double> log_mgf(const FisherF& law, double s) { return heavy_above(law, s); }
Known<Complex> cf(const FisherF& law, double t) { return cf_along_ray(law, t); }
double entropy(const FisherF& law) {
  const double a = law.df_1 / 2, b = law.df_2 / 2;
  return log_beta(a, b) + std::log(law.df_2 / law.df_1) + (1 - a) * digamma(a) -
         (1 + b) * digamma(b) + (a + b) * digamma(a + b);
}

// E e^{sX} = ₁F₁(a; a + b; s) = e^s ₁F₁(b; a + b; -s).
Known<double> log_mgf(const Beta& law, double s) {
  const double c = law.a + law.b;
  return s >= 0 ? log_kummer(law.a, c, s) : s + log_kummer(law.b, c, -s);
}
Known<Complex> cf(const Beta& law, double t) {
  // x^(a-1) (1-x)^(b-1) may be infinite at an end, so the distance from the end is passed along.
  const double scale = -log_beta(law.a, law.b);
  boost::math::quadrature::tanh_sinh<double> quadrature(15);
  const auto integral = [&](auto wave) {
    return quadrature.integrate(
        [&](double x, double from_end) {
          const double left = from_end < 0 ? -from_end : x, right = from_end < 0 ? 1 - x : from_end;
          return std::exp(scale + (law.a - 1) * std::log(left) + (law.b - 1) * std::log(right)) *
                 wave(t * x);
        },
        0.0, 1.0, 1e-12);
  };
  return Complex(integral([](double x) { return std::cos(x); }),
                 integral([](double x) { return std::sin(x); }));
}
double entropy(const Beta& law) {
  const double a = law.a, b = law.b;
  return log_beta(a, b) - (a - 1) * digamma(a) - (b - 1) * digamma(b) +
         (a + b - 2) * digamma(a + b);
}

Known<double> log_mgf(const LogNormal& law, double s) { return heavy_above(law, s); }
Known<Complex> cf(const LogNormal& law, double t) { return cf_along_ray(law, t); }
double entropy(const LogNormal& law) { return law.mu + entropy(Normal(0, law.sigma)); }

Known<double> log_mgf(const Cauchy&, double s) { return only_at_zero(s); }
Known<Complex> cf(const Cauchy& law, double t) {
  return std::exp(-law.scale * std::abs(t)) * turn(law.location * t);
}
double entropy(const Cauchy& law) { return std::log(4 * pi * law.scale); }

Known<double> log_mgf(const Weibull& law, double s) {
  if (law.shape == 1) return log_mgf(Gamma(1, law.scale), s);
  if (law.shape < 1 || s < 0) return heavy_above(law, s);
  if (s == 0) return 0.0;
  return Absence::no_closed_form;
}
Known<Complex> cf(const Weibull& law, double t) {
  if (law.shape == 1) return cf(Gamma(1, law.scale), t);
  return cf_along_ray(law, t);
}
double entropy(const Weibull& law) {
  return egamma * (1 - 1 / law.shape) + std::log(law.scale / law.shape) + 1;
}

Known<double> log_mgf(const Laplace& law, double s) {
  if (!(std::abs(law.scale * s) < 1)) return Absence::infinite;
  return law.location * s - std::log1p(-square(law.scale * s));
}
Known<Complex> cf(const Laplace& law, double t) {
  return turn(law.location * t) / (1 + square(law.scale * t));
}
double entropy(const Laplace& law) { return 1 + std::log(2 * law.scale); }

// Γ(1 - x) Γ(1 + x) = πx/sin(πx).
Known<double> log_mgf(const Logistic& law, double s) {
  const double x = law.scale * s;
  if (!(std::abs(x) < 1)) return Absence::infinite;
  return law.location * s + std::lgamma(1 - x) + std::lgamma(1 + x);
}
Known<Complex> cf(const Logistic& law, double t) {
  return std::exp(-log_sinhc(pi * law.scale * t)) * turn(law.location * t);
}
double entropy(const Logistic& law) { return std::log(law.scale) + 2; }

Known<double> log_mgf(const Pareto& law, double s) { return heavy_above(law, s); }
Known<Complex> cf(const Pareto& law, double t) { return cf_along_ray(law, t); }
double entropy(const Pareto& law) { return std::log(law.scale / law.shape) + 1 + 1 / law.shape; }

/// Where M is finite, both ends left out: empty for laws without.
template <class Law>
Known<MgfDomain> domain_of(const Law&) {
  return MgfDomain{-kInfinity, kInfinity};
}
Known<MgfDomain> domain_of(const StudentT&) { return Absence::infinite; }
Known<MgfDomain> domain_of(const FisherF&) { return Absence::infinite; }
Known<MgfDomain> domain_of(const LogNormal&) { return Absence::infinite; }
Known<MgfDomain> domain_of(const Cauchy&) { return Absence::infinite; }
Known<MgfDomain> domain_of(const Pareto&) { return Absence::infinite; }
Known<MgfDomain> domain_of(const Gamma& l) { return MgfDomain{-kInfinity, 1 / l.scale}; }
Known<MgfDomain> domain_of(const ChiSquare&) { return MgfDomain{-kInfinity, 0.5}; }
Known<MgfDomain> domain_of(const Exponential& l) { return MgfDomain{-kInfinity, l.rate}; }
Known<MgfDomain> domain_of(const Laplace& l) { return MgfDomain{-1 / l.scale, 1 / l.scale}; }
Known<MgfDomain> domain_of(const Logistic& l) { return MgfDomain{-1 / l.scale, 1 / l.scale}; }
Known<MgfDomain> domain_of(const Weibull& l) {
  if (l.shape < 1) return Absence::infinite;
  return MgfDomain{-kInfinity, l.shape > 1 ? kInfinity : 1 / l.scale};
}

}  // namespace
}  // namespace qed::probability

#include "qed/probability/distributions/generating_members.h"

namespace qed::probability {

template struct GeneratingFunctions<Normal>;
template struct GeneratingFunctions<Uniform>;
template struct GeneratingFunctions<StudentT>;
template struct GeneratingFunctions<Gamma>;
template struct GeneratingFunctions<ChiSquare>;
template struct GeneratingFunctions<Exponential>;
template struct GeneratingFunctions<FisherF>;
template struct GeneratingFunctions<Beta>;
template struct GeneratingFunctions<LogNormal>;
template struct GeneratingFunctions<Cauchy>;
template struct GeneratingFunctions<Weibull>;
template struct GeneratingFunctions<Laplace>;
template struct GeneratingFunctions<Logistic>;
template struct GeneratingFunctions<Pareto>;

}  // namespace qed::probability
