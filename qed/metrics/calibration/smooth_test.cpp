// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/calibration/smooth.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

namespace {

using namespace qed;
using namespace qed::metrics;
using Values = std::vector<double>;

#include "../../../tests/reference/metrics/calibration.inc"

struct Rows {
  Values probability, label;
};
// The rows of calibration.py.
Rows rows_of(const std::string& name) {
  Rows rows;
  for (int i = 0; i < 400; ++i) {
    double p = ((i * 37 + 11) % 101 + 0.5) / 101;
    const double chance = name == "right" ? p : 0.2 + 0.6 * p;
    rows.label.push_back((i * 53 + 7) % 97 / 97.0 < chance);
    if (name == "sharp") p = p * p * p / (p * p * p + (1 - p) * (1 - p) * (1 - p));
    if (name == "ends") p = std::clamp(2 * p - 0.5, 0.0, 1.0);
    rows.probability.push_back(p);
  }
  return rows;
}
// Labels of probabilities p; reported are those with their log odds times `slope`.
Rows drawn(std::size_t n, std::uint64_t index, double slope = 1) {
  Rng rng(21, 1, index);
  Rows rows;
  for (std::size_t i = 0; i < n; ++i) {
    const double p = rng.uniform();
    rows.label.push_back(rng.uniform() < p);
    rows.probability.push_back(slope == 1 ? p : 1 / (1 + std::pow((1 - p) / p, slope)));
  }
  return rows;
}

}  // namespace

TEST_CASE("smooth calibration error against its definition and relplot") {
  double worst = 0;
  for (const KnownSmooth& known : kSmooth) {
    CAPTURE(known.name);
    const Rows rows = rows_of(known.name);
    const SmoothCalibration found = smooth_calibration(rows.probability, rows.label);
    const double at_005 = smooth_calibration_error(rows.probability, rows.label, 0.05),
                 at_03 = smooth_calibration_error(rows.probability, rows.label, 0.3);
    CHECK(found.error == doctest::Approx(known.error).epsilon(1e-4).scale(0));
    CHECK(found.bandwidth == found.error);
    CHECK(at_005 == doctest::Approx(known.at_005).epsilon(1e-4).scale(0));
    CHECK(at_03 == doctest::Approx(known.at_03).epsilon(1e-4).scale(0));
    worst = std::max({worst, std::abs(found.error / known.error - 1),
                      std::abs(at_005 / known.at_005 - 1), std::abs(at_03 / known.at_03 - 1)});
    // relplot halves the weight of probabilities at 0 and 1, sums over 200 places (measured: 1 % of
    // the error off), and stops at a bandwidth within 1e-3.
    if (std::string(known.name) != "ends")
      CHECK(at_005 == doctest::Approx(known.relplot_at_005).epsilon(0.015).scale(0));
    if (found.bandwidth < 0.15) CHECK(std::abs(found.error - known.relplot) < 1e-3);
  }
  MESSAGE("largest relative error: " << worst);
}

TEST_CASE(
    "smooth calibration error of one probability, of certainties that fail, of perfect ones") {
  // All residuals of one sign: smoothing loses no mass, whatever the bandwidth.
  const Values p(10, 0.3), ones(10, 1.0), zeros(10, 0.0);
  for (const double sigma : {0.001, 0.01, 0.2, 1.0})
    CHECK(smooth_calibration_error(p, ones, sigma) == doctest::Approx(0.7).epsilon(1e-6));
  CHECK(smooth_calibration(p, ones).error == doctest::Approx(0.7).epsilon(1e-6));
  CHECK(smooth_calibration(ones, zeros).error == doctest::Approx(1).epsilon(1e-6));
  CHECK(smooth_calibration(ones, ones).error == 0);
  CHECK(smooth_calibration(zeros, zeros).bandwidth == kLeastBandwidth);
  const Values shares{0, 1, 1, 0}, half(4, 0.5);
  CHECK(smooth_calibration(half, shares).error == 0);
}

TEST_CASE(
    "smooth calibration error: falls with the bandwidth, turns with the labels, is continuous") {
  const Rows rows = drawn(500, 1, 2);
  double last = 1;
  for (const double sigma : {0.001, 0.002, 0.01, 0.03, 0.0625, 0.0626, 0.2, 0.5, 1.0}) {
    const double error = smooth_calibration_error(rows.probability, rows.label, sigma);
    CHECK(error <= last * (1 + 1e-4));
    last = error;
  }
  Rows turned = rows, moved = rows;
  for (double& p : turned.probability) p = 1 - p;
  for (double& y : turned.label) y = 1 - y;
  const double error = smooth_calibration(rows.probability, rows.label).error;
  CHECK(smooth_calibration(turned.probability, turned.label).error ==
        doctest::Approx(error).epsilon(1e-9));
  for (double& p : moved.probability) p = std::min(1.0, p + 1e-6);
  CHECK(std::abs(smooth_calibration(moved.probability, moved.label).error - error) < 3e-6);
}

