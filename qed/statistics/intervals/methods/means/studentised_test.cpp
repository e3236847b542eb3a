// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/means/studentised.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::statistics;

namespace {

struct Law {
  const char* name;
  std::function<double(Rng&)> draw;
};

const std::vector<Law>& laws() {
  static const std::vector<Law> all{
      {"Gaussian", [](Rng& rng) { return rng.normal(); }},
      {"exponential", [](Rng& rng) { return -std::log1p(-rng.uniform()); }},
      {"log-normal, 1", [](Rng& rng) { return std::exp(rng.normal()); }},
      {"log-normal, 2", [](Rng& rng) { return std::exp(2 * rng.normal()); }},
      {"Student, 3 degrees",
       [](Rng& rng) {
         double squares = 0;
         for (int k = 0; k < 3; ++k) squares += std::pow(rng.normal(), 2);
         return rng.normal() / std::sqrt(squares / 3);
       }},
      {"one in ten not 0",
       [](Rng& rng) { return rng.uniform() < 0.1 ? std::exp(rng.normal()) : 0.0; }},
      {"one in two hundred 1", [](Rng& rng) { return rng.uniform() < 0.005 ? 1.0 : 0.0; }}};
  return all;
}

double mean_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

}  // namespace

TEST_CASE("drawn in parts, a studentised mean has the law that it has drawn one by one") {
  constexpr std::int64_t kReplicates = 40'000;
  for (const Law& law : laws())
    for (const std::size_t n : {kStudentisedInParts, std::size_t{4000}}) {
      CAPTURE(law.name);
      CAPTURE(n);
      Rng rng(7, n);
      std::vector<double> x(n);
      for (double& v : x) v = law.draw(rng);
      std::ranges::sort(x);
      const double mean = mean_of(x);
      const auto slow = studentised_one_by_one(x, mean, kReplicates, 1);
      const auto fast = studentised_in_parts(x, mean, kReplicates, 2);
      for (const double p : {0.025, 0.5, 0.975}) {
        CAPTURE(p);
        const auto at = static_cast<std::size_t>(p * static_cast<double>(kReplicates));
        if (std::isinf(slow[at])) {  // without spread
          CHECK(fast[at] == slow[at]);
          continue;
        }
        // √(p(1 - p)/B)/f of both, four times, and 1 % of a standard error; f from quantiles near by.
        const std::size_t near = kReplicates / 200;
        const double slope = (slow[at + near] - slow[at - near]) / 0.01;
        const double error = slope * std::sqrt(2 * p * (1 - p) / kReplicates);
        CHECK(std::abs(fast[at] - slow[at]) < 4 * error + 0.01);
      }
    }
}

TEST_CASE("a skewed law is not taken for a normal one: the ends are those of the far values") {
  Rng rng(3);
  std::vector<double> x(2000);
  for (double& v : x) v = std::exp(2 * rng.normal());
  std::ranges::sort(x);
  const auto t = studentised_in_parts(x, mean_of(x), 4000, 1);
  CHECK(t[100] < -2.5);
  CHECK(t[3899] < 1.6);
}

TEST_CASE("the same replicates for every number of threads; equal values in bulk; no spread") {
  std::vector<double> x(1500, 0.0);
  for (std::size_t i = 0; i < 20; ++i) x[1480 + i] = static_cast<double>(i + 1);
  const double mean = mean_of(x);
  const auto whole = studentised_in_parts(x, mean, 500, 5);
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    CHECK(studentised_in_parts(x, mean, 500, 5) == whole);
  }
  set_threads(0);
  CHECK(std::ranges::all_of(whole, [](double t) { return std::isfinite(t); }));
  std::vector<double> one(2000, 1.0);
  one.front() = 0;  // one value alone: a third of the resamples have no spread
  const auto t = studentised_in_parts(one, mean_of(one), 1000, 1);
  const auto without = std::ranges::count_if(t, [](double v) { return std::isinf(v); });
  CHECK(without > 250);
  CHECK(without < 500);
}
