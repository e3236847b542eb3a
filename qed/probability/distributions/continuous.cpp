// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/continuous.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/cauchy.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <cmath>
#include <limits>
#include <numbers>

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

struct Support {
  double lower = -kInfinity, upper = kInfinity;
};
template <class Law>
Support support(const Law&) {
  return {};
}
Support support(const Uniform& l) { return {l.lower, l.upper}; }
Support support(const ChiSquare&) { return {0, kInfinity}; }
Support support(const FisherF&) { return {0, kInfinity}; }
Support support(const Beta&) { return {0, 1}; }
Support support(const Gamma&) { return {0, kInfinity}; }
Support support(const LogNormal&) { return {0, kInfinity}; }

template <class Law>
bool has_mean(const Law&) {
  return true;
}
bool has_mean(const StudentT& l) { return l.df > 1; }
bool has_mean(const FisherF& l) { return l.df_2 > 2; }
template <class Law>
bool has_variance(const Law&) {
  return true;
}
bool has_variance(const StudentT& l) { return l.df > 2; }
bool has_variance(const FisherF& l) { return l.df_2 > 4; }

/// Gamma(shape, 1): squeeze-free rejection from a cubed normal; shapes below 1 by a power of a uniform.
/// Ref: [MarsagliaTsang2000]
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

template <class Law>
double Functions<Law>::density(double x) const {
  const Support s = support(law());
  if (x < s.lower || x > s.upper || std::isinf(x)) return 0;
  return bm::pdf(boost_law(law()), x);
}
template <class Law>
double Functions<Law>::cdf(double x) const {
  const Support s = support(law());
  if (x <= s.lower) return 0;
  return x >= s.upper ? 1 : bm::cdf(boost_law(law()), x);
}
template <class Law>
double Functions<Law>::survival(double x) const {
  const Support s = support(law());
  if (x <= s.lower) return 1;
  return x >= s.upper ? 0 : bm::cdf(bm::complement(boost_law(law()), x));
}
template <class Law>
double Functions<Law>::quantile(double p) const {
  checked_probability(p, "quantile: p");
  const Support s = support(law());
  if (p == 0 || p == 1) return p == 0 ? s.lower : s.upper;
  return bm::quantile(boost_law(law()), p);
}
template <class Law>
double Functions<Law>::upper_quantile(double q) const {
  checked_probability(q, "upper_quantile: q");
  const Support s = support(law());
  if (q == 0 || q == 1) return q == 1 ? s.lower : s.upper;
  return bm::quantile(bm::complement(boost_law(law()), q));
}
template <class Law>
std::optional<double> Functions<Law>::mean() const {
  if constexpr (std::same_as<Law, Cauchy>)
    return std::nullopt;
  else if (!has_mean(law()))
    return std::nullopt;
  else
    return bm::mean(boost_law(law()));
}
template <class Law>
std::optional<double> Functions<Law>::variance() const {
  if constexpr (std::same_as<Law, Cauchy>)
    return std::nullopt;
  else if (!has_variance(law()))
    return std::nullopt;
  else
    return bm::variance(boost_law(law()));
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

}  // namespace qed::probability
