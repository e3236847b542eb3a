// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/discrete.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/geometric.hpp>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <limits>

#include "qed/probability/combinatorics.h"
#include "qed/probability/distributions/boost_functions.h"

namespace qed::probability {
namespace {

namespace bm = boost::math;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Each law gives its support and mass, lower and upper sums at a whole k inside the support.
Support support_of(const Bernoulli&) { return {0, 1, true}; }
Support support_of(const Binomial& l) { return {0, static_cast<double>(l.n), true}; }
Support support_of(const Hypergeometric& l) {
  return {static_cast<double>(std::max<std::int64_t>(0, l.draws + l.marked - l.total)),
          static_cast<double>(std::min(l.draws, l.marked)), true};
}
template <class Law>
Support support_of(
    const Law& l) {  // Poisson and waiting for successes, which at p = 1 is over at once
  if constexpr (!std::same_as<Law, Poisson>)
    if (l.p == 1) return {0, 0, true};
  return {0, kInfinity, true};
}

auto boost_law(const Binomial& l) {
  return bm::binomial_distribution<double, Policy>(static_cast<double>(l.n), l.p);
}
auto boost_law(const Poisson& l) { return bm::poisson_distribution<double, Policy>(l.lambda); }
auto boost_law(const NegativeBinomial& l) {
  return bm::negative_binomial_distribution<double, Policy>(l.r, l.p);
}
auto boost_law(const Geometric& l) { return bm::geometric_distribution<double, Policy>(l.p); }

template <class Law>
double mass(const Law& l, double k) {
  return bm::pdf(boost_law(l), k);
}
double mass(const Bernoulli& l, double k) { return k == 1 ? l.p : 1 - l.p; }
double mass(const Hypergeometric& l, double k) {
  return hypergeometric_mass(l, static_cast<std::int64_t>(k));
}
template <class Law>
double lower_sum(const Law& l, double k) {
  return bm::cdf(boost_law(l), k);
}
double lower_sum(const Bernoulli& l, double k) { return k < 1 ? 1 - l.p : 1; }
double lower_sum(const Hypergeometric& l, double k) {
  return hypergeometric_lower_tail(l, static_cast<std::int64_t>(k));
}
template <class Law>
double upper_sum(const Law& l, double k) {
  return bm::cdf(bm::complement(boost_law(l), k));
}
double upper_sum(const Bernoulli& l, double k) { return k < 1 ? l.p : 0; }
double upper_sum(const Hypergeometric& l, double k) {
  return hypergeometric_tail(l, static_cast<std::int64_t>(k) + 1);
}

/// The smallest whole k of the support where reached(k) holds; `reached` is false, then true.
/// Gallops from the mean, then bisects: O(log(distance from the mean)) calls.
template <class Reached>
double first_reached(Support s, double start, Reached reached) {
  double high = std::clamp(std::floor(start), s.lower, s.upper), step = 1;
  while (high < s.upper && !reached(high)) high = std::min(s.upper, high + step), step *= 2;
  double low = high;
  for (step = 1; low > s.lower && reached(low); step *= 2) low = std::max(s.lower, low - step);
  if (reached(low)) return low;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

Bernoulli::Bernoulli(double probability) : p(checked_probability(probability, "bernoulli: p")) {}
Binomial::Binomial(std::int64_t trials, double probability)
    : n(trials), p(checked_probability(probability, "binomial: p")) {
  require_parameter(n >= 0, "binomial: n must be 0 or more");
}
Hypergeometric::Hypergeometric(std::int64_t items, std::int64_t marked_items,
                               std::int64_t sample_size)
    : total(items), marked(marked_items), draws(sample_size) {
  require_parameter(total >= 1 && marked >= 0 && marked <= total && draws >= 0 && draws <= total,
                    "hypergeometric: marked and draws must be in [0, total], total >= 1");
}
Poisson::Poisson(double rate) : lambda(rate) {
  require_parameter(std::isfinite(lambda) && lambda > 0,
                    "poisson: lambda must be positive and finite");
}

NegativeBinomial::NegativeBinomial(double successes, double probability)
    : r(successes), p(checked_probability(probability, "negative_binomial: p")) {
  require_parameter(std::isfinite(r) && r > 0 && p > 0,
                    "negative_binomial: r must be positive and finite, p above 0");
}
Geometric::Geometric(double probability) : p(checked_probability(probability, "geometric: p")) {
  require_parameter(p > 0, "geometric: p must be above 0");
}

template <class Law>
Support Functions<Law>::support() const {
  return support_of(law());
}
template <class Law>
double Functions<Law>::density(double x) const {
  require_number(x);
  const Support s = support();
  if (x < s.lower || x > s.upper || std::isinf(x) || x != std::floor(x)) return 0;
  return mass(law(), x);
}
template <class Law>
double Functions<Law>::cdf(double x) const {
  require_number(x);
  const Support s = support();
  if (x < s.lower) return 0;
  return x >= s.upper ? 1 : lower_sum(law(), std::floor(x));
}
template <class Law>
double Functions<Law>::survival(double x) const {
  require_number(x);
  const Support s = support();
  if (x < s.lower) return 1;
  return x >= s.upper ? 0 : upper_sum(law(), std::floor(x));
}
template <class Law>
double Functions<Law>::quantile(double p) const {
  checked_probability(p, "quantile: p");
  const Support s = support();
  if (p == 1) return s.upper;
  return first_reached(s, *law().mean(), [&](double k) { return cdf(k) >= p; });
}
template <class Law>
double Functions<Law>::upper_quantile(double q) const {
  checked_probability(q, "upper_quantile: q");
  const Support s = support();
  if (q == 0) return s.upper;
  return first_reached(s, *law().mean(), [&](double k) { return survival(k) <= q; });
}
template <class Law>
double Functions<Law>::sample(Rng& rng) const {
  return quantile(1 - rng.uniform());  // in (0, 1]
}

template struct Functions<Bernoulli>;
template struct Functions<Binomial>;
template struct Functions<Hypergeometric>;
template struct Functions<Poisson>;
template struct Functions<NegativeBinomial>;
template struct Functions<Geometric>;

}  // namespace qed::probability
