// SPDX-License-Identifier: Apache-2.0
// Coverage and size are simulated in tests/coverage/bootstrap_test.cpp.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/resampling/bootstrap.h"
#include "qed/statistics/resampling/permutation.h"

using namespace qed::statistics;

namespace {

ResampledStatistic mean_of(const std::vector<double>& x) {
  return [&x](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    double n = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < x.size(); ++i) n += counts[i], sum += counts[i] * x[i];
    if (n < 2) return std::nullopt;
    for (std::size_t i = 0; i < x.size(); ++i) squares += counts[i] * std::pow(x[i] - sum / n, 2);
    return Resampled{sum / n, std::sqrt(squares / (n - 1) / n)};
  };
}

}  // namespace

TEST_CASE("groups are resampled whole: the interval is as wide as that of the group means") {
  qed::Rng rng(32);
  std::vector<double> x, means;
  std::vector<std::int32_t> groups;
  for (int g = 0; g < 50; ++g) {
    means.push_back(rng.normal());
    for (int i = 0; i < 20; ++i) x.push_back(means.back()), groups.push_back(1000 - g);
  }
  BootstrapOptions options;
  options.method = BootstrapMethod::percentile;
  const auto width = [](const Estimate& e) { return e.upper() - e.lower(); };
  const double of_means = width(bootstrap(50, mean_of(means), options));
  const double of_rows = width(bootstrap(1000, mean_of(x), options));
  options.groups = groups;
  const Estimate grouped = bootstrap(1000, mean_of(x), options);
  CHECK(width(grouped) ==
        doctest::Approx(of_means).epsilon(1e-9));  // the same draws, by construction
  CHECK(of_rows < of_means / 3);
  CHECK(grouped.interval()->method == "percentile bootstrap of groups, 1999 replicates");
}

TEST_CASE("resampling has the same bits for 1, 2 and 7 threads") {
  qed::Rng rng(33);
  std::vector<double> x(60);
  for (double& v : x) v = rng.normal();
  const auto lag = [&](std::span<const std::int32_t> order) {
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i) sum += x[i] * static_cast<double>(order[i]);
    return std::abs(sum);
  };
  qed::set_threads(1);
  const Estimate one = bootstrap(60, mean_of(x));
  const double p = permutation_test(60, lag).p_value;
  for (const int count : {2, 7}) {
    qed::set_threads(count);
    CHECK(bootstrap(60, mean_of(x)).lower() == one.lower());
    CHECK(bootstrap(60, mean_of(x)).upper() == one.upper());
    CHECK(permutation_test(60, lag).p_value == p);
  }
  qed::set_threads(0);
}

TEST_CASE("an undefined statistic, one row, bad options") {
  const std::vector<double> x{1, 2, 3};
  const auto never = [](std::span<const std::uint32_t>) { return std::optional<Resampled>(); };
  const auto rarely = [](std::span<const std::uint32_t> c) {
    return c[0] > 0 ? std::optional<Resampled>({1.0, 0}) : std::nullopt;
  };
  CHECK_FALSE(bootstrap(3, never).is_defined());
  CHECK_FALSE(bootstrap(3, rarely).interval().has_value());
  CHECK_FALSE(bootstrap(1, rarely).interval().has_value());
  BootstrapOptions options;
  options.groups = {1, 2};
  CHECK_THROWS_AS(bootstrap(3, mean_of(x), options), qed::Error);
  options = {}, options.method = BootstrapMethod::studentised;
  const auto without_error = [](std::span<const std::uint32_t>) {
    return std::optional<Resampled>({1.0, 0});
  };
  CHECK_THROWS_AS(bootstrap(3, without_error, options), qed::Error);
}

TEST_CASE("rows are exchanged within their stratum only") {
  const auto first = [](std::span<const std::int32_t> order) { return order[0] == 0 ? 1.0 : 0.0; };
  PermutationOptions strict;
  strict.strata = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  CHECK(permutation_test(10, first, strict).p_value == 1);  // row 0 is alone in its stratum
  CHECK(permutation_test(10, first).p_value < 0.2);
}

TEST_CASE("sign flips: Darwin's maize, groups that turn together") {
  // 863 of the 2^15 sign patterns reach the sum 314; within 5 standard errors of 19,999 replicates,
  // 6e-7.
  const std::vector<double> d{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
  const auto sum = [&](std::span<const std::int8_t> signs) {
    double total = 0;
    for (std::size_t i = 0; i < signs.size(); ++i) total += signs[i] * d[i];
    return total;
  };
  PermutationOptions options;
  options.replicates = 19999;
  const PermutationTest test = sign_flip_test(15, sum, options);
  CHECK(test.statistic == 314);
  CHECK(std::abs(test.p_value - 863 / 32768.0) < 5 * test.standard_error);
  qed::set_threads(7);
  CHECK(sign_flip_test(15, sum, options).p_value == test.p_value);
  qed::set_threads(0);
  // Two groups: 4 patterns, of which that of the data is one and the largest.
  options.groups = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2};
  CHECK(std::abs(sign_flip_test(15, sum, options).p_value - 0.25) < 5 * std::sqrt(0.1875 / 19999));
  options.strata = options.groups;
  CHECK_THROWS_AS(sign_flip_test(15, sum, options), qed::Error);
}

TEST_CASE("groups are exchanged whole, in their order, within their stratum") {
  PermutationOptions options;
  options.groups = {5, 5, 2, 2, 9, 9, 7, 7};
  options.strata = {0, 0, 0, 0, 1, 1, 1, 1};
  const auto whole = [](std::span<const std::int32_t> order) {
    double wrong = 0;
    for (std::size_t i = 0; i < order.size(); i += 2) {
      wrong += order[i] % 2 != 0 || order[i + 1] != order[i] + 1;  // a pair stays a pair
      wrong += (i < 4) != (order[i] < 4);                          // and in its stratum
    }
    return wrong;
  };
  const PermutationTest test = permutation_test(8, whole, options);
  CHECK(test.statistic == 0);
  CHECK(test.p_value == 1);  // T* >= 0 always ...
  const auto negative = [&](std::span<const std::int32_t> order) { return -whole(order); };
  CHECK(permutation_test(8, negative, options).p_value == 1);  // ... and never more
  const auto moved = [](std::span<const std::int32_t> order) { return order[0] == 2 ? 1.0 : 0.0; };
  const auto stayed = [](std::span<const std::int32_t> order) { return order[0] == 0 ? 1.0 : 0.0; };
  CHECK(permutation_test(8, stayed, options).p_value < 0.6);  // half the time
  CHECK(permutation_test(8, moved, options).statistic == 0);
  options.groups = {5, 5, 5, 2, 9, 9, 7, 7};
  CHECK_THROWS_AS(permutation_test(8, moved, options), qed::Error);  // unequal sizes
  options.groups = {5, 5, 2, 9, 9, 2, 7, 7};
  CHECK_THROWS_AS(permutation_test(8, moved, options), qed::Error);  // a group in two strata
}
