// SPDX-License-Identifier: Apache-2.0
#include "qed/report/number.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace qed::report;
using qed::statistics::Estimate;
using qed::statistics::Interval;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST_CASE("a number on its own") {
  CHECK(format_number(0.41234) == "0.4123");
  CHECK(format_number(0.5) == "0.5");
  CHECK(format_number(12345.6) == "12,346");
  CHECK(format_number(1234567) == "1,234,567");
  CHECK(format_number(-999.0) == "-999");
  CHECK(format_number(-1000.0) == "-1,000");
  CHECK(format_number(1.2e-5) == "1.2e-5");
  CHECK(format_number(-3e300) == "-3e300");
  CHECK(format_number(0.0) == "0");
  CHECK(format_number(-0.0) == "0");
  CHECK(format_number(kInfinity) == "inf");
  CHECK(format_number(std::nan("")) == "missing");
  CHECK(format_number(5e-324) == "4.941e-324");
}

TEST_CASE("the interval's width sets the digits") {
  CHECK(format_number(0.412, 0.405, 0.419) == "0.412 [0.405, 0.419]");
  CHECK(format_number(0.962, 0.960, 0.964) == "0.9620 [0.9600, 0.9640]");
  CHECK(format_number(2.404, 1.105, 5.681) == "2.4 [1.1, 5.7]");
  CHECK(format_number(0.44, 0.41, 0.47) == "0.44 [0.41, 0.47]");
  CHECK(format_number(12345, 12100, 12600) == "12,345 [12,100, 12,600]");
  CHECK(format_number(3, 3, 3) == "3 [3, 3]");
  CHECK(format_number(3.2e-7, 1e-7, 5e-7) == "3.2e-7 [1e-7, 5e-7]");
  CHECK(format_number(0, -kInfinity, 12.5) == "0 (-inf, 12.5]");
  CHECK(format_number(-0.0001, -0.3, 0.3) == "0.0 [-0.3, 0.3]");
  CHECK(format_percent(0.412, 0.405, 0.419) == "41.2 [40.5, 41.9] %");
}

TEST_CASE("an end on one side of 0 does not look like 0") {
  CHECK(format_number(0.06, -0.0016, 0.12) == "0.060 [-0.002, 0.120]");
  CHECK(format_number(0.2, 0.008, 0.4) == "0.200 [0.008, 0.400]");
  CHECK(format_number(5, 0.2, 30) == "5.0 [0.2, 30.0]");
  CHECK(format_number(5, 0, 30) == "5 [0, 30]");
  CHECK(format_number(5, 1e-9, 30) == "5 [0, 30]");  // in vain
}

TEST_CASE("an end that rounding moves by more than a tenth of itself keeps a digit of its own") {
  CHECK(format_number(3, 0.53, 13) == "3.0 [0.5, 13.0]");
  CHECK(format_number(3, 0.96, 13) == "3 [1, 13]");
  CHECK(format_number(-3, -13, -0.53) == "-3.0 [-13.0, -0.5]");
  CHECK(format_number(5, 1.4, 13) == "5 [1, 13]");  // it has a digit
  CHECK(format_percent(0.03, 0.0053, 0.13) == "3.0 [0.5, 13.0] %");
}

TEST_CASE("p-values, counts and seconds") {
  CHECK(format_p(0.031) == "p = 0.031");
  CHECK(format_p(0.0004) == "p < 0.001");
  CHECK(format_p(0.01, 99) == "p = 0.01 (smallest possible with 99 replicates)");
  CHECK(format_p(0.02, 99) == "p = 0.02");
  CHECK(format_p(1.0 / 2000, 1999) == "p = 0.0005 (smallest possible with 1,999 replicates)");
  CHECK(format_count(70000) == "70,000");
  CHECK(format_count(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
  CHECK(format_seconds(0.0451) == "45 ms");
  CHECK(format_seconds(0.9996) == "1.0 s");
  CHECK(format_seconds(3.21) == "3.2 s");
  CHECK(format_seconds(59.7) == "1 min");
  CHECK(format_seconds(250) == "4 min 10 s");
  CHECK(format_seconds(7500) == "2 h 5 min");
}

TEST_CASE("estimates say why they have no interval or no value") {
  CHECK(format_estimate(Estimate(0.412, Interval{0.405, 0.419, 0.95, ""})) ==
        "0.412 [0.405, 0.419]");
  CHECK(format_estimate(Estimate(0.412, Interval{0.405, 0.419, 0.95, ""}).with_unit("s"), true) ==
        "0.412 s");
  CHECK(format_estimate(Estimate::without_interval(5, "a count")) == "5");
  CHECK(format_estimate(Estimate::undefined("a constant column")) ==
        "undefined (a constant column)");
}
