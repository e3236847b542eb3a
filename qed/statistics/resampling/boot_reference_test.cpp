// SPDX-License-Identifier: Apache-2.0
// The bootstrap's intervals beside those of R's boot.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "qed/statistics/resampling/bootstrap.h"

using namespace qed::statistics;

namespace {

struct Reference {
  std::string data, method;
  double lower, upper;
};
const std::vector<Reference> kReferences{
#include "tests/reference/statistics/r/boot.inc"
};

// Efron (1979): average test score and grade of fifteen law schools.
const std::vector<double> kScore{576, 635, 558, 578, 666, 580, 555, 661,
                                 651, 605, 653, 575, 545, 572, 594};
const std::vector<double> kGrade{3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43,
                                 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96};
// Proschan (1963): hours between failures of an aircraft's air conditioning.
const std::vector<double> kHours{3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487};

std::optional<Resampled> correlation(std::span<const std::uint32_t> counts) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double c = counts[i], a = kScore[i] - 600, b = kGrade[i] - 3;
    n += c, x += c * a, y += c * b, xx += c * a * a, yy += c * b * b, xy += c * a * b;
  }
  const double spread = (xx - x * x / n) * (yy - y * y / n);
  if (!(spread > 1e-12)) return std::nullopt;
  return Resampled{(xy - x * y / n) / std::sqrt(spread), 0};
}

std::optional<Resampled> mean(std::span<const std::uint32_t> counts) {
  double n = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) n += counts[i], sum += counts[i] * kHours[i];
  for (std::size_t i = 0; i < counts.size(); ++i)
    squares += counts[i] * std::pow(kHours[i] - sum / n, 2);
  return Resampled{sum / n, std::sqrt(squares) / n};
}

BootstrapMethod method_of(const std::string& name) {
  return name == "basic"        ? BootstrapMethod::basic
         : name == "percentile" ? BootstrapMethod::percentile
         : name == "bca"        ? BootstrapMethod::bca
         : name == "normal"     ? BootstrapMethod::normal
                                : BootstrapMethod::studentised;
}

}  // namespace

// An end is a quantile of 20,000 replicates: its standard error is below 1 % of the width, R's a
// third of that; the studentised tail is long (2 %). Four standard errors; BCa's acceleration is a
// jackknife here and a regression in R.
TEST_CASE("bootstrap intervals against R's boot.ci") {
  for (const Reference& r : kReferences) {
    BootstrapOptions options{.method = method_of(r.method), .replicates = 19999};
    const Estimate e =
        r.data == "law15" ? bootstrap(15, correlation, options) : bootstrap(12, mean, options);
    const double width = r.upper - r.lower,
                 tolerance = (r.method == "studentised" ? 0.08 : 0.04) * width;
    INFO(r.data, " ", r.method, ": ", e.lower(), " to ", e.upper(), ", R ", r.lower, " to ",
         r.upper);
    CHECK(std::abs(e.lower() - r.lower) <= tolerance);
    CHECK(std::abs(e.upper() - r.upper) <= tolerance);
  }
}
