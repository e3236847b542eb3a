// SPDX-License-Identifier: Apache-2.0
// The interval that `qed interval` chooses covers as promised in every regime. bench/COVERAGE.md has the same table
// with 8,000 samples a line (make coverage-table); here 600, so that a coverage off its bar by three points is seen.
#include "covered.h"
#include "expect_rate.h"

using namespace qed;
using namespace qed::coverage;

TEST_CASE("the chosen interval covers within its bar in every regime") {
  constexpr std::int64_t kSamples = 600;
  constexpr double kFalseAlarm = 1e-4;  // a line; some 70 lines
  for (const IntervalRegime& regime : interval_regimes()) {
    CAPTURE(regime.name);
    const Covered seen = simulate(regime, {.samples = kSamples, .seed = 5});
    CAPTURE(seen.method);
    const std::int64_t covered = seen.chosen.hits;
    expect_rate_at_most(1 - least(regime.bar), kSamples - covered, kSamples, kFalseAlarm);
    if (regime.bar == Bar::continuous) expect_rate_at_most(0.97, covered, kSamples, kFalseAlarm);
  }
}
