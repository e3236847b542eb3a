// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/confidence_sequence.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"

using namespace qed;
using namespace qed::statistics;

TEST_CASE("betting decides: 1,000 rows of 0.3 exclude a half, and the interval only shrinks") {
  BettingSequence sequence(0, 1);
  double width = 2;
  for (int i = 0; i < 1000; ++i) {
    sequence.add(i % 10 < 3 ? 1 : 0);
    const Estimate e = sequence.estimate();
    CHECK(e.upper() - e.lower() <= width + 1e-12);
    width = e.upper() - e.lower();
  }
  CHECK(sequence.estimate().lower() > 0.2);
  CHECK(sequence.estimate().upper() < 0.4);
  CHECK(sequence.n() == 1000);
}

TEST_CASE("sequences: no rows, and what is refused") {
  CHECK_FALSE(BettingSequence(0, 1).estimate().is_defined());
  CHECK_FALSE(MixtureSequence(100).estimate().is_defined());
  MixtureSequence one(100);
  one.add(4);
  CHECK_FALSE(one.estimate().interval().has_value());
  CHECK_THROWS_AS(BettingSequence(1, 1), Error);
  CHECK_THROWS_AS(BettingSequence(0, INFINITY), Error);
  CHECK_THROWS_AS(MixtureSequence(0), Error);
  BettingSequence sequence(0, 1);
  CHECK_THROWS_AS(sequence.add(1.5), Error);
  CHECK_THROWS_AS(sequence.add(std::nan("")), Error);
  CHECK_THROWS_AS(one.add(INFINITY), Error);
}
