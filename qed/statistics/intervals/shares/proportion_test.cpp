// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/shares/proportion.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/statistics/intervals/intervals.h"

namespace {

using namespace qed;
using namespace qed::statistics;

#include "../../../../tests/reference/statistics/intervals.inc"
#include "../../../../tests/reference/statistics/r/base.inc"

std::int64_t whole(double x) { return static_cast<std::int64_t>(x); }

void check_ends(const Estimate& e, double lower, double upper, double tolerance) {
  CHECK(e.lower() == doctest::Approx(lower).epsilon(tolerance));
  CHECK(e.upper() == doctest::Approx(upper).epsilon(tolerance));
}

}  // namespace

TEST_CASE("shares against statsmodels") {
  for (const auto& row : kShares) {
    CAPTURE(row[0]);
    CAPTURE(row[1]);
    const auto k = whole(row[0]), n = whole(row[1]);
    check_ends(exact_proportion(k, n), row[2], row[3], 1e-11);
    check_ends(jeffreys_proportion(k, n), row[4], row[5], 1e-11);
    check_ends(agresti_coull_proportion(k, n), row[6], row[7], 1e-11);
  }
}

TEST_CASE("Wilson's interval with the correction against base R's prop.test") {
  for (const auto& [hits, n, level, lower, upper] : kCorrected) {
    CAPTURE(hits);
    check_ends(continuity_proportion(whole(hits), whole(n), level), lower, upper, 1e-11);
  }
  // Of one half of the rows R makes no correction.
  CHECK(continuity_proportion(10, 20).upper() > proportion_interval(10, 20).upper() + 0.02);
}

TEST_CASE("all or nothing, one-sided; and every interval lies inside [0, 1]") {
  const Estimate none = one_sided_proportion(0, 20), all = one_sided_proportion(20, 20);
  CHECK_THROWS_AS(one_sided_proportion(3, 20), Error);
  CHECK(none.lower() == 0);
  CHECK(none.upper() == doctest::Approx(1 - std::pow(0.05, 1.0 / 20)).epsilon(1e-13));
  CHECK(all.lower() == doctest::Approx(std::pow(0.05, 1.0 / 20)).epsilon(1e-13));
  CHECK(all.upper() == 1);
  for (const auto method :
       {exact_proportion, jeffreys_proportion, agresti_coull_proportion, continuity_proportion})
    for (const std::int64_t n : {1, 2, 7, 1000000})
      for (const std::int64_t k : {std::int64_t{0}, n / 2, n}) {
        const Estimate e = method(k, n, 0.5);
        CHECK(e.lower() >= 0);
        CHECK(e.upper() <= 1);
        CHECK(e.interval()->contains(e.value()));
      }
  CHECK_FALSE(exact_proportion(0, 0).is_defined());
  CHECK_THROWS_AS(exact_proportion(3, 2), Error);
  CHECK_THROWS_AS(jeffreys_proportion(1, 2, 1), Error);
}

TEST_CASE("Clopper and Pearson cover at least at the level, for every p: exact sums") {
  for (const std::int64_t n : {5, 20, 60})
    for (double p = 0.01; p < 1; p += 0.01) {
      const probability::Binomial law(n, p);
      double covered = 0;
      for (std::int64_t k = 0; k <= n; ++k)
        if (exact_proportion(k, n).interval()->contains(p))
          covered += law.density(static_cast<double>(k));
      CHECK(covered >= 0.95 - 1e-12);
    }
}

// Taken as a rule, one-sided at 0 and n hits and two-sided else, it may miss α on one side and α/2 on the other.
TEST_CASE("the one-sided rule covers at least 1 - 3 alpha/2, for every p: exact sums") {
  double least = 1;
  for (std::int64_t n = 5; n <= 300; n += n < 40 ? 1 : 65) {
    std::vector<Interval> of_hits{*one_sided_proportion(0, n).interval()};
    for (std::int64_t k = 1; k < n; ++k) of_hits.push_back(*exact_proportion(k, n).interval());
    of_hits.push_back(*one_sided_proportion(n, n).interval());
    const double end = of_hits.front().upper;
    std::vector<double> places{end * (1 - 1e-9), end * (1 + 1e-9)};
    for (int step = 1; step < 100; ++step) places.push_back(0.005 * step);
    for (const double p : places) {
      const probability::Binomial law(n, p);
      double covered = 0;
      for (std::int64_t k = 0; k <= n; ++k)
        if (of_hits[static_cast<std::size_t>(k)].contains(p))
          covered += law.density(static_cast<double>(k));
      least = std::min(least, covered);
      CHECK(covered >= 0.925 - 1e-12);
    }
  }
  CHECK(least < 0.93);  // and the bound is met
}
