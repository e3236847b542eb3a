// SPDX-License-Identifier: Apache-2.0
// What holds for every law of the catalogue.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/catalog.h"

using namespace qed::probability;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kLevels[] = {1e-300, 1e-100, 1e-16, 1e-6,  1e-3,     0.05,      0.3,
                          0.5,    0.7,    0.95,  0.999, 1 - 1e-6, 1 - 1e-12, 1 - 0x1p-53};

void for_every_law(const std::function<void(const AnyLaw&)>& check) {
  for (const LawEntry& entry : law_catalog())
    for (const auto& parameters : entry.examples) {
      std::string name = entry.name;
      for (const double p : parameters) name += " " + std::to_string(p);
      INFO(name);
      check(entry.make(parameters));
    }
}

/// E g(X) = ∫ g(q(p)) dp, each half from its own tail; sums for whole numbers.
double expectation(const AnyLaw& law, const std::function<double(double)>& g) {
  const Support s = law.support();
  if (!s.whole) {
    boost::math::quadrature::tanh_sinh<double> rule;
    return rule.integrate([&](double p) { return g(law.quantile(p)); }, 0.0, 0.5) +
           rule.integrate([&](double q) { return g(law.upper_quantile(q)); }, 0.0, 0.5);
  }
  double sum = 0;
  for (double k = s.lower; k <= s.upper && (k == s.lower || law.survival(k - 1) > 1e-30); ++k)
    sum += law.density(k) * g(k);
  return sum;
}

}  // namespace

TEST_CASE("cdf rises from 0 to 1, and survival is what is left") {
  for_every_law([](const AnyLaw& law) {
    const Support s = law.support();
    double before = 0, x_before = -kInfinity;
    for (const double p : kLevels) {
      const double x = law.quantile(p);
      CHECK(x >= x_before);
      CHECK(x >= s.lower);
      CHECK(x <= s.upper);
      CHECK(law.cdf(x) >= before);
      CHECK(law.cdf(x) + law.survival(x) == doctest::Approx(1).epsilon(1e-14));
      CHECK(law.density(x) >= 0);
      before = law.cdf(x), x_before = x;
    }
    CHECK(law.cdf(-kInfinity) == 0);
    CHECK(law.cdf(kInfinity) == 1);
    CHECK(law.survival(-kInfinity) == 1);
    CHECK(law.survival(kInfinity) == 0);
    CHECK(law.density(kInfinity) == 0);
    if (std::isfinite(s.lower)) {
      CHECK(law.density(s.lower - 1) == 0);
      CHECK(law.cdf(s.lower - 1) == 0);
    }
    if (std::isfinite(s.upper)) CHECK(law.survival(s.upper + 1) == 0);
    CHECK(law.quantile(1) == s.upper);
    CHECK(law.upper_quantile(0) == s.upper);
  });
}

TEST_CASE("quantiles are the smallest x that reaches p") {
  for_every_law([](const AnyLaw& law) {
    for (const double p : kLevels) {
      const double x = law.quantile(p), y = law.upper_quantile(p);
      INFO("p = ", p, ", quantile ", x, ", upper quantile ", y);
      if (law.support().whole) {
        CHECK(law.cdf(x) >= p);
        CHECK(law.cdf(x - 1) < p);
        CHECK(law.survival(y) <= p);
        CHECK(law.survival(y - 1) > p);
        continue;
      }
      // A step of 1e-14 of x to either side passes p, or p is met to 1e-9.
      const auto below = [](double v) { return v - 1e-14 * std::abs(v) - 1e-323; };
      const auto above = [](double v) { return v + 1e-14 * std::abs(v) + 1e-323; };
      CHECK((std::abs(law.cdf(x) / p - 1) <= 1e-9 ||
             (law.cdf(below(x)) <= p && p <= law.cdf(above(x)))));
      CHECK((std::abs(law.survival(y) / p - 1) <= 1e-9 ||
             (law.survival(above(y)) <= p && p <= law.survival(below(y)))));
    }
  });
}

TEST_CASE("the density integrates to differences of the cdf; masses are its steps") {
  for_every_law([](const AnyLaw& law) {
    using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
    const auto f = [&](double x) { return law.density(x); };
    const double levels[] = {1e-6, 1e-3, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999};
    for (std::size_t i = 1; i < std::size(levels); ++i) {
      const double a = law.quantile(levels[i - 1]), b = law.quantile(levels[i]);
      INFO("from ", a, " to ", b);
      if (law.support().whole) {
        CHECK(law.cdf(b) - law.cdf(b - 1) == doctest::Approx(law.density(b)).epsilon(1e-10));
        CHECK(law.density(b - 0.5) == 0);
      } else {
        CHECK(Rule::integrate(f, a, b, 12, 1e-12) ==
              doctest::Approx(law.cdf(b) - law.cdf(a)).epsilon(1e-10));
      }
    }
  });
}

