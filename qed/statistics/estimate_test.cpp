// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/estimate.h"

#include <doctest/doctest.h>

#include <limits>

#include "qed/base/error.h"

using qed::statistics::Estimate;

TEST_CASE("an estimate carries an interval or a reason, and never NaN") {
  const Estimate e(0.4, {0.3, 0.5, 0.95, "t"});
  CHECK(e.lower() == 0.3);
  CHECK(e.upper() == 0.5);
  CHECK(Estimate::without_interval(2, "a count of rows").lower() == 2);
  CHECK_THROWS_AS(Estimate::without_interval(2, ""), qed::Error);
  CHECK_THROWS_AS(Estimate(std::numeric_limits<double>::quiet_NaN(), {0, 1, 0.95, ""}), qed::Error);
  CHECK_THROWS_AS(Estimate(1, {2, 1, 0.95, ""}), qed::Error);
  CHECK_THROWS_AS(Estimate::undefined("0/0").value(), qed::Error);
}
