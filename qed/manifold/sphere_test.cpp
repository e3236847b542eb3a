// SPDX-License-Identifier: Apache-2.0
#include "qed/manifold/sphere.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "qed/base/error.h"

using qed::manifold::great_circle;
using qed::manifold::Place;

TEST_CASE("great circles: published distances and exact ones") {
  // Nashville to Los Angeles airports, radius 6372.8 km: 2887.2599506071106 km (Rosetta Code, "Haversine formula").
  CHECK(great_circle({36.12, -86.67}, {33.94, -118.40}, 6372.8) ==
        doctest::Approx(2887.2599506071106).epsilon(1e-13));
  // Buenos Aires to Paris, airports: scikit-learn's haversine_distances example, 11099.54035582 km at 6371 km.
  CHECK(great_circle({-34.83333, -58.5166646}, {49.0083899664, 2.53844117956}, 6371) ==
        doctest::Approx(11099.54035582).epsilon(1e-10));
  const double quarter = std::numbers::pi / 2;
  CHECK(great_circle({0, 0}, {90, 123}, 1) == doctest::Approx(quarter).epsilon(1e-15));
  CHECK(great_circle({0, 170}, {0, -100}, 1) == doctest::Approx(quarter).epsilon(1e-15));
  CHECK(great_circle({30, 10}, {-30, -170}, 1) == doctest::Approx(std::numbers::pi).epsilon(1e-8));
  CHECK(great_circle({52, 13}, {52, 373}, 1) == 0);
  // 1 cm along a meridian keeps its digits.
  CHECK(great_circle({0, 0}, {1e-7, 0}, 1) ==
        doctest::Approx(1e-7 * std::numbers::pi / 180).epsilon(1e-14));
}

TEST_CASE("great circles agree with Vincenty's ellipsoid to 0.6 %") {
  // Flinders Peak to Buninyong: 54.972271 km on GRS 80 (Geoscience Australia's worked example).
  const double sphere =
      great_circle({-37.9510334166667, 144.424867888889}, {-37.6528211388889, 143.926495527778});
  CHECK(std::abs(sphere / 54.972271 - 1) < 0.006);
}

TEST_CASE("places off the sphere are refused") {
  CHECK_THROWS_AS(great_circle({91, 0}, {0, 0}), qed::Error);
  CHECK_THROWS_AS(great_circle({0, 0}, {0, std::numeric_limits<double>::quiet_NaN()}), qed::Error);
}