TEST_CASE("moments are those of the density") {
  for_every_law([](const AnyLaw& law) {
    if (!law.mean()) {
      CHECK_FALSE(law.variance());
      CHECK_FALSE(law.skewness());
      CHECK_FALSE(law.excess_kurtosis());
      return;
    }
    const double mean = *law.mean();
    // Heavy tails leave the quadrature about 1e-6.
    CHECK(expectation(law, [](double x) { return x; }) ==
          doctest::Approx(mean).epsilon(1e-6).scale(1));
    if (!law.variance()) return;
    CHECK(expectation(law, [&](double x) { return (x - mean) * (x - mean); }) ==
          doctest::Approx(*law.variance()).epsilon(1e-4));
    const double sd = std::sqrt(*law.variance());
    const auto standardised = [&](int k) {
      return expectation(law, [&](double x) { return std::pow((x - mean) / sd, k); });
    };
    if (sd == 0) {
      CHECK(law.skewness().is(Absence::undefined));
      CHECK(law.excess_kurtosis().is(Absence::undefined));
      return;
    }
    // The last tail that the quadrature sees, P = 1e-300, cuts what a moment near its law's last order has.
    const bool is_heavy = !law.mgf_domain();
    if (law.skewness())
      CHECK(standardised(3) ==
            doctest::Approx(*law.skewness()).epsilon(is_heavy ? 0.02 : 1e-5).scale(1));
    if (law.excess_kurtosis())
      CHECK(standardised(4) - 3 ==
            doctest::Approx(*law.excess_kurtosis()).epsilon(is_heavy ? 0.05 : 1e-5).scale(1));
  });
}

TEST_CASE("a law without a moment says why") {
  const auto law = [](const char* name, std::vector<double> p) { return make_law(name, p); };
  const AnyLaw cauchy = law("cauchy", {0, 1});
  CHECK(cauchy.mean().is(Absence::undefined));
  CHECK(cauchy.variance().is(Absence::undefined));
  CHECK(cauchy.excess_kurtosis().is(Absence::undefined));
  CHECK(law("student_t", {1.5}).variance().is(Absence::infinite));
  CHECK(law("student_t", {1}).variance().is(Absence::undefined));
  CHECK(law("student_t", {2.5}).skewness().is(Absence::undefined));
  CHECK(law("student_t", {2.5}).excess_kurtosis().is(Absence::infinite));
  CHECK(law("f", {3, 2}).mean().is(Absence::infinite));
  CHECK(law("f", {3, 2}).variance().is(Absence::undefined));
  CHECK(law("f", {3, 4}).variance().is(Absence::infinite));
  CHECK(law("f", {3, 5}).skewness().is(Absence::infinite));
  CHECK(law("pareto", {1, 1}).mean().is(Absence::infinite));
  CHECK(law("pareto", {2.5, 1}).skewness().is(Absence::infinite));
  CHECK(law("pareto", {3.5, 1}).excess_kurtosis().is(Absence::infinite));
  CHECK(words(Absence::infinite) == "infinite");
}

TEST_CASE("where the moment generating function is finite, and which laws have none") {
  for_every_law([](const AnyLaw& law) {
    const auto domain = law.mgf_domain();
    if (!domain) {
      CHECK(domain.is(Absence::infinite));
      // Heavy above: infinite for every s > 0.
      CHECK(law.log_mgf(1e-3).is(Absence::infinite));
      return;
    }
    CHECK(domain->lower < 0);
    CHECK(domain->upper > 0);
    for (const double end : {domain->lower, domain->upper}) {
      if (std::isinf(end)) continue;
      CHECK(law.log_mgf(end).is(Absence::infinite));
      CHECK(law.log_mgf(1.01 * end).is(Absence::infinite));
      CHECK(law.log_mgf(0.99 * end).has_value());
    }
  });
}

// Each law has at most three parameters; of 2,000 values the likeliest is at least as likely as the truth.
TEST_CASE("every law is learnt from values: none of them likelier than the fit") {
  for (const LawEntry& entry : law_catalog())
    for (const auto& parameters : entry.examples) {
      const AnyLaw law = entry.make(parameters);
      if (law.variance() && *law.variance() == 0) continue;
      INFO(entry.name, " ", parameters.front());
      qed::Rng rng(42);
      std::vector<double> x(2000);
      for (double& v : x) v = law.sample(rng);
      const AnyLaw fitted = entry.fit(x, parameters);
      double gain = 0;
      for (const double v : x) gain += std::log(fitted.density(v) / law.density(v));
      CHECK(gain >= -1e-9);
      CHECK(gain <= 14);  // 2 gain is chi-square of 3 degrees at most: 4e-6 a law
    }
}