// Of calibrated rows p is uniform on its grid of 20 values: of 200 tables, at most 19 with p <= 0.05 (binomial(200,
// 0.05) exceeds it with probability 0.004) and between 70 and 130 with p <= 0.5 (probability of leaving 2e-5).
TEST_CASE("the null of calibrated probabilities holds its size" * doctest::test_suite("long")) {
  int small = 0, half = 0;
  for (std::uint64_t set = 0; set < 200; ++set) {
    const Rows rows = drawn(100, 100 + set);
    const auto test = smooth_calibration_test(rows.probability, rows.label, 0.95, 19, set);
    small += test.p_value <= 0.05;
    half += test.p_value <= 0.5;
    CHECK(test.p_value >= 0.05);
  }
  MESSAGE("p <= 0.05: " << small << ", p <= 0.5: " << half << " of 200");
  CHECK(small <= 19);
  CHECK(half >= 70);
  CHECK(half <= 130);
}

TEST_CASE("odds that are doubled are found, beyond what calibrated rows show") {
  const Rows sharp = drawn(1000, 3, 2);
  const auto test = smooth_calibration_test(sharp.probability, sharp.label);
  CHECK(test.p_value == 1.0 / 200);
  CHECK(test.found.error > test.null_upper);
  CHECK(test.null_mean > 0);
  CHECK(test.null_mean < test.null_upper);
}

TEST_CASE("smooth calibration: the same bits for 1, 2 and 7 threads, and what is refused") {
  const Rows rows = drawn(300, 2);
  set_threads(1);
  const auto one = smooth_calibration_test(rows.probability, rows.label, 0.9, 39);
  for (const int threads : {2, 7}) {
    set_threads(threads);
    const auto more = smooth_calibration_test(rows.probability, rows.label, 0.9, 39);
    CHECK(more.p_value == one.p_value);
    CHECK(more.null_mean == one.null_mean);
    CHECK(more.null_upper == one.null_upper);
  }
  set_threads(0);
  CHECK_THROWS_AS(smooth_calibration({}, {}), Error);
  CHECK_THROWS_AS(smooth_calibration(Values{0.5}, Values{0, 1}), Error);
  CHECK_THROWS_AS(smooth_calibration(Values{1.5}, Values{1}), Error);
  CHECK_THROWS_AS(smooth_calibration(Values{NAN}, Values{1}), Error);
  CHECK_THROWS_AS(smooth_calibration(Values{0.5}, Values{0.5}), Error);
  CHECK_THROWS_AS(smooth_calibration_error(Values{0.5}, Values{1}, 1e-4), Error);
  CHECK_THROWS_AS(smooth_calibration_error(Values{0.5}, Values{1}, 2), Error);
  CHECK_THROWS_AS(smooth_calibration_test(Values{0.5}, Values{1}, 0.95, 5), Error);
  CHECK_THROWS_AS(smooth_reliability(Values{0.5}, Values{1}, 0.1, 1), Error);
}

TEST_CASE("the smooth diagram: shares of ones by kernel weights, a density of mass 1") {
  const Rows rows = rows_of("ends");
  const SmoothReliability curve = smooth_reliability(rows.probability, rows.label, 0.05);
  REQUIRE(curve.rate.size() == 101);
  double mass = 0;
  for (std::size_t k = 0; k <= 100; ++k) {
    const double t = curve.probability[k];
    double weights = 0, ones = 0;
    for (std::size_t i = 0; i < 400; ++i)
      for (const int turn : {-1, 0, 1})
        for (const double image : {rows.probability[i], -rows.probability[i]}) {
          const double z = (t - image - 2 * turn) / 0.05;
          weights += std::exp(-z * z / 2);
          ones += std::exp(-z * z / 2) * rows.label[i];
        }
    CHECK(*curve.rate[k] == doctest::Approx(ones / weights).epsilon(1e-4).scale(0));
    // A third of the rows is at nodes, where nothing was shared out: the kernel is too narrow there by 2.5e-4.
    CHECK(curve.density[k] ==
          doctest::Approx(weights / 400 / 0.05 / std::sqrt(2 * std::numbers::pi))
              .epsilon(4e-4)
              .scale(0));
    mass += curve.density[k] * (k == 0 || k == 100 ? 0.005 : 0.01);
  }
  CHECK(mass == doctest::Approx(1).epsilon(1e-6));
  CHECK_FALSE(smooth_reliability(Values{0.1}, Values{1}, 0.01).rate[100]);
}

// Bandwidth 1/31 on a grid of 512 cells, nearly the fewest nodes a bandwidth; places over one cell. Sharing out adds
// h²/6 to the variance, a relative 6e-4, unless the kernel is narrowed by as much.
TEST_CASE(
    "the kernel's variance is the bandwidth's square, wherever between nodes a probability is") {
  const double sigma = 1.0 / 31;
  double variance = 0;
  for (int place = 0; place < 10; ++place) {
    const double p = 0.4 + place / 5120.0;
    const SmoothReliability curve = smooth_reliability(Values{p}, Values{1}, sigma, 2001);
    for (std::size_t k = 0; k <= 2000; ++k) {
      const double off = curve.probability[k] - p;
      variance += curve.density[k] * off * off / 2000 / 10;
    }
  }
  CHECK(variance == doctest::Approx(sigma * sigma).epsilon(1e-4).scale(0));
}
