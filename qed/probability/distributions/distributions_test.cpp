// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/combinatorics.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

using namespace qed::probability;

namespace {

/// Laws of every distribution: cdf rises, cdf + survival = 1, quantiles come back, moments match samples.
template <Distribution Law>
void check_laws(const Law& law, bool continuous) {
  double before = 0;
  for (const double p : {1e-12, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999}) {
    const double x = law.quantile(p);
    CHECK(law.cdf(x) >= before);
    before = law.cdf(x);
    CHECK(law.cdf(x) + law.survival(x) == doctest::Approx(1).epsilon(1e-12));
    if (continuous)
      CHECK(law.cdf(x) == doctest::Approx(p).epsilon(1e-9));
    else
      CHECK(law.cdf(x) >= p * (1 - 1e-12));
    const double y = law.upper_quantile(p);
    if (continuous)
      CHECK(law.survival(y) == doctest::Approx(p).epsilon(1e-9));
    else
      CHECK(law.survival(y) <= p * (1 + 1e-12));
  }
  CHECK(law.cdf(-INFINITY) == 0);
  CHECK(law.survival(INFINITY) == 0);
  CHECK_THROWS_AS(law.quantile(1.5), qed::Error);
  // Mean of 20,000 draws within 5.5 standard errors: false alarm 4e-8 a law.
  if (!law.mean() || !law.variance()) return;
  qed::Rng rng(17);
  double sum = 0;
  for (int i = 0; i < 20000; ++i) sum += law.sample(rng);
  CHECK(std::abs(sum / 20000 - *law.mean()) <= 5.5 * std::sqrt(*law.variance() / 20000) + 1e-12);
}

}  // namespace

TEST_CASE("laws of the continuous distributions") {
  check_laws(Normal(1, 2), true);
  check_laws(Uniform(-1, 3), true);
  check_laws(StudentT(4.5), true);
  check_laws(ChiSquare(3), true);
  check_laws(FisherF(4, 9), true);
  check_laws(Beta(0.7, 2.5), true);
  check_laws(Gamma(0.6, 2), true);
  check_laws(LogNormal(0, 0.5), true);
  check_laws(Cauchy(), true);
}

TEST_CASE("laws of the discrete distributions; masses sum to one") {
  const auto mass_sum = [](const auto& law, int last) {
    double sum = 0;
    for (int k = 0; k <= last; ++k) sum += law.density(k);
    return sum;
  };
  check_laws(Bernoulli(0.3), false);
  check_laws(Binomial(40, 0.2), false);
  check_laws(Hypergeometric(60, 20, 15), false);
  check_laws(Poisson(3.5), false);
  CHECK(mass_sum(Binomial(40, 0.2), 40) == doctest::Approx(1).epsilon(1e-13));
  CHECK(mass_sum(Hypergeometric(60, 20, 15), 15) == doctest::Approx(1).epsilon(1e-12));
  CHECK(mass_sum(Poisson(3.5), 80) == doctest::Approx(1).epsilon(1e-13));
}

TEST_CASE("tails keep their digits far out") {
  // P(Z > 37) = 5.7255711810848e-300 (Mills' ratio: φ(x)/x (1 - 1/x² + 3/x⁴ - 15/x⁶ ...)).
  const double x = 37, x2 = x * x;
  const double mills =
      std::exp(-x2 / 2) / (x * std::sqrt(2 * M_PI)) *
      (1 - 1 / x2 + 3 / (x2 * x2) - 15 / (x2 * x2 * x2) + 105 / (x2 * x2 * x2 * x2));
  CHECK(Normal().survival(37) == doctest::Approx(mills).epsilon(1e-9));
  CHECK(Normal().upper_quantile(Normal().survival(37)) == doctest::Approx(37).epsilon(1e-12));
}

TEST_CASE("the lady tasting tea") {
  // Fisher (1935): 8 cups, 4 of each; all right 1/70, three or more right 17/70.
  const Hypergeometric tea(8, 4, 4);
  CHECK(hypergeometric_tail(tea, 4) == doctest::Approx(1 / 70.0).epsilon(1e-12));
  CHECK(hypergeometric_tail(tea, 3) == doctest::Approx(17 / 70.0).epsilon(1e-12));
  CHECK(std::exp(log_binomial_coefficient(10, 3)) == doctest::Approx(120).epsilon(1e-12));
}
