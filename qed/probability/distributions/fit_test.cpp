// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/fit.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/base/error.h"

using namespace qed;
using namespace qed::probability;

namespace {

template <class Law>
double log_likelihood(const Law& law, const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += std::log(law.density(v));
  return sum;
}

// 2,000 values of `truth`: the fit must be likelier than every neighbour that differs by 0.1 % in one parameter, and
// than the truth itself; and be the truth within 15 %, which is five standard errors or more for the laws here.
template <class Law>
void check_fit(const char* name, const Law& truth,
               std::initializer_list<double Law::*> parameters) {
  CAPTURE(name);
  Rng rng(17);
  std::vector<double> x(2000);
  for (double& v : x) v = truth.sample(rng);
  const Law law = fit<Law>(x);
  const double best = log_likelihood(law, x);
  CHECK(std::isfinite(best));
  CHECK(best >= log_likelihood(truth, x));
  for (const auto parameter : parameters) {
    CAPTURE(law.*parameter);
    CHECK(law.*parameter == doctest::Approx(truth.*parameter).epsilon(0.15));
    for (const double factor : {0.999, 1.001}) {
      Law other = law;
      other.*parameter *= factor;
      CHECK(best >= log_likelihood(other, x));
    }
  }
}

}  // namespace

TEST_CASE("no neighbour is likelier than the fit") {
  check_fit<Normal>("normal", Normal(3, 2), {&Normal::mu, &Normal::sigma});
  check_fit<LogNormal>("log_normal", LogNormal(2, 0.7), {&LogNormal::mu, &LogNormal::sigma});
  check_fit<Uniform>("uniform", Uniform(1, 4), {&Uniform::lower, &Uniform::upper});
  check_fit<Exponential>("exponential", Exponential(0.3), {&Exponential::rate});
  check_fit<Laplace>("laplace", Laplace(5, 2), {&Laplace::location, &Laplace::scale});
  check_fit<Pareto>("pareto", Pareto(1.5, 2), {&Pareto::shape, &Pareto::scale});
  check_fit<Gamma>("gamma", Gamma(0.6, 3), {&Gamma::shape, &Gamma::scale});
  check_fit<Gamma>("gamma", Gamma(40, 3), {&Gamma::shape, &Gamma::scale});
  check_fit<ChiSquare>("chi_square", ChiSquare(3), {&ChiSquare::df});
  check_fit<Weibull>("weibull", Weibull(0.7, 3), {&Weibull::shape, &Weibull::scale});
  check_fit<Weibull>("weibull", Weibull(4, 3), {&Weibull::shape, &Weibull::scale});
  check_fit<Beta>("beta", Beta(0.5, 3), {&Beta::a, &Beta::b});
  check_fit<Beta>("beta", Beta(20, 6), {&Beta::a, &Beta::b});
  check_fit<Cauchy>("cauchy", Cauchy(7, 2), {&Cauchy::location, &Cauchy::scale});
  check_fit<Logistic>("logistic", Logistic(7, 2), {&Logistic::location, &Logistic::scale});
  check_fit<FisherF>("f", FisherF(4, 9), {&FisherF::df_1, &FisherF::df_2});
  check_fit<FisherF>("f", FisherF(1.5, 3), {&FisherF::df_1, &FisherF::df_2});
  check_fit<StudentT>("student_t", StudentT(3), {&StudentT::df});
  check_fit<Bernoulli>("bernoulli", Bernoulli(0.3), {&Bernoulli::p});
  check_fit<Poisson>("poisson", Poisson(4), {&Poisson::lambda});
  check_fit<Geometric>("geometric", Geometric(0.2), {&Geometric::p});
  check_fit<NegativeBinomial>("negative_binomial", NegativeBinomial(1.5, 0.2),
                              {&NegativeBinomial::r, &NegativeBinomial::p});
}

