// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/continuous.h"

#include <bit>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/cauchy.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/laplace.hpp>
#include <boost/math/distributions/logistic.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/pareto.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "qed/probability/distributions/boost_functions.h"

namespace qed::probability {
namespace {

namespace bm = boost::math;
using std::isfinite;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

auto boost_law(const Normal& l) { return bm::normal_distribution<double, Policy>(l.mu, l.sigma); }
auto boost_law(const Uniform& l) {
  return bm::uniform_distribution<double, Policy>(l.lower, l.upper);
}
auto boost_law(const StudentT& l) { return bm::students_t_distribution<double, Policy>(l.df); }
auto boost_law(const ChiSquare& l) { return bm::chi_squared_distribution<double, Policy>(l.df); }
auto boost_law(const FisherF& l) {
  return bm::fisher_f_distribution<double, Policy>(l.df_1, l.df_2);
}
auto boost_law(const Beta& l) { return bm::beta_distribution<double, Policy>(l.a, l.b); }
auto boost_law(const Gamma& l) { return bm::gamma_distribution<double, Policy>(l.shape, l.scale); }
auto boost_law(const LogNormal& l) {
  return bm::lognormal_distribution<double, Policy>(l.mu, l.sigma);
}
auto boost_law(const Cauchy& l) {
  return bm::cauchy_distribution<double, Policy>(l.location, l.scale);
}

auto boost_law(const Exponential& l) {
  return bm::exponential_distribution<double, Policy>(l.rate);
}
auto boost_law(const Weibull& l) {
  return bm::weibull_distribution<double, Policy>(l.shape, l.scale);
}
auto boost_law(const Laplace& l) {
  return bm::laplace_distribution<double, Policy>(l.location, l.scale);
}
auto boost_law(const Logistic& l) {
  return bm::logistic_distribution<double, Policy>(l.location, l.scale);
}
auto boost_law(const Pareto& l) {
  return bm::pareto_distribution<double, Policy>(l.scale, l.shape);
}

template <class Law>
concept Positive =
    std::same_as<Law, ChiSquare> || std::same_as<Law, FisherF> || std::same_as<Law, Gamma> ||
    std::same_as<Law, LogNormal> || std::same_as<Law, Exponential> || std::same_as<Law, Weibull>;
template <class Law>
Support support_of(const Law&) {
  return {Positive<Law> ? 0 : -kInfinity, kInfinity};
}
Support support_of(const Uniform& l) { return {l.lower, l.upper}; }
Support support_of(const Beta&) { return {0, 1}; }
Support support_of(const Pareto& l) { return {l.scale, kInfinity}; }

// Boost's inverses of these laws iterate: far out they may give up or stop early, and are checked.
template <class Law>
concept Iterated =
    std::same_as<Law, StudentT> || std::same_as<Law, ChiSquare> || std::same_as<Law, FisherF> ||
    std::same_as<Law, Beta> || std::same_as<Law, Gamma>;

// Doubles as integers in the same order.
std::int64_t place_of(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}
double at_place(std::int64_t place) {
  return std::bit_cast<double>(place >= 0 ? place
                                          : std::numeric_limits<std::int64_t>::min() - place);
}

/// The smallest double of [lower, upper] where reached(x) holds, false below it and true above: 64
/// calls.
template <class Reached>
double first_double(Support s, Reached reached) {
  std::int64_t low = place_of(s.lower), high = place_of(s.upper);
  while (low < high) {
    // The middle, rounded down, without overflow of the sum.
    const std::int64_t middle = (low & high) + ((low ^ high) >> 1);
    if (reached(at_place(middle)))
      high = middle;
    else
      low = middle + 1;
  }
  return at_place(high);
}

/// Boost's inverse, or the search where it failed: tail(x) = p is wanted to 1e-10, falling or
/// rising with x.
template <class Inverse, class Tail>
double checked_inverse(Support s, double p, bool rising, Inverse inverse, Tail tail) {
  try {
    const double x = inverse();
    if (std::abs(tail(x) - p) <= 1e-10 * p) return x;
  } catch (const std::runtime_error&) {  // boost::math::evaluation_error
  }
  return first_double(s, [&](double x) { return rising ? tail(x) >= p : tail(x) <= p; });
}

/// Tails of Student's t where x² no longer fits: P(T > x) → (ν/x²)^{ν/2} / (ν B(ν/2, 1/2)),
/// relative error ν/x².
constexpr double kFarT = 1e9;
bool is_far(const StudentT& l, double x) { return std::abs(x) > kFarT * std::sqrt(l.df + 1); }
double far_tail(const StudentT& l, double x) {
  const double log_beta = bm::lgamma(l.df / 2) + bm::lgamma(0.5) - bm::lgamma((l.df + 1) / 2);
  return std::exp(l.df * (std::log(l.df) / 2 - std::log(std::abs(x))) - std::log(l.df) - log_beta);
}

template <class Law>
double density_of(const Law& l, double x) {
  return bm::pdf(boost_law(l), x);
}
template <class Law>
double cdf_of(const Law& l, double x) {
  return bm::cdf(boost_law(l), x);
}
template <class Law>
double survival_of(const Law& l, double x) {
  return bm::cdf(bm::complement(boost_law(l), x));
}
double density_of(const StudentT& l, double x) {
  return is_far(l, x) ? l.df * far_tail(l, x) / std::abs(x) : bm::pdf(boost_law(l), x);
}
double cdf_of(const StudentT& l, double x) {
  if (!is_far(l, x)) return bm::cdf(boost_law(l), x);
  return x < 0 ? far_tail(l, x) : 1 - far_tail(l, x);
}
double survival_of(const StudentT& l, double x) { return cdf_of(l, -x); }
// Boost's 1 - (s/x)^a cancels near s.
double cdf_of(const Pareto& l, double x) {
  return -std::expm1(-l.shape * std::log1p((x - l.scale) / l.scale));
}

/// Gamma(shape, 1): squeeze-free rejection from a cubed normal; shapes below 1 by a power of a
/// uniform. Ref: [MarsagliaTsang2000]
double sample_gamma(double shape, Rng& rng) {
  if (shape < 1) return sample_gamma(shape + 1, rng) * std::pow(1 - rng.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double z = rng.normal(), root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - rng.uniform()) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
  }
}
double sample_chi_square(double df, Rng& rng) { return 2 * sample_gamma(df / 2, rng); }

double sample_law(const Normal& l, Rng& rng) { return l.mu + l.sigma * rng.normal(); }
double sample_law(const Uniform& l, Rng& rng) {
  return l.lower + (l.upper - l.lower) * rng.uniform();
}
double sample_law(const StudentT& l, Rng& rng) {
  const double z = rng.normal();
  return z / std::sqrt(sample_chi_square(l.df, rng) / l.df);
}
double sample_law(const ChiSquare& l, Rng& rng) { return sample_chi_square(l.df, rng); }
double sample_law(const FisherF& l, Rng& rng) {
  const double numerator = sample_chi_square(l.df_1, rng) / l.df_1;
  return numerator / (sample_chi_square(l.df_2, rng) / l.df_2);
}
double sample_law(const Beta& l, Rng& rng) {
  const double x = sample_gamma(l.a, rng);
  return x / (x + sample_gamma(l.b, rng));
}
double sample_law(const Gamma& l, Rng& rng) { return l.scale * sample_gamma(l.shape, rng); }
double sample_law(const LogNormal& l, Rng& rng) { return std::exp(l.mu + l.sigma * rng.normal()); }
double sample_law(const Cauchy& l, Rng& rng) {
  return l.location + l.scale * std::tan(std::numbers::pi * (rng.uniform() - 0.5));
}
double sample_law(const Exponential& l, Rng& rng) { return -std::log1p(-rng.uniform()) / l.rate; }
double sample_law(const Weibull& l, Rng& rng) {
  return l.scale * std::pow(-std::log1p(-rng.uniform()), 1 / l.shape);
}
double sample_law(const Laplace& l, Rng& rng) {
  const double size = -l.scale * std::log1p(-rng.uniform());
  return l.location + (rng.below(2) == 0 ? size : -size);
}
double sample_law(const Logistic& l, Rng& rng) {
  double u = 0;
  while (u == 0) u = rng.uniform();
  return l.location + l.scale * (std::log(u) - std::log1p(-u));
}
double sample_law(const Pareto& l, Rng& rng) {
  return l.scale * std::exp(-std::log1p(-rng.uniform()) / l.shape);
}

}  // namespace

