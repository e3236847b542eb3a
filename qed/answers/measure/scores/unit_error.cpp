// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/unit_error.h"

#include <cmath>

namespace qed::answers::measure {

StandardError error_of_units(std::span<const statistics::GroupSum> units) {
  if (units.size() < 2) return {};
  const auto G = static_cast<double>(units.size());
  double n = 0, squares = 0;
  for (const auto& unit : units) n += unit.rows;
  if (units.size() < kFewUnits) {
    for (const auto& unit : units) {
      const double moved = unit.sum / (n - unit.rows);
      squares += moved * moved;
    }
    return {std::sqrt((G - 1) / G * squares), statistics::jackknife_degrees_of_freedom(units)};
  }
  for (const auto& unit : units) squares += unit.sum * unit.sum;
  return {std::sqrt(squares * G / (G - 1)) / n, G - 1};
}

}  // namespace qed::answers::measure
