// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/tests/dip.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/discrete.h"

using namespace qed::statistics;

namespace {
struct Reference {
  std::string name;
  double dip;
  std::vector<double> values;
};
const std::vector<Reference> kReferences = {
#include "tests/reference/statistics/r/dip.inc"
};
std::vector<double> formula(double shift) {
  std::vector<double> x;
  for (int i = 1; i <= 10006; ++i) {
    const double u = (i * 7919 % 10007) / 10007.0;
    x.push_back(u * u + shift * (u > 0.7));
  }
  return x;
}
}  // namespace

TEST_CASE("the dip equals R's diptest") {
  for (const Reference& reference : kReferences) {
    INFO(reference.name);
    std::vector<double> x = reference.values;
    if (x.empty()) x = formula(std::stod(reference.name.substr(8)));
    CHECK(dip(x).statistic == doctest::Approx(reference.dip).epsilon(1e-12));
  }
}

TEST_CASE("laws of the dip: bounds, shift, scale, mirror and order change nothing") {
  qed::Rng rng(3);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t n = 1 + rng.below(60);
    std::vector<double> x(n), changed;
    for (double& value : x) value = std::floor(rng.normal() * 8) / (trial % 2 ? 8 : 1e-9);
    const double d = dip(x).statistic, size = static_cast<double>(n);
    CHECK(d >= 0.5 / size);
    CHECK(d <= std::max(0.25, 0.5 / size));
    for (auto it = x.rbegin(); it != x.rend(); ++it) changed.push_back(-4 * *it + 16);
    CHECK(dip(changed).statistic == doctest::Approx(d).epsilon(1e-9));
  }
}

TEST_CASE("edges: one value, constants, bad values") {
  CHECK(dip(std::vector<double>{3}).statistic == 0.5);
  CHECK(dip(std::vector<double>(10, 2.5)).statistic == 0.05);
  CHECK_THROWS_AS(dip(std::vector<double>{}), qed::Error);
  CHECK_THROWS_AS(dip(std::vector<double>{0, std::nan("")}), qed::Error);
  CHECK_THROWS_AS(dip(std::vector<double>{0, INFINITY}), qed::Error);
}

TEST_CASE("the dip test holds its size on uniform values and finds two groups") {
  // P(p <= 0.05) <= 0.05 exactly for uniform values; 400 trials, false alarm 1e-6 of this check.
  int rejected = 0;
  for (std::uint64_t trial = 0; trial < 400; ++trial) {
    qed::Rng rng(9, 1, trial);
    std::vector<double> x(40);
    for (double& value : x) value = rng.uniform();
    rejected += dip_test(x, 199, 100 + trial).p_value <= 0.05;
  }
  const qed::probability::Binomial law(400, 0.05);
  CHECK(law.survival(rejected - 1) > 1e-6);
  CHECK(law.cdf(rejected) > 1e-6);

  qed::Rng rng(10);
  std::vector<double> two(200);
  for (std::size_t i = 0; i < two.size(); ++i) two[i] = rng.normal() + (i % 3 == 0 ? 5 : 0);
  CHECK(dip_test(two).p_value == doctest::Approx(1 / 2000.0));
}

TEST_CASE("the dip test has the same bits for 1, 2 and 7 threads") {
  qed::Rng rng(11);
  std::vector<double> x(300);
  for (double& value : x) value = rng.normal();
  qed::set_threads(1);
  const double p = dip_test(x, 500).p_value;
  for (const int count : {2, 7}) {
    qed::set_threads(count);
    CHECK(dip_test(x, 500).p_value == p);
  }
  qed::set_threads(0);
}

TEST_CASE("pairwise distances agree with the definition") {
  qed::Rng rng(12);
  qed::MatrixF X(30, 4);
  for (qed::Index i = 0; i < X.size(); ++i) X.data()[i] = static_cast<float>(rng.normal() + 3);
  std::vector<float> expected;
  for (int i = 0; i < 30; ++i)
    for (int j = 0; j < i; ++j) expected.push_back((X.row(i) - X.row(j)).norm());
  std::sort(expected.begin(), expected.end());
  const std::vector<float> found = sorted_pairwise_distances(X);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-5));
}
