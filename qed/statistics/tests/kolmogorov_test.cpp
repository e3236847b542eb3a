// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/statistics/tests/tests.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../tests/reference/statistics/tests.inc"

// The values of tests.py.
std::vector<double> made(double n, double a, double mod, double shift, double step) {
  std::vector<double> x;
  for (int i = 0; i < n; ++i) x.push_back(std::fmod(i * a + 7, mod) * step + shift);
  return x;
}

}  // namespace

TEST_CASE("two samples against SciPy, with ties against every assignment") {
  for (const auto& r : kSmirnov) {
    CAPTURE(r[0]);
    const auto x = made(r[0], r[1], r[2], r[3], r[4]), y = made(r[5], r[6], r[7], r[8], r[9]);
    const TestResult result = kolmogorov_smirnov_test(x, y), turned = kolmogorov_smirnov_test(y, x);
    CHECK(result.statistic == doctest::Approx(r[10]).epsilon(1e-13));
    CHECK(*result.p_value == doctest::Approx(r[11]).epsilon(1e-10));
    CHECK(*turned.p_value == doctest::Approx(*result.p_value).epsilon(1e-12));
  }
}

TEST_CASE("one sample against SciPy's exact law; Kuiper against his series") {
  for (const auto& r : kUniform) {
    CAPTURE(r[0]);
    const auto x = made(r[0], r[1], r[2], r[3], r[4]);
    const auto identity = [](double v) { return v; };
    const TestResult k = kolmogorov_test(x, identity), v = kuiper_test(x, identity);
    CHECK(k.statistic == doctest::Approx(r[5]).epsilon(1e-12));
    CHECK(*k.p_value == doctest::Approx(r[6]).epsilon(r[0] <= 140 ? 1e-9 : 2e-3));
    CHECK(v.statistic == doctest::Approx(r[7]).epsilon(1e-12));
    CHECK(*v.p_value == doctest::Approx(r[8]).epsilon(1e-9));
  }
}

TEST_CASE("Kolmogorov's limit: both series agree, tails keep their digits") {
  // Values of scipy.special.kolmogorov (1.17.1).
  CHECK(kolmogorov_survival(0.5) == doctest::Approx(0.9639452436648751).epsilon(1e-14));
  CHECK(kolmogorov_survival(1) == doctest::Approx(0.26999967167735456).epsilon(1e-14));
  CHECK(kolmogorov_survival(5) == doctest::Approx(3.8574996959278356e-22).epsilon(1e-13));
  CHECK(kolmogorov_cdf(0.2) == doctest::Approx(5.0504073387e-13).epsilon(1e-10));
  CHECK(kolmogorov_cdf(1 - 1e-12) == doctest::Approx(kolmogorov_cdf(1)).epsilon(1e-11));
  CHECK(kolmogorov_cdf(-1) == 0);
  CHECK(kolmogorov_survival(0) == 1);
}

TEST_CASE("empty samples have no p; NaN is refused") {
  const std::vector<double> none, some{1, 2}, bad{1, std::nan("")};
  const auto half = [](double) { return 0.5; };
  CHECK_FALSE(kolmogorov_smirnov_test(none, some).p_value);
  CHECK_FALSE(kolmogorov_test(none, half).p_value);
  CHECK_FALSE(kuiper_test(none, half).p_value);
  CHECK_THROWS_AS(kolmogorov_smirnov_test(some, bad), Error);
  CHECK_THROWS_AS(kolmogorov_test(bad, half), Error);
}