TEST_CASE("fits by hand") {
  const std::vector<double> x{1, 2, 3, 6};
  CHECK(fit<Normal>(x).mu == 3);
  CHECK(fit<Normal>(x).sigma == doctest::Approx(std::sqrt(3.5)));
  CHECK(fit<Uniform>(x).upper == 6);
  CHECK(fit<Laplace>(x).location == 2.5);
  CHECK(fit<Laplace>(x).scale == 1.5);
  CHECK(fit<Pareto>(x).shape == doctest::Approx(4 / std::log(36.0)));
  CHECK(fit<Binomial>(x, {.n = 10}).p == doctest::Approx(0.3));
  // 3 of 10 are marked, of 99 in all: 3 · 100/10.
  const std::vector<double> three{3}, ten{10};
  CHECK(fit<Hypergeometric>(three, {.total = 99, .draws = 10}).marked == 30);
  CHECK(fit<Hypergeometric>(ten, {.total = 50, .draws = 10}).marked == 50);
}

TEST_CASE("the fit of the hypergeometric law is the likeliest of all") {
  for (const std::vector<double>& values : std::vector<std::vector<double>>{
           {0}, {3}, {7}, {0, 0}, {7, 7, 7}, {2, 3, 2}, {1, 6}, {0, 4, 5, 2}, {6, 7}}) {
    const Hypergeometric best = fit<Hypergeometric>(values, {.total = 40, .draws = 7});
    const double likelihood = log_likelihood(best, values);
    CHECK(std::isfinite(likelihood));
    for (std::int64_t marked = 0; marked <= 40; ++marked)
      CHECK(likelihood >= log_likelihood(Hypergeometric(40, marked, 7), values) - 1e-10);
  }
}

// tests/reference/probability/fit.py: scipy.stats.f.fit(x, floc=0, fscale=1), polished by mpmath.
TEST_CASE("the fit of an F law against SciPy") {
  struct Reference {
    double df_1, df_2;
    std::vector<double> x;
  };
  const std::vector<Reference> all{
#include "tests/reference/probability/fit_f.inc"
  };
  for (const Reference& r : all) {
    const FisherF law = fit<FisherF>(r.x);
    CHECK(law.df_1 == doctest::Approx(r.df_1).epsilon(1e-9));
    CHECK(law.df_2 == doctest::Approx(r.df_2).epsilon(1e-9));
  }
}

TEST_CASE("what cannot be fitted is refused with the reason") {
  const std::vector<double> equal{2, 2, 2}, negative{-1, 2}, one{1}, halves{0.5, 1.5};
  CHECK_THROWS_AS(fit<Normal>(equal), Error);
  CHECK_THROWS_AS(fit<Gamma>(negative), Error);
  CHECK_THROWS_AS(fit<Beta>(std::vector<double>{0.2, 1}), Error);
  CHECK_THROWS_AS(fit<Cauchy>(one), Error);
  CHECK_THROWS_AS(fit<Poisson>(halves), Error);
  CHECK_THROWS_AS(fit<Poisson>(std::vector<double>{0, 0}), Error);
  CHECK_THROWS_AS(fit<Binomial>(std::vector<double>{11}, {.n = 10}), Error);
  CHECK_THROWS_AS(fit<Binomial>(std::vector<double>{}, {.n = 10}), Error);
  CHECK_THROWS_AS(fit<Binomial>(std::vector<double>{0}, {.n = 0}), Error);
  const std::vector<double> both{0, 5};
  CHECK_THROWS_WITH_AS(fit<Hypergeometric>(both, {.total = 5, .draws = 5}),
                       doctest::Contains("no number of marked items"), Error);
  CHECK_THROWS_AS(fit<Hypergeometric>(both, {.total = 4, .draws = 5}), Error);
  CHECK_THROWS_AS(fit<FisherF>(negative), Error);
  CHECK_THROWS_WITH_AS(fit<FisherF>(std::vector<double>{0.999, 1, 1.001, 1.0005}),
                       doctest::Contains("gamma"), Error);
  CHECK_THROWS_AS(fit<Normal>(std::vector<double>{1, NAN}), Error);
  CHECK_THROWS_WITH_AS(fit<NegativeBinomial>(std::vector<double>{1, 2, 1, 2}),
                       doctest::Contains("Poisson"), Error);
}
