// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/vector_law.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "qed/base/error.h"

using namespace qed;
using namespace qed::probability;

namespace {

struct Reference {
  std::int64_t n;
  std::vector<double> p;
  std::vector<std::int64_t> x;
  double log_density, entropy;
  std::vector<double> s;
  double log_mgf;
  std::vector<double> t;
  double re, im;
};
const std::vector<Reference>& references() {
  static const std::vector<Reference> all{
#include "tests/reference/probability/multinomial.inc"
  };
  return all;
}

double error(double found, double wanted) {
  return std::abs(found - wanted) / std::max(1.0, std::abs(wanted));
}

using Counts = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("masses, transforms and entropy of a multinomial law against its outcomes by mpmath") {
  double mass = 0, transform = 0, entropy = 0;
  for (const Reference& r : references()) {
    const Multinomial law(r.n, r.p);
    INFO("n = ", r.n);
    CHECK(error(law.log_density(r.x), r.log_density) <= 1e-13);
    CHECK(law.density(r.x) == doctest::Approx(std::exp(r.log_density)).epsilon(1e-12));
    CHECK(error(*law.log_mgf(r.s), r.log_mgf) <= 1e-13);
    const auto phi = *law.cf(r.t);
    const double off = std::hypot(phi.real() - r.re, phi.imag() - r.im);
    CHECK(off <= 1e-13 + 1e-16 * std::sqrt(static_cast<double>(r.n)));
    if (r.n <= 1000) {
      CHECK(error(law.entropy(), r.entropy) <= 1e-13);
      entropy = std::max(entropy, error(law.entropy(), r.entropy));
    }
    mass = std::max(mass, error(law.log_density(r.x), r.log_density));
    transform = std::max(transform, off);
  }
  MESSAGE("largest errors: log mass ", mass, ", cf ", transform, ", entropy ", entropy);
}

TEST_CASE("of two kinds it is the binomial law, and so is every kind of many") {
  const Multinomial two(1'000'000, {0.3, 0.7});
  const Binomial law(1'000'000, 0.3);
  CHECK(error(two.entropy(), law.entropy()) <= 1e-10);
  for (const std::int64_t k : {299'000, 300'000, 302'500})
    CHECK(two.density(Counts{k, 1'000'000 - k}) ==
          doctest::Approx(law.density(static_cast<double>(k))).epsilon(1e-11));
  const Multinomial three(12, {0.5, 0.3, 0.2});
  const Binomial second = three.marginal(1);
  for (std::int64_t k = 0; k <= 12; ++k) {
    double sum = 0;
    for (std::int64_t a = 0; a + k <= 12; ++a) sum += three.density(Counts{a, k, 12 - a - k});
    CHECK(sum == doctest::Approx(second.density(static_cast<double>(k))).epsilon(1e-13));
  }
}

// Means and products of 20,000 draws are held to six standard errors: 18 of them, one seed in 2e7 fails by chance.
TEST_CASE("moments are sums over outcomes, and draws have them") {
  const Multinomial law(7, {0.5, 0.3, 0.2});
  std::vector<double> mean(3), product(9), squares(9);
  for (std::int64_t a = 0; a <= 7; ++a)
    for (std::int64_t b = 0; a + b <= 7; ++b) {
      const Counts x{a, b, 7 - a - b};
      const double mass = law.density(x);
      for (std::size_t j = 0; j < 3; ++j) {
        const double dj = static_cast<double>(x[j]) - law.mean()[j];
        mean[j] += mass * static_cast<double>(x[j]);
        for (std::size_t k = 0; k < 3; ++k) {
          const double dk = static_cast<double>(x[k]) - law.mean()[k];
          product[3 * j + k] += mass * dj * dk, squares[3 * j + k] += mass * dj * dk * dj * dk;
        }
      }
    }
  Rng rng(51);
  std::vector<double> drawn(9);
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const Counts x = law.sample(rng);
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k)
        drawn[3 * j + k] += (static_cast<double>(x[j]) - law.mean()[j]) *
                            (static_cast<double>(x[k]) - law.mean()[k]) / kDraws;
  }
  const auto covariance = law.covariance();
  for (std::size_t j = 0; j < 3; ++j) CHECK(mean[j] == doctest::Approx(law.mean()[j]));
  for (std::size_t i = 0; i < 9; ++i) {
    CHECK(product[i] == doctest::Approx(covariance[i]).epsilon(1e-12));
    const double se = std::sqrt((squares[i] - product[i] * product[i]) / kDraws);
    CHECK(std::abs(drawn[i] - covariance[i]) <= 6 * se);
  }
}

TEST_CASE("the fit is likelier than its neighbours") {
  Rng rng(52);
  const Multinomial truth(9, {0.55, 0.25, 0.2});
  std::vector<Counts> rows;
  for (int i = 0; i < 400; ++i) rows.push_back(truth.sample(rng));
  const auto likelihood = [&](const Multinomial& law) {
    double sum = 0;
    for (const Counts& row : rows) sum += law.log_density(row);
    return sum;
  };
  const Multinomial fit = Multinomial::fit(rows);
  CHECK(fit.n() == 9);
  const double best = likelihood(fit);
  CHECK(best > likelihood(truth));
  for (std::size_t j = 0; j < 3; ++j)
    for (std::size_t k = 0; k < 3; ++k) {
      if (j == k) continue;
      std::vector<double> p(fit.p().begin(), fit.p().end());
      p[j] += 1e-3, p[k] -= 1e-3;
      CHECK(best > likelihood(Multinomial(9, p)));
    }
}

TEST_CASE("off the support there is no mass; what is no law is refused") {
  const Multinomial law(4, {0.5, 0.5, 0});
  CHECK(law.density(Counts{2, 1, 0}) == 0);
  CHECK(law.density(Counts{5, -1, 0}) == 0);
  CHECK(law.density(Counts{2, 1, 1}) == 0);
  CHECK(law.density(Counts{2, 2, 0}) == doctest::Approx(0.375));
  CHECK(Multinomial(4, {1}).entropy() == 0);
  const std::vector<Counts> uneven{{1, 2}, {1, 1}}, ragged{{1, 2}, {3}}, negative{{-1, 2}},
      none{{0, 0}};
  for (const auto& bad : std::vector<std::function<void()>>{
           [] { Multinomial(-1, {1}); }, [] { Multinomial(3, {}); },
           [] { Multinomial(3, {0.5, 0.4}); }, [] { Multinomial(3, {1.5, -0.5}); },
           [] { Multinomial(3, {NAN, 1}); }, [&] { law.density(Counts{1, 3}); },
           [&] { law.marginal(3); }, [&] { law.log_mgf(std::vector<double>{1}); },
           [&] { law.cf(std::vector<double>{1}); }, [] { Multinomial::fit({}); },
           [&] { Multinomial::fit(uneven); }, [&] { Multinomial::fit(ragged); },
           [&] { Multinomial::fit(negative); }, [&] { Multinomial::fit(none); }})
    CHECK_THROWS_AS(bad(), Error);
}
