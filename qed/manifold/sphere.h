// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace qed::manifold {

/// Mean radius of the Earth in kilometres, (2a + b)/3 of WGS 84.  Ref: [Moritz2000]
inline constexpr double kEarthRadius = 6371.0087714;

/// A place on a sphere: degrees, latitude in [-90, 90], longitude any (taken modulo 360).
struct Place {
  double latitude = 0, longitude = 0;
};

/// Great-circle distance, in the unit of `radius`:
///   hav = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2),   distance = 2 R atan2(√hav, √(1 - hav)).
/// Relative error about 1e-15 but near antipodes (1e-8); the Earth's flattening is left out: up to 0.6 %.
/// Throws Error{bad_value} for a latitude outside [-90, 90] or values not finite.  Ref: [Sinnott1984]
double great_circle(Place from, Place to, double radius = kEarthRadius);

}  // namespace qed::manifold
