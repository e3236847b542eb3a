// SPDX-License-Identifier: Apache-2.0 How often bootstrap intervals hold the truth, and permutation
// tests reject it. Where theory says what a method of first order gives, that is what is asked, not
// the nominal 0.95.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "expect_rate.h"
#include "qed/base/random.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/resampling/bootstrap.h"
#include "qed/statistics/resampling/permutation.h"
#include "qed/statistics/resampling/streamed.h"

using namespace qed::statistics;
using qed::Index;
using qed::Rng;
using qed::coverage::expect_rate;

namespace {

using Sample = std::vector<double>;
constexpr double kFalseAlarm = 1e-5;  // of each line that asks for a rate

/// Mean with its standard error, by weights.
ResampledStatistic mean_of(const Sample& x) {
  return [&x](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    double n = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double c = counts[i];
      n += c, sum += c * x[i], squares += c * x[i] * x[i];
    }
    const double mean = sum / n;
    return Resampled{mean, std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1))};
  };
}

/// The rate of hits is compatible with one in [low, high].
void expect_between(double low, double high, std::int64_t hits, std::int64_t trials) {
  INFO(hits, " of ", trials, ", wanted between ", low, " and ", high);
  CHECK(qed::probability::Binomial(trials, low).cdf(static_cast<double>(hits)) >= kFalseAlarm);
  CHECK(qed::probability::Binomial(trials, high).survival(static_cast<double>(hits) - 1) >=
        kFalseAlarm);
}

struct Hits {
  std::int64_t percentile = 0, basic = 0, bca = 0, studentised = 0;
};
Hits hits_of(int trials, int n, double truth, const std::function<double(Rng&)>& draw) {
  Hits hits;
  for (int trial = 0; trial < trials; ++trial) {
    Rng rng(71, static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(trial));
    Sample x(static_cast<std::size_t>(n));
    for (double& v : x) v = draw(rng);
    BootstrapOptions options{.replicates = 599, .seed = static_cast<std::uint64_t>(trial)};
    const auto holds = [&](BootstrapMethod method) {
      options.method = method;
      return bootstrap(n, mean_of(x), options).interval()->contains(truth);
    };
    hits.percentile += holds(BootstrapMethod::percentile);
    hits.basic += holds(BootstrapMethod::basic);
    hits.bca += holds(BootstrapMethod::bca);
    hits.studentised += holds(BootstrapMethod::studentised);
  }
  MESSAGE("n = ", n, ": percentile ", hits.percentile, ", basic ", hits.basic, ", BCa ", hits.bca,
          ", studentised ", hits.studentised, " of ", trials);
  return hits;
}

/// Coverage of x̄ ± z s √((n-1)/n)/√n of normal values, which is what first-order methods amount
/// to.
double first_order_coverage(double n) {
  const double z = qed::probability::Normal().upper_quantile(0.025);
  return 1 - 2 * qed::probability::StudentT(n - 1).survival(z * std::sqrt((n - 1) / n));
}

double exponential(Rng& rng) { return -std::log1p(-rng.uniform()); }

}  // namespace

TEST_CASE("mean of normal values: first order falls short as theory says, studentised does not") {
  const auto draw = [](Rng& rng) { return rng.normal(); };
  for (const auto& [n, trials] : {std::pair{50, 1500}, {500, 300}}) {
    const Hits hits = hits_of(trials, n, 0, draw);
    const double first = first_order_coverage(n);  // 0.939 and 0.949
    expect_between(first - 0.01, first + 0.005, hits.percentile, trials);
    expect_between(first - 0.01, first + 0.005, hits.bca, trials);
    expect_between(0.94, 0.955, hits.studentised, trials);
  }
}

// Skewness 2: errors of second order in the tails, about 0.02 at n = 50.
TEST_CASE("mean of exponential values") {
  const Hits small = hits_of(1500, 50, 1, exponential);
  expect_between(0.905, 0.94, small.percentile, 1500);
  expect_between(0.895, 0.935, small.basic, 1500);
  expect_between(0.915, 0.945, small.bca, 1500);
  expect_between(0.935, 0.955, small.studentised, 1500);
  const Hits large = hits_of(300, 500, 1, exponential);
  expect_between(0.93, 0.955, large.percentile, 300);
  expect_between(0.935, 0.955, large.bca, 300);
  expect_between(0.94, 0.955, large.studentised, 300);
}

TEST_CASE("difference of two skewed columns of the same rows") {
  // x = e + a, y = e + b share e: what is read is x - y under the same counts, of mean 0.
  const auto difference = [](Rng& rng) {
    const double shared = 3 * rng.normal();
    const double x = shared + exponential(rng), y = shared + exponential(rng);
    return x - y;
  };
  for (const auto& [n, trials] : {std::pair{50, 1500}, {500, 300}}) {
    const Hits hits = hits_of(trials, n, 0, difference);
    expect_between(0.925, 0.955, hits.percentile, trials);
    expect_between(0.925, 0.955, hits.bca, trials);
    expect_between(0.94, 0.96, hits.studentised, trials);
  }
}

