// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/probability/bayes/conjugate.h"
#include "qed/probability/bayes/prior_shift.h"

using namespace qed;
using namespace qed::probability;

TEST_CASE("an update in two parts is an update in one") {
  const Beta beta = updated(updated(Beta(0.5, 0.5), 3, 10), 4, 6);
  CHECK(beta.a == 7.5);
  CHECK(beta.b == 9.5);
  const Gamma gamma = updated(updated(Gamma(2, 0.5), 3, 1.5), 1, 0.5);
  CHECK(gamma.shape == 6);
  CHECK(gamma.scale == doctest::Approx(1 / (2 + 2.0)));
  const std::array<std::int64_t, 3> first{1, 0, 2}, second{0, 4, 1}, both{1, 4, 3};
  const Dirichlet prior{{1, 1, 1}};
  CHECK(updated(updated(prior, first), second).alpha == updated(prior, both).alpha);

  // Rows 1, 2, 3 and then 6, against all four: mean 3, squares 14.
  const NormalInverseGamma start{.location = 0.5, .weight = 2, .shape = 1.5, .scale = 0.7};
  const auto parts = updated(updated(start, 3, 2, 2), 1, 6, 0);
  const auto whole = updated(start, 4, 3, 14);
  CHECK(parts.location == doctest::Approx(whole.location));
  CHECK(parts.weight == whole.weight);
  CHECK(parts.shape == whole.shape);
  CHECK(parts.scale == doctest::Approx(whole.scale));
}

TEST_CASE("posteriors against the integral of prior and likelihood") {
  // P(p <= 0.3 | 3 of 10) under Jeffreys' prior by a fine midpoint sum, in log p(1-p) scale to tame the ends.
  const Beta posterior = updated(Beta(0.5, 0.5), 3, 10);
  double below = 0, all = 0;
  constexpr int kSteps = 200'000;
  for (int i = 0; i < kSteps; ++i) {
    const double p = (i + 0.5) / kSteps;
    const double mass = std::pow(p, 2.5) * std::pow(1 - p, 6.5);
    all += mass;
    if (p < 0.3) below += mass;
  }
  CHECK(posterior.cdf(0.3) == doctest::Approx(below / all).epsilon(1e-6));

  // Under a vague prior the posterior of a Gaussian mean is Student's interval of the rows: 1, 2, 3, 6.
  const NormalInverseGamma vague{.location = 0, .weight = 1e-9, .shape = 1e-9, .scale = 1e-9};
  const auto mean = updated(vague, 4, 3, 14);
  // shape n/2 has n degrees of freedom, not n - 1: that is this prior's, and known.
  const double se = std::sqrt(14.0 / 4 / 4);
  CHECK(mean.mean_quantile(0.975) ==
        doctest::Approx(3 + se * StudentT(4).quantile(0.975)).epsilon(1e-6));
}

TEST_CASE("shares of a Dirichlet law") {
  const Dirichlet law{{2, 3, 5}};
  CHECK(law.mean() == std::vector<double>{0.2, 0.3, 0.5});
  const Beta share = law.marginal(1);
  CHECK(share.a == 3);
  CHECK(share.b == 7);
}

TEST_CASE("a shift of the prior is Bayes' rule") {
  // 1 % there, 10 % here; a likelihood ratio of 9: posterior odds 9/99 there, 1 here.
  const double there = 9.0 / 99 / (1 + 9.0 / 99);
  CHECK(prior_shifted(there, 0.01, 0.1) == doctest::Approx(0.5));
  CHECK(prior_shifted(0.37, 0.2, 0.2) == doctest::Approx(0.37));
  CHECK(prior_shifted(prior_shifted(0.37, 0.2, 0.6), 0.6, 0.2) == doctest::Approx(0.37));
  CHECK(prior_shifted(0, 0.2, 0.6) == 0);
  CHECK(prior_shifted(1, 0.2, 0.6) == 1);
}

TEST_CASE("the prevalence of unlabelled rows is found by the probabilities") {
  // Scores N(±1, 1): probabilities right at one half. Of 20,000 rows 8 % are positive; the standard error of the
  // estimate is below 0.005 (information of a mixture of two normals two apart), so 0.02 fails in 1 of 10,000 seeds.
  std::vector<double> probability(20'000);
  for (std::size_t i = 0; i < probability.size(); ++i) {
    Rng rng(11, 0, i);
    const double x = rng.normal() + (i % 25 < 2 ? 1 : -1);
    probability[i] = 1 / (1 + std::exp(-2 * x));
  }
  const Prevalence found = shifted_prevalence(probability, 0.5);
  CHECK(found.converged);
  CHECK(found.value == doctest::Approx(0.08).epsilon(0.02 / 0.08));
  // A fixed point: the mean of the shifted probabilities is the prevalence.
  double sum = 0;
  for (const double p : probability) sum += prior_shifted(p, 0.5, found.value);
  CHECK(sum / 20'000 == doctest::Approx(found.value).epsilon(1e-9));
  CHECK(shifted_prevalence(std::vector<double>{0, 0, 0}, 0.5).value == 0);
}

TEST_CASE("what is no count, prior or probability is refused") {
  CHECK_THROWS_AS(updated(Beta(1, 1), 3, 2), Error);
  CHECK_THROWS_AS(updated(Gamma(1, 1), 3, 0), Error);
  CHECK_THROWS_AS(updated(Dirichlet{{1, 1}}, std::array<std::int64_t, 3>{1, 1, 1}), Error);
  CHECK_THROWS_AS(prior_shifted(1.1, 0.5, 0.5), Error);
  CHECK_THROWS_AS(prior_shifted(0.5, 0, 0.5), Error);
  CHECK_THROWS_AS(shifted_prevalence({}, 0.5), Error);
}
