// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/intervals.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/probability/distributions/discrete.h"

using namespace qed::statistics;

TEST_CASE("intervals against R") {
  // R 4.2.2: t.test(c(1,2,4,8,16))$conf.int; prop.test(7, 50, correct = FALSE)$conf.int
  const std::vector<double> x{1, 2, 4, 8, 16};
  const Estimate mean = mean_interval(x);
  CHECK(mean.value() == doctest::Approx(6.2).epsilon(1e-14));
  CHECK(mean.lower() == doctest::Approx(-1.3731325632789).epsilon(1e-12));
  CHECK(mean.upper() == doctest::Approx(13.7731325632789).epsilon(1e-12));
  const Estimate share = proportion_interval(7, 50);
  CHECK(share.lower() == doctest::Approx(0.0695083342702).epsilon(1e-11));
  CHECK(share.upper() == doctest::Approx(0.2618619371059).epsilon(1e-11));
}

TEST_CASE("edges have reasons") {
  CHECK_FALSE(mean_interval(std::vector<double>{}).is_defined());
  CHECK_FALSE(mean_interval(std::vector<double>{1}).interval().has_value());
  CHECK_FALSE(proportion_interval(0, 0).is_defined());
  CHECK(proportion_interval(0, 20).lower() == 0);
  CHECK(proportion_interval(20, 20).upper() == 1);
  CHECK(std::isinf(quantile_interval(std::vector<double>{1, 2, 3}).lower()));
  CHECK_THROWS_AS(mean_interval(std::vector<double>{1, 2}, 1.5), qed::Error);
  CHECK_THROWS_AS(proportion_interval(3, 2), qed::Error);
}

TEST_CASE("the median's interval covers at least at its level, ties or not") {
  // 2,000 trials of 25 exponential values: exact coverage 0.9567; false alarm 1e-6 each side.
  int hits = 0;
  for (std::uint64_t trial = 0; trial < 2000; ++trial) {
    qed::Rng rng(6, 3, trial);
    std::vector<double> x(25);
    for (double& v : x) v = -std::log1p(-rng.uniform());
    hits += quantile_interval(x).interval()->contains(std::log(2.0));
  }
  const qed::probability::Binomial law(2000, 0.9567);
  CHECK(law.cdf(hits) > 1e-6);
  CHECK(law.survival(hits - 1) > 1e-6);
}

TEST_CASE("moments of parts merge into those of the whole, far from zero too") {
  std::vector<double> all;
  for (int i = 0; i < 50; ++i) all.push_back(1e8 + std::sin(i));
  const std::span<const double> whole(all);
  const Moments together = moments(whole);
  for (std::size_t cut : {0u, 1u, 20u, 50u}) {
    const Moments m = merged(moments(whole.first(cut)), moments(whole.subspan(cut)));
    CHECK(m.n == 50);
    CHECK(m.mean == doctest::Approx(together.mean).epsilon(1e-15));
    CHECK(m.variance == doctest::Approx(together.variance).epsilon(1e-6));
  }
}

// Certified values in lines 41 and 42, data from line 61 on.  Ref: [NistStrd]
TEST_CASE("mean and standard deviation against NIST's univariate collection") {
  const char* folder = std::getenv("QED_DATA");
  const std::filesystem::path data =
      folder ? std::filesystem::path(folder)
             : std::filesystem::path(QED_SOURCE_DIR) / ".." / "shared" / "data";
  // Digits that double holds of the data: 0.1 beside a million leaves nine (NumAcc3).
  for (const auto& [name, digits] :
       {std::pair{"NumAcc1", 14}, {"NumAcc3", 9}, {"Lottery", 14}, {"PiDigits", 13}, {"Lew", 14}}) {
    std::ifstream file(data / "q7" / "nist_univariate" / (std::string(name) + ".dat"));
    if (!file) {
      MESSAGE("SKIPPED: ", name, ".dat not found; set QED_DATA to the folder of the test data");
      continue;
    }
    std::string line;
    double mean = 0, deviation = 0;
    for (int number = 1; number <= 60 && std::getline(file, line); ++number) {
      if (number == 41) mean = std::stod(line.substr(line.find(':') + 1));
      if (number == 42) deviation = std::stod(line.substr(line.find(':') + 1));
    }
    std::vector<double> x;
    for (double value = 0; file >> value;) x.push_back(value);
    const Moments m = moments(x);
    INFO(name, ", ", x.size(), " values");
    CHECK(std::abs(m.mean / mean - 1) <= 1e-14);
    CHECK(std::abs(std::sqrt(m.variance) / deviation - 1) <= std::pow(10.0, -digits));
  }
}
