// SPDX-License-Identifier: Apache-2.0
// What `qed interval` prints for the interval that it chooses is near the coverage of what it chooses, on average over
// data sets. bench/COVERAGE.md has all regimes (make coverage-table); here are those whose models were wrong once.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "covered.h"

using namespace qed::coverage;

TEST_CASE(
    "printed coverage of the chosen interval: one kind only, skewed groups, rare kinds of groups, "
    "areas near 1, F1 of few, few labels") {
  constexpr std::array<std::string_view, 7> kMended{
      "recall",    "clusters, effects", "mean of 5 clusters", "300 clusters",
      "area 0.97", "F1, 10 of",         "predictions"};
  for (const IntervalRegime& regime : interval_regimes()) {
    const auto is_named = [&](std::string_view part) {
      return regime.name.find(part) != std::string::npos;
    };
    if (std::ranges::none_of(kMended, is_named)) continue;
    CAPTURE(regime.name);
    const Rate truth = simulate(regime, {.samples = 4000, .seed = 7, .near = true}).chosen;
    const Mean said = printed(regime, {.data_sets = 100, .replicates = 50, .seed = 8}).chosen;
    const double p = truth.share();
    const double error = std::hypot(said.error, std::sqrt(p * (1 - p) / 4000));
    INFO("printed ", 100 * said.value, ", true ", 100 * p, ", error ", 100 * error);
    CHECK(std::abs(said.value - p) <= regime.allowed + 3 * error);
  }
}
