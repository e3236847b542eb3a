// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/blocks.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::statistics;

namespace {

// x_t = φ x_(t-1) + u_t with the generator of the C standard's example, so that Python makes it too.
std::vector<double> autoregressive(double phi, int n) {
  std::vector<double> x;
  std::uint64_t s = 12345;
  double v = 0;
  for (int i = 0; i < n; ++i) {
    s = (s * 1103515245 + 12345) % (1ULL << 31);
    v = phi * v + (static_cast<double>(s) / 2147483648.0 - 0.5);
    x.push_back(v);
  }
  return x;
}

ResampledStatistic mean_of(const std::vector<double>& x) {
  return [&x](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    double sum = 0, n = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += counts[i] * x[i], n += counts[i];
    if (n == 0) return std::nullopt;
    return Resampled{sum / n, 0};
  };
}

}  // namespace

// tests/reference/statistics/blocks.py
TEST_CASE("block lengths against their definition") {
  for (const auto& [phi, expected] :
       {std::pair{0.7, 14.0389829469}, std::pair{0.0, 1.00519558655},
        std::pair{-0.4, 7.08859006822}, std::pair{0.95, 25.0179349991}}) {
    CAPTURE(phi);
    CHECK(automatic_block_length(autoregressive(phi, 400)) ==
          doctest::Approx(expected).epsilon(1e-10));
  }
  CHECK(automatic_block_length(std::vector<double>(50, 3.0)) == 1);
  CHECK_THROWS_AS(automatic_block_length(std::vector<double>{1, 2}), Error);
  CHECK_THROWS_AS(automatic_block_length(std::vector<double>{1, INFINITY, 2}), Error);
}

TEST_CASE("dependence widens the interval; blocks of one row are the plain bootstrap") {
  const auto x = autoregressive(0.7, 400);
  const double length = automatic_block_length(x);
  const BootstrapOptions options{.method = BootstrapMethod::percentile};
  const Estimate blocks = block_bootstrap(400, mean_of(x), length, options);
  const Estimate single = block_bootstrap(400, mean_of(x), 1, options);
  const Estimate plain = bootstrap(400, mean_of(x), options);
  const auto width = [](const Estimate& e) { return e.upper() - e.lower(); };
  // The sum of autocorrelations of φ = 0.7: the deviation of the mean is √(1.7/0.3) = 2.4 times.
  CHECK(width(blocks) / width(plain) > 1.6);
  CHECK(width(blocks) / width(plain) < 3);
  CHECK(width(single) / width(plain) == doctest::Approx(1).epsilon(0.1));
}

TEST_CASE("blocks: the same bits at 1, 2 and 7 threads, few rows, what is refused") {
  const auto x = autoregressive(0.5, 100);
  set_threads(1);
  const Estimate one = block_bootstrap(100, mean_of(x), 5);
  for (const int count : {2, 7}) {
    set_threads(count);
    CHECK(block_bootstrap(100, mean_of(x), 5).lower() == one.lower());
  }
  set_threads(0);
  CHECK_FALSE(block_bootstrap(0, mean_of({}), 2).is_defined());
  const std::vector<double> two{1, 2};
  CHECK_FALSE(block_bootstrap(2, mean_of(two), 2).interval().has_value());
  CHECK_THROWS_AS(block_bootstrap(100, mean_of(x), 0.5), Error);
  CHECK_THROWS_AS(block_bootstrap(100, mean_of(x), 2, {.groups = std::vector<std::int32_t>(100)}),
                  Error);
}
