// SPDX-License-Identifier: Apache-2.0
#include "qed/manifold/sphere.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qed/base/error.h"

namespace qed::manifold {
namespace {

void check(Place p) {
  require(std::abs(p.latitude) <= 90 && std::isfinite(p.longitude), ErrorCode::bad_value,
          "place: latitude must be in [-90, 90] and longitude finite",
          "are latitude and longitude exchanged?");
}

double squared_half_sine(double angle) {
  const double s = std::sin(angle / 2);
  return s * s;
}

}  // namespace

double great_circle(Place from, Place to, double radius) {
  check(from);
  check(to);
  constexpr double degree = std::numbers::pi / 180;
  const double phi_1 = from.latitude * degree, phi_2 = to.latitude * degree;
  const double d_lambda = std::remainder(to.longitude - from.longitude, 360.0) * degree;
  const double hav =
      std::min(1.0, squared_half_sine(phi_2 - phi_1) +
                        std::cos(phi_1) * std::cos(phi_2) * squared_half_sine(d_lambda));
  return 2 * radius * std::atan2(std::sqrt(hav), std::sqrt(1 - hav));
}

}  // namespace qed::manifold