// 30 customers of 3 to 12 rows with a random effect each: the interval of groups is of first order
// in 30, that of rows knows nothing of the effect and must fail.
TEST_CASE("thirty clusters: groups cover, rows do not, a stream of ids covers as groups do") {
  constexpr int kTrials = 1200;
  std::int64_t of_groups = 0, of_rows = 0, of_stream = 0;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    Rng rng(72, 1, trial);
    Sample x;
    std::vector<std::int32_t> group;
    std::vector<std::uint64_t> ids;
    for (std::int32_t g = 0; g < 30; ++g) {
      const double effect = rng.normal();
      const std::uint64_t size = 3 + rng.below(10);
      for (std::uint64_t i = 0; i < size; ++i) {
        x.push_back(effect + rng.normal());
        group.push_back(g), ids.push_back(trial * 30 + static_cast<std::uint64_t>(g));
      }
    }
    const auto n = static_cast<std::int64_t>(x.size());
    BootstrapOptions options{
        .method = BootstrapMethod::percentile, .replicates = 599, .seed = trial};
    of_rows += bootstrap(n, mean_of(x), options).interval()->contains(0);
    StreamedBootstrap stream(2, options);
    qed::Matrix terms(n, 2);
    for (Index i = 0; i < n; ++i) terms.row(i) << 1, x[static_cast<std::size_t>(i)];
    stream.add(ids, terms);
    of_stream += stream
                     .estimate([](std::span<const double> sums) -> std::optional<Resampled> {
                       if (sums[0] <= 0) return std::nullopt;
                       return Resampled{sums[1] / sums[0], 0};
                     })
                     .interval()
                     ->contains(0);
    options.groups = group;
    of_groups += bootstrap(n, mean_of(x), options).interval()->contains(0);
  }
  MESSAGE("groups ", of_groups, ", stream ", of_stream, ", rows ", of_rows, " of ", kTrials);
  const double first = first_order_coverage(30);  // 0.932; uneven sizes are like fewer clusters
  expect_between(first - 0.03, first + 0.005, of_groups, kTrials);
  expect_between(first - 0.03, first + 0.015, of_stream, kTrials);
  CHECK(of_rows < 0.8 * kTrials);
}

TEST_CASE("permutation tests hold their size: rows, strata, groups, signs, stopped early") {
  constexpr int kTrials = 2000;
  std::int64_t rows = 0, strata = 0, groups = 0, signs = 0, early = 0;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    Rng rng(73, 1, trial);
    Sample x(24), heavy(24);
    for (std::size_t i = 0; i < 24; ++i) {
      x[i] = exponential(rng);
      heavy[i] = std::tan(3.14159265358979 * (rng.uniform() - 0.5));  // Cauchy: no mean, no matter
    }
    const auto first_half = [](const Sample& y) {
      return [&y](std::span<const std::int32_t> order) {
        double sum = 0;
        for (std::size_t i = 0; i < 12; ++i) sum += y[static_cast<std::size_t>(order[i])];
        return sum;
      };
    };
    PermutationOptions options{.replicates = 199, .seed = trial};
    const auto rejects = [&](const Sample& y) {
      return permutation_test(24, first_half(y), options).p_value <= 0.05;
    };
    rows += rejects(x);
    signs += sign_flip_test(
                 24,
                 [&](std::span<const std::int8_t> s) {
                   double sum = 0;
                   for (std::size_t i = 0; i < 24; ++i) sum += s[i] * heavy[i];
                   return sum;
                 },
                 options)
                 .p_value <= 0.05;
    options.enough = 20;
    early += rejects(x);
    options.enough = 0;
    Sample shifted = x;  // strata of different level: exchanging across them would be wrong
    for (std::size_t i = 0; i < 24; ++i)
      options.strata.push_back(i % 3), shifted[i] += 10.0 * static_cast<double>(i % 3);
    strata += rejects(shifted);
    options.strata.clear();
    Sample tied = x;  // 8 groups of 3 equal rows
    for (std::size_t i = 0; i < 24; ++i)
      options.groups.push_back(static_cast<std::int32_t>(i / 3)), tied[i] = x[i / 3];
    groups += rejects(tied);
  }
  MESSAGE("rejected of ", kTrials, ": rows ", rows, ", strata ", strata, ", groups ", groups,
          ", signs ", signs, ", early ", early);
  for (const std::int64_t rejected : {rows, strata, signs, early})
    expect_rate(0.05, rejected, kTrials, kFalseAlarm);
  // 8 groups, 4 of them in the first half: 70 distinct sums make the size 3/70 at least, 0.05 at
  // most.
  expect_between(0.038, 0.05, groups, kTrials);
}
