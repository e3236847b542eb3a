// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/calibrated.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "qed/base/random.h"
#include "qed/metrics/calibration/smooth.h"
#include "qed/statistics/tests/tests.h"

using namespace qed;
using answers::measure::calibrated;
using answers::measure::Calibrated;

namespace {

struct Labelled {
  std::vector<double> p, y;
};

// Probabilities, mostly small as most are, whose labels have odds exp(shift) times as large.
Labelled labelled(std::size_t n, double shift, std::uint64_t seed) {
  Rng rng(seed, 17);
  Labelled l;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = rng.uniform(), p = u * u;
    const double odds = std::exp(shift) * p / (1 - p);
    l.p.push_back(p), l.y.push_back(rng.uniform() < odds / (1 + odds) ? 1 : 0);
  }
  return l;
}

Calibrated of(const Labelled& l, std::uint64_t seed) {
  const std::vector<std::uint8_t> label(l.y.begin(), l.y.end());
  return calibrated(statistics::spiegelhalter_test(l.p, label).p_value,
                    metrics::smooth_calibration_test(l.p, l.y, 0.95, 199, seed).p_value);
}

}  // namespace

TEST_CASE("both tests are needed: the one that rejects is named, by Holm's p-values") {
  const Calibrated housing = calibrated(0.087, 0.015);
  CHECK(housing.is_rejected(0.05));
  CHECK_FALSE(housing.is_rejected(0.02));
  CHECK(housing.in_words(0.05) ==
        "the smooth calibration error rejects it (p = 0.015; of two tests 0.03), Spiegelhalter's "
        "test does not (p = 0.087)");
  CHECK(calibrated(0.01, 0.5).in_words(0.05) ==
        "Spiegelhalter's test rejects it (p = 0.01; of two tests 0.02), the smooth calibration "
        "error does not (p = 0.5)");
  // One of two at 0.03 is what chance brings in 6 of 100.
  CHECK_FALSE(calibrated(0.03, 0.3).is_rejected(0.05));
  CHECK(calibrated(0.03, 0.3).in_words(0.05).starts_with("neither Spiegelhalter's test rejects"));
  CHECK(calibrated(0.02, 0.04).in_words(0.05).find("and the smooth") != std::string::npos);
}

TEST_CASE("where there is one test it decides alone") {
  CHECK(calibrated(0.03, std::nullopt).is_rejected(0.05));
  CHECK(calibrated(std::nullopt, 0.03).in_words(0.05) ==
        "the smooth calibration error rejects it (p = 0.03)");
  CHECK_FALSE(calibrated(std::nullopt, std::nullopt).is_tested());
}

TEST_CASE("right probabilities are called wrong in at most 5 of 100; wrong ones are seen" *
          doctest::test_suite("long")) {
  int wrong = 0, either = 0, seen = 0;
  constexpr int kTables = 200, kWrong = 40;
  for (std::uint64_t s = 0; s < kTables; ++s) {
    const Calibrated c = of(labelled(100, 0, s), s);
    wrong += c.is_rejected(0.05);
    either += c.spiegelhalter->p_value <= 0.05 || c.smooth->p_value <= 0.05;
    if (s < kWrong) seen += of(labelled(200, 1, s), s).is_rejected(0.05);
  }
  MESSAGE("called wrong: ", wrong, ", without Holm ", either, " of ", kTables, "; of wrong ones ",
          seen, " of ", kWrong);
  CHECK(wrong <= 19);  // 5 %, and three standard deviations of 3.1; 1,000 files of 200 rows: 44
  CHECK(either > wrong);
  CHECK(seen > 28);
}