// Kolmogorov and Smirnov: √n D > 2.9 with probability 2 exp(-2 · 2.9²) = 1e-7 a law for continuous
// laws, less for whole numbers; 4e-6 for the catalogue.
TEST_CASE("samples follow the law") {
  constexpr std::size_t kDraws = 20000;
  for_every_law([](const AnyLaw& law) {
    qed::Rng rng(41);
    std::vector<double> x(kDraws);
    for (double& v : x) v = law.sample(rng);
    std::ranges::sort(x);
    double distance = 0;
    for (std::size_t i = 0; i < kDraws; ++i) {
      if (i + 1 < kDraws && x[i + 1] == x[i])
        continue;  // the empirical cdf steps at the last of equals
      const double share = static_cast<double>(i + 1) / kDraws;
      distance = std::max(distance, std::abs(share - law.cdf(x[i])));
    }
    CHECK(std::sqrt(kDraws) * distance <= 2.9);
    CHECK(x.front() >= law.support().lower);
    CHECK(x.back() <= law.support().upper);
  });
}

TEST_CASE("what is no probability and no number is refused") {
  for_every_law([](const AnyLaw& law) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double p : {-0.1, 1.1, nan}) {
      CHECK_THROWS_AS(law.quantile(p), qed::Error);
      CHECK_THROWS_AS(law.upper_quantile(p), qed::Error);
    }
    CHECK_THROWS_AS(law.cdf(nan), qed::Error);
    CHECK_THROWS_AS(law.survival(nan), qed::Error);
    CHECK_THROWS_AS(law.density(nan), qed::Error);
  });
}

TEST_CASE(
    "the cumulant generating function is log E e^{sX}, and its slopes at 0 are mean and variance") {
  for_every_law([](const AnyLaw& law) {
    REQUIRE(law.log_mgf(0.0));
    CHECK(*law.log_mgf(0.0) == doctest::Approx(0).scale(1).epsilon(1e-13));
    if (!law.variance()) return;
    const double mean = *law.mean(), sd = std::sqrt(*law.variance());
    for (const double z : {-2.0, -0.5, -0.1, 0.1, 0.5, 2.0}) {
      const double s = z / (sd > 0 ? sd : 1);
      const auto K = law.log_mgf(s);
      if (!K) continue;
      CHECK(std::isfinite(*K));
      INFO("s = ", s);
      // The integrand about its mean, so that nothing overflows. Near the end of its domain the tail carries it all.
      const double integral = expectation(law, [&](double x) { return std::exp(s * (x - mean)); });
      CHECK(*K - s * mean == doctest::Approx(std::log(integral)).epsilon(1e-4).scale(1));
    }
    const double h = 1e-3 / (sd > 0 ? sd : 1);
    const auto up = law.log_mgf(h), down = law.log_mgf(-h);
    if (!up || !down) return;
    CHECK((*up - *down) / (2 * h) == doctest::Approx(mean).epsilon(1e-4).scale(sd));
    CHECK((*up + *down) / (h * h) == doctest::Approx(*law.variance()).epsilon(1e-3));
  });
}

TEST_CASE("the characteristic function is E e^{itX}") {
  for_every_law([](const AnyLaw& law) {
    REQUIRE(law.cf(0.0));
    CHECK(std::abs(*law.cf(0.0) - 1.0) < 1e-9);
    const double width = law.quantile(0.75) - law.quantile(0.25) + 1e-3;
    for (const double z : {0.1, 0.7, 2.0}) {
      const double t = z / width;
      const auto phi = law.cf(t);
      if (!phi) continue;
      INFO("t = ", t);
      CHECK(std::abs(*phi) <= 1 + 1e-12);
      CHECK(std::abs(*law.cf(-t) - std::conj(*phi)) < 1e-12);
      const double re = expectation(law, [t](double x) { return std::cos(t * x); });
      const double im = expectation(law, [t](double x) { return std::sin(t * x); });
      // Fast waves in heavy tails leave the quadrature about 2e-3.
      CHECK(phi->real() == doctest::Approx(re).scale(1).epsilon(3e-3));
      CHECK(phi->imag() == doctest::Approx(im).scale(1).epsilon(3e-3));
    }
  });
}

TEST_CASE("the entropy is that of the density or of the masses") {
  for_every_law([](const AnyLaw& law) {
    const double integral = expectation(law, [&](double x) {
      const double f = law.density(x);
      return f > 0 && std::isfinite(f) ? -std::log(f) : 0.0;
    });
    CHECK(law.entropy() == doctest::Approx(integral).epsilon(1e-6).scale(1));
  });
}