Normal::Normal(double mean_value, double sd) : mu(mean_value), sigma(sd) {
  require_parameter(isfinite(mu) && isfinite(sigma) && sigma > 0,
                    "normal: sigma must be positive and finite");
}
Uniform::Uniform(double from, double to) : lower(from), upper(to) {
  require_parameter(isfinite(lower) && isfinite(upper) && lower < upper,
                    "uniform: lower must be below upper");
}
StudentT::StudentT(double degrees) : df(degrees) {
  require_parameter(isfinite(df) && df > 0, "student_t: df must be positive and finite");
}
ChiSquare::ChiSquare(double degrees) : df(degrees) {
  require_parameter(isfinite(df) && df > 0, "chi_square: df must be positive and finite");
}
FisherF::FisherF(double numerator, double denominator) : df_1(numerator), df_2(denominator) {
  require_parameter(isfinite(df_1) && df_1 > 0 && isfinite(df_2) && df_2 > 0,
                    "f: both df must be positive and finite");
}
Beta::Beta(double first, double second) : a(first), b(second) {
  require_parameter(isfinite(a) && a > 0 && isfinite(b) && b > 0,
                    "beta: a and b must be positive and finite");
}
Gamma::Gamma(double a, double s) : shape(a), scale(s) {
  require_parameter(isfinite(shape) && shape > 0 && isfinite(scale) && scale > 0,
                    "gamma: shape and scale must be positive and finite");
}
LogNormal::LogNormal(double log_mean, double log_sd) : mu(log_mean), sigma(log_sd) {
  require_parameter(isfinite(mu) && isfinite(sigma) && sigma > 0,
                    "log_normal: sigma must be positive and finite");
}
Cauchy::Cauchy(double centre, double s) : location(centre), scale(s) {
  require_parameter(isfinite(location) && isfinite(scale) && scale > 0,
                    "cauchy: scale must be positive and finite");
}

