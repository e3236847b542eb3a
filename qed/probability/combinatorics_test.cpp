// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/combinatorics.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace qed::probability;

namespace {

struct Reference {
  std::int64_t total, marked, draws, k;
  double mass, lower_tail, upper_tail;
};
constexpr Reference kReferences[] = {
#include "tests/reference/statistics/hypergeometric.inc"
};

// The file writes 0 for what is below 1e-290.
double relative_error(double value, double reference) {
  if (reference == 0) return value < 1e-289 ? 0 : 1;
  return std::abs(value / reference - 1);
}

}  // namespace

TEST_CASE("hypergeometric mass and tails against mpmath, totals up to a million") {
  double mass = 0, lower = 0, upper = 0;
  for (const Reference& r : kReferences) {
    const Hypergeometric law(r.total, r.marked, r.draws);
    INFO(r.total, " ", r.marked, " ", r.draws, " ", r.k);
    const double errors[] = {relative_error(hypergeometric_mass(law, r.k), r.mass),
                             relative_error(hypergeometric_lower_tail(law, r.k), r.lower_tail),
                             relative_error(hypergeometric_tail(law, r.k), r.upper_tail)};
    for (const double error : errors) CHECK(error < 1e-12);
    mass = std::max(mass, errors[0]), lower = std::max(lower, errors[1]);
    upper = std::max(upper, errors[2]);
  }
  MESSAGE("largest relative error: mass ", mass, ", lower ", lower, ", upper ", upper);
}

TEST_CASE("hypergeometric edges: all drawn, none marked, outside the support") {
  CHECK(hypergeometric_mass(Hypergeometric(10, 4, 10), 4) == 1);
  CHECK(hypergeometric_mass(Hypergeometric(10, 0, 5), 0) == 1);
  CHECK(hypergeometric_mass(Hypergeometric(10, 10, 5), 5) == 1);
  CHECK(hypergeometric_mass(Hypergeometric(10, 4, 3), 4) == 0);
  CHECK(hypergeometric_lower_tail(Hypergeometric(10, 8, 5), 2) == 0);
  CHECK(hypergeometric_tail(Hypergeometric(10, 8, 5), 3) == 1);
}
