// SPDX-License-Identifier: Apache-2.0
// References; what holds for every law is in tests/laws/distributions_test.cpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/combinatorics.h"
#include "qed/probability/distributions/catalog.h"
#include "qed/probability/distributions/continuous.h"

using namespace qed::probability;

namespace {

struct Reference {
  const char* law;
  std::vector<double> parameters;
  double x, density, cdf, survival;
};
const std::vector<Reference>& references() {
  static const std::vector<Reference> all{
#include "tests/reference/probability/distributions.inc"
  };
  return all;
}

double relative(double found, double wanted) {
  return wanted == 0 ? 0 : std::abs(found / wanted - 1);
}

}  // namespace

TEST_CASE("density, cdf and survival against mpmath, tails down to 1e-300") {
  std::map<std::string, double> worst;
  for (const Reference& r : references()) {
    const AnyLaw law = make_law(r.law, r.parameters);
    INFO(r.law, " ", r.parameters[0], " at ", r.x);
    const double errors[] = {relative(law.density(r.x), r.density), relative(law.cdf(r.x), r.cdf),
                             relative(law.survival(r.x), r.survival)};
    for (const double error : errors) {
      CHECK(error <= 1e-12);
      worst[r.law] = std::max(worst[r.law], error);
    }
  }
  for (const auto& [law, error] : worst) MESSAGE(law, ": largest relative error ", error);
}

TEST_CASE("quantiles come back from tails down to 1e-290") {
  for (const Reference& r : references()) {
    const AnyLaw law = make_law(r.law, r.parameters);
    if (law.support().whole) continue;
    INFO(r.law, " ", r.parameters[0], " at ", r.x);
    // The smaller tail holds the digits; its relative error moves x by little.
    const double back = r.cdf < r.survival ? law.quantile(r.cdf) : law.upper_quantile(r.survival);
    if (std::min(r.cdf, r.survival) > 0) CHECK(relative(back, r.x) <= 1e-9);
  }
}

TEST_CASE("moments against integrals of the densities by mpmath") {
  struct Moments {
    const char* law;
    std::vector<double> parameters;
    double mean, variance, skewness, excess_kurtosis;
  };
  const std::vector<Moments> all{
#include "tests/reference/probability/moments.inc"
  };
  double worst = 0;
  for (const Moments& r : all) {
    const AnyLaw law = make_law(r.law, r.parameters);
    INFO(r.law, " ", r.parameters[0]);
    const double differences = std::string(r.law) == "weibull" ? std::pow(r.parameters[0], 4) : 1;
    const double pairs[][2] = {{*law.mean(), r.mean},
                               {*law.variance(), r.variance},
                               {*law.skewness(), r.skewness},
                               {*law.excess_kurtosis(), r.excess_kurtosis}};
    for (const auto& [found, wanted] : pairs) {
      const double error = std::abs(found - wanted) / std::max(std::abs(wanted), 0.1);
      CHECK(error <= 1e-13 + 1e-15 * differences);
      if (differences == 1) worst = std::max(worst, error);
    }
  }
  MESSAGE("largest relative error but of Weibull laws: ", worst);
}

TEST_CASE("transforms without a closed form against mpmath") {
  struct Transforms {
    const char* law;
    std::vector<double> parameters;
    double s, log_mgf, t, re, im;
  };
  const std::vector<Transforms> all{
#include "tests/reference/probability/transforms.inc"
  };
  double worst = 0;
  for (const Transforms& r : all) {
    const AnyLaw law = make_law(r.law, r.parameters);
    INFO(r.law, " ", r.parameters[0], " at ", r.s, " and ", r.t);
    const double K = std::abs(*law.log_mgf(r.s) - r.log_mgf) / std::max(1.0, std::abs(r.log_mgf));
    const double phi = std::abs(*law.cf(r.t) - std::complex<double>(r.re, r.im));
    CHECK(K <= 1e-11);
    CHECK(phi <= 1e-11);
    worst = std::max({worst, K, phi});
  }
  MESSAGE("largest error: ", worst);
}

TEST_CASE("those transforms at extreme parameters: no larger than 1, and finite") {
  const auto check = [](const auto& law) {
    for (const double t : {1e-8, 1e-3, 0.1, 1.0, 10.0, 1e3, 1e6}) {
      CAPTURE(t);
      CHECK(std::abs(*law.cf(t)) <= 1 + 1e-9);
      CHECK(std::isfinite(*law.log_mgf(-t)));
      CHECK(*law.log_mgf(-t) <= 1e-9);
    }
  };
  for (const double a : {0.05, 0.5, 3.0, 50.0, 1000.0})
    for (const double b : {0.05, 0.5, 2.0, 100.0, 5000.0}) {
      CAPTURE(a);
      CAPTURE(b);
      check(FisherF(a, b));
      check(Pareto(a, b));
      check(Weibull(a, b));
      check(LogNormal(b - 2 > 5 ? 5 : b - 2, a > 10 ? 10 : a));
    }
}

TEST_CASE("the lady tasting tea") {
  // Fisher (1935): 8 cups, 4 of each; all right 1/70, three or more right 17/70.
  const Hypergeometric tea(8, 4, 4);
  CHECK(hypergeometric_tail(tea, 4) == doctest::Approx(1 / 70.0).epsilon(1e-12));
  CHECK(hypergeometric_tail(tea, 3) == doctest::Approx(17 / 70.0).epsilon(1e-12));
  CHECK(std::exp(log_binomial_coefficient(10, 3)) == doctest::Approx(120).epsilon(1e-12));
}

TEST_CASE("the catalogue finds laws by name and refuses what is none") {
  const double both[] = {1, 2}, half[] = {2.5, 0.5}, negative[] = {0, -1};
  CHECK(make_law("normal", both).cdf(1) == 0.5);
  CHECK_THROWS_WITH_AS(make_law("norml", both), "no distribution is called \"norml\"", qed::Error);
  CHECK_THROWS_WITH_AS(make_law("poisson", both), "poisson: takes lambda", qed::Error);
  CHECK_THROWS_AS(make_law("binomial", half), qed::Error);
  CHECK_THROWS_AS(make_law("normal", negative), qed::Error);
}