Exponential::Exponential(double lambda) : rate(lambda) {
  require_parameter(isfinite(rate) && rate > 0, "exponential: rate must be positive and finite");
}
Weibull::Weibull(double k, double s) : shape(k), scale(s) {
  require_parameter(isfinite(shape) && shape > 0 && isfinite(scale) && scale > 0,
                    "weibull: shape and scale must be positive and finite");
}
Laplace::Laplace(double centre, double s) : location(centre), scale(s) {
  require_parameter(isfinite(location) && isfinite(scale) && scale > 0,
                    "laplace: scale must be positive and finite");
}
Logistic::Logistic(double centre, double s) : location(centre), scale(s) {
  require_parameter(isfinite(location) && isfinite(scale) && scale > 0,
                    "logistic: scale must be positive and finite");
}
Pareto::Pareto(double a, double s) : shape(a), scale(s) {
  require_parameter(isfinite(shape) && shape > 0 && isfinite(scale) && scale > 0,
                    "pareto: shape and scale must be positive and finite");
}

template <class Law>
Support Functions<Law>::support() const {
  return support_of(law());
}
template <class Law>
double Functions<Law>::density(double x) const {
  require_number(x);
  const Support s = support();
  if (x < s.lower || x > s.upper || std::isinf(x)) return 0;
  return density_of(law(), x);
}
template <class Law>
double Functions<Law>::cdf(double x) const {
  require_number(x);
  const Support s = support();
  if (x <= s.lower) return 0;
  return x >= s.upper ? 1 : cdf_of(law(), x);
}
template <class Law>
double Functions<Law>::survival(double x) const {
  require_number(x);
  const Support s = support();
  if (x <= s.lower) return 1;
  return x >= s.upper ? 0 : survival_of(law(), x);
}
template <class Law>
double Functions<Law>::quantile(double p) const {
  checked_probability(p, "quantile: p");
  const Support s = support();
  if (p == 0 || p == 1) return p == 0 ? s.lower : s.upper;
  const auto inverse = [&] { return bm::quantile(boost_law(law()), p); };
  if constexpr (Iterated<Law>)
    return checked_inverse(s, p, true, inverse, [&](double x) { return cdf(x); });
  else
    return inverse();
}
template <class Law>
double Functions<Law>::upper_quantile(double q) const {
  checked_probability(q, "upper_quantile: q");
  const Support s = support();
  if (q == 0 || q == 1) return q == 1 ? s.lower : s.upper;
  const auto inverse = [&] { return bm::quantile(bm::complement(boost_law(law()), q)); };
  if constexpr (Iterated<Law>)
    return checked_inverse(s, q, false, inverse, [&](double x) { return survival(x); });
  else
    return inverse();
}
template <class Law>
double Functions<Law>::sample(Rng& rng) const {
  return sample_law(law(), rng);
}

template struct Functions<Normal>;
template struct Functions<Uniform>;
template struct Functions<StudentT>;
template struct Functions<ChiSquare>;
template struct Functions<FisherF>;
template struct Functions<Beta>;
template struct Functions<Gamma>;
template struct Functions<LogNormal>;
template struct Functions<Cauchy>;
template struct Functions<Exponential>;
template struct Functions<Weibull>;
template struct Functions<Laplace>;
template struct Functions<Logistic>;
template struct Functions<Pareto>;

}  // namespace qed::probability
